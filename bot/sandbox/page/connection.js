/** The line to the sandbox: coming in, asking, acting, and hearing what happens. */

const SOONEST = 250; // milliseconds until the first attempt to hear again
const LATEST = 5_000;

/** What the sandbox refused, in its own words. */
export class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** Trade the key in the address for a session, and take it out of the address. */
export async function enter() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  history.replaceState(null, "", location.pathname);
  await ask("/sandbox/enter", { key });
}

/**
 * Ask the sandbox, and give its answer.
 *
 * @param {string} path where
 * @param {Object} [body] what to post; without it the request only looks
 */
export async function ask(path, body) {
  const posted = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(path, body ? posted : {});
  } catch {
    throw new Refused(0, "The sandbox does not answer. Is footnote try still running?");
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told.error || `It answered ${answer.status}.`);
  return told;
}

/** One member's line: acts in their name, and tells listeners what they may know of. */
export class Line extends EventTarget {
  constructor(member) {
    super();
    this.member = member;
    this.wait = SOONEST;
    this.closed = false;
    this.listen();
  }

  /** Have the member do something; gives what came of it. */
  act(name, body) {
    return ask(`/sandbox/members/${encodeURIComponent(this.member)}/${name}`, body);
  }

  /** Look something up as the member sees it. */
  look(path) {
    return ask(`/sandbox/${path}?member=${encodeURIComponent(this.member)}`);
  }

  /** Hear events, and hear again after the line broke; each time `hello` tells the whole state. */
  listen() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const who = encodeURIComponent(this.member);
    this.socket = new WebSocket(`${scheme}://${location.host}/sandbox/events?member=${who}`);
    this.socket.addEventListener("message", ({ data }) => {
      this.wait = SOONEST;
      this.tell(JSON.parse(data));
    });
    this.socket.addEventListener("close", () => {
      if (this.closed) return;
      this.tell({ kind: "line_lost" });
      this.timer = setTimeout(() => this.listen(), this.wait);
      this.wait = Math.min(this.wait * 2, LATEST);
    });
  }

  tell(event) {
    if (!this.closed) this.dispatchEvent(new CustomEvent("told", { detail: event }));
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}

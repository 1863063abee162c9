/** The connection to the sandbox: signing in, requests, acts of the member, and events. */

import { byId } from "./elements.js";

const FIRST_RETRY = 250; // milliseconds until a lost connection is tried again
const LAST_RETRY = 5_000;
const NEWS_SHOWN = 8_000; // milliseconds

let member = "";
let socket = null;
let retryTimer = 0;
let newsTimer = 0;

/** Trade the key in the address for a session, and take it out of the address. */
export async function signIn() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  history.replaceState(null, "", location.pathname);
  await request("/sandbox/enter", { key });
}

/**
 * Ask the sandbox, and give its answer; throws with its words what it refuses.
 *
 * @param {string} path where
 * @param {Object} [body] what to post; without it the request only looks
 */
export async function request(path, body) {
  const headers = { "Content-Type": "application/json" };
  const posted = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(path, body ? posted : {}).catch(() => null);
  if (!answer) throw new Error("The sandbox does not answer. Is footnote try still running?");
  const given = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(given.error || `It answered ${answer.status}.`);
  return given;
}

/** Look something up as the member sees it. */
export function look(path) {
  return request(`/sandbox/${path}?member=${encodeURIComponent(member)}`);
}

/** Have the member do something; gives what came of it. */
export function act(name, body) {
  return request(`/sandbox/members/${encodeURIComponent(member)}/${name}`, body);
}

/** Become a member: `onEvent` gets what they may know of, with the whole state first. */
export function connectAs(name, onEvent) {
  member = name;
  socket?.close();
  clearTimeout(retryTimer);
  listen(onEvent, FIRST_RETRY);
}

function listen(onEvent, wait) {
  const path = `/sandbox/events?member=${encodeURIComponent(member)}`;
  const opened = new WebSocket(`ws://${location.host}${path}`);
  let next = wait;
  socket = opened;
  opened.addEventListener("message", ({ data }) => {
    next = FIRST_RETRY;
    if (opened === socket) onEvent(JSON.parse(data));
  });
  opened.addEventListener("close", () => {
    if (opened !== socket) return;
    onEvent({ kind: "connection_lost" });
    retryTimer = setTimeout(() => listen(onEvent, Math.min(next * 2, LAST_RETRY)), next);
  });
}

/** Do something; a refusal is shown with its reason. Gives whether it was done. */
export async function attempt(work) {
  byId("refusal").hidden = true;
  try {
    await work();
    return true;
  } catch (refusal) {
    showRefusal(refusal.message);
    return false;
  }
}

/** Say what was refused and why; it stays until the next attempt. */
export function showRefusal(words) {
  const sentence = words[0].toUpperCase() + words.slice(1);
  byId("refusal").textContent = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  byId("refusal").hidden = false;
}

/** Say something in passing. */
export function showNews(words) {
  byId("news").textContent = words;
  clearTimeout(newsTimer);
  newsTimer = setTimeout(() => byId("news").replaceChildren(), NEWS_SHOWN);
}

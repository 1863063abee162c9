/** What the page says to people besides the channel: refusals at once, news in passing. */

import { byId } from "./dom.js";

const SHOWN = 8_000; // milliseconds that news stay

let timer = 0;

/** Say what was refused and why; it stays until the next act. */
export function refuse(words) {
  const place = byId("refusal");
  place.textContent = sentence(words);
  place.hidden = false;
}

/** Take the last refusal away: something new is being done. */
export function forgive() {
  byId("refusal").hidden = true;
}

/** Say something in passing. */
export function tell(words) {
  const place = byId("news");
  place.textContent = words;
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.textContent = "";
  }, SHOWN);
}

/** Do something; what is refused is said with its reason. Gives whether it was done. */
export async function attempt(work) {
  forgive();
  try {
    await work();
    return true;
  } catch (refused) {
    refuse(refused.message);
    return false;
  }
}

function sentence(words) {
  const whole = words[0].toUpperCase() + words.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

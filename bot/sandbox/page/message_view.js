/** Draws one message as it stands in the channel. */

import { component } from "./components.js";
import { avatar, drawing, make, nameOf } from "./dom.js";
import { drawn, flat } from "./markdown_view.js";
import { clockTime, inChannel, inFull } from "./time.js";

const TOGETHER = 7 * 60_000; // milliseconds within which messages of one author stand together
const V2 = 1 << 15;

/** Whether a message stands under the one before it, without a head of its own. */
export function continues(message, before) {
  return Boolean(
    before &&
      before.author.id === message.author.id &&
      !above(message) &&
      !message.ephemeral &&
      !before.ephemeral &&
      Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER,
  );
}

/** Whether something stands above it: what it replies to, or the command that it answers. */
function above(message) {
  return message.type === 19 || (message.interaction_metadata && message.type !== 0);
}

/**
 * A message as an item of the list.
 *
 * @param {Object} message in Discord's JSON, with `ephemeral` and `loading`
 * @param {Object|null} before the message above it
 * @param {Object} names who an id stands for; `now`, if given, is the day that counts as today
 * @param {Object|null} acts what people can do with it; null draws a picture
 */
export function messageView(message, before, names, acts = null) {
  const follows = continues(message, before);
  const date = new Date(message.timestamp);
  const made = make(
    "li.message",
    { dataset: { id: message.id }, tabindex: acts ? "-1" : null, "aria-label": label(message, names) },
    aboveLine(message, names, acts),
    follows ? null : avatar(message.author),
    follows ? sideTime(date) : head(message, date, names.now),
    make("div.body", {}, ...body(message, names, acts)),
    foot(message, acts),
    acts && acts.tools ? acts.tools(message) : null,
  );
  made.classList.toggle("follows", follows);
  made.classList.toggle("ephemeral", message.ephemeral);
  made.classList.toggle("pings-me", acts !== null && acts.pingsMe(message));
  return made;
}

/** What a screen reader says when it comes to the message; the text itself follows. */
function label(message, names) {
  const to = message.referenced_message;
  const reply = to ? `, replying to ${nameOf(to.author)}` : "";
  const alone = message.ephemeral ? ", only you can see this" : "";
  return `${nameOf(message.author)}, ${inChannel(new Date(message.timestamp))}${reply}${alone}`;
}

function head(message, date, now) {
  return make(
    "div.head",
    {},
    make("span.author", {}, nameOf(message.author)),
    message.author.bot ? make("span.badge", {}, "APP") : null,
    make("time", { datetime: date.toISOString(), title: inFull(date) }, inChannel(date, now)),
  );
}

function sideTime(date) {
  return make("time.side", { datetime: date.toISOString(), title: inFull(date) }, clockTime(date));
}

function aboveLine(message, names, acts) {
  if (message.type === 19) return replyLine(message, names, acts);
  const made = message.interaction_metadata;
  if (!made || message.type === 0) return null;
  const sign = message.type === 20 && made.name ? "/" : "";
  return make(
    "div.above",
    {},
    avatar(made.user, true),
    make("span.who", {}, nameOf(made.user)),
    " used ",
    make("span.mention", {}, sign + (made.name || "a command")),
  );
}

function replyLine(message, names, acts) {
  const to = message.referenced_message;
  if (!to) return make("div.above", {}, make("em", {}, "Original message was deleted"));
  const words = make("button.quoted", { type: "button", disabled: !acts }, excerpt(to, names));
  if (acts) words.addEventListener("click", () => acts.goTo(to.id));
  return make("div.above", {}, avatar(to.author, true), make("span.who", {}, nameOf(to.author)), words);
}

/** The beginning of a message on one line. */
export function excerpt(message, names) {
  const text = flat(message.content || firstText(message.components), names);
  return text.length > 140 ? `${text.slice(0, 140)}…` : text || "Click to see the message";
}

function firstText(components) {
  for (const one of components || []) {
    const found = one.type === 10 ? one.content : firstText(one.components);
    if (found) return found;
  }
  return "";
}

function body(message, names, acts) {
  if (message.loading) return [thinking(message)];
  const parts = [];
  if (message.content && !(message.flags & V2)) {
    parts.push(make("div.text", {}, ...drawn(message.content, names)));
  }
  parts.push(...(message.components || []).map((one) => component(one, names, acts && acts.on(message))));
  if (message.edited_timestamp) parts.push(edited(new Date(message.edited_timestamp)));
  return parts;
}

function edited(date) {
  return make("span.edited", { title: inFull(date) }, "(edited)");
}

function thinking(message) {
  const dots = make("span.dots", { "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  return make("p.thinking", {}, dots, `${nameOf(message.author)} is thinking…`);
}

function foot(message, acts) {
  if (!message.ephemeral) return null;
  return make(
    "div.foot",
    {},
    drawing("eye"),
    "Only you can see this",
    acts ? " · " : null,
    acts
      ? make("button.as-link", { type: "button", click: () => acts.dismiss(message) }, "Dismiss message")
      : null,
  );
}

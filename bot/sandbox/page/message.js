/** One message as it is shown in the channel, with the components that the bot sends. */

import { avatar, clockTime, drawing, make, nameOf } from "./elements.js";
import { markdown, plainText } from "./markdown.js";

const REPLY = 19;
const SLASH_COMMAND = 20;
const MENU_COMMAND = 23;
const LONGEST_EXCERPT = 140; // characters
const STYLES = { 1: "primary", 2: "secondary", 4: "danger" };
const EMOJI = {
  "\u{1F44D}": { spoken: "Thumbs up", turn: "up" },
  "\u{1F44E}": { spoken: "Thumbs down", turn: "down" },
};
const COMPONENTS = { 1: actionRow, 2: button, 10: textDisplay, 17: container };

/**
 * A message as an item of the list.
 *
 * @param {Object} message in Discord's JSON, with `ephemeral` and `loading`
 * @param {Object} names whom and what an id stands for; `now`, if given, is the day that is today
 * @param {Object|null} actions `press`, `dismiss` and `tools` of the page; null draws a picture
 */
export function messageItem(message, names, actions = null) {
  return make(
    message.ephemeral ? "li.message.ephemeral" : "li.message",
    { "data-id": message.id, tabindex: actions ? -1 : null, "aria-label": spokenLabel(message, names) },
    originLine(message, names),
    avatar(message.author),
    head(message, names),
    make("div.body", {}, ...body(message, names, actions)),
    message.ephemeral ? footer(message, actions) : null,
    actions && !message.loading && !message.ephemeral ? actions.tools(message) : null,
  );
}

/** What a screen reader says when it comes to the message; the text itself follows. */
function spokenLabel(message, names) {
  const repliedTo = message.referenced_message;
  const reply = repliedTo ? `, replying to ${nameOf(repliedTo.author)}` : "";
  const alone = message.ephemeral ? ", only you can see this" : "";
  return `${nameOf(message.author)}, ${shownTime(message, names)}${reply}${alone}`;
}

function head(message, names) {
  const date = new Date(message.timestamp);
  const author = make("span.author", {}, nameOf(message.author));
  const badge = message.author.bot ? make("span.badge", {}, "APP") : null;
  const inFull = date.toLocaleString("en", { dateStyle: "full", timeStyle: "short" });
  const time = make("time", { datetime: date.toISOString(), title: inFull }, shownTime(message, names));
  return make("div.head", {}, author, badge, time);
}

function shownTime(message, names) {
  const date = new Date(message.timestamp);
  const today = (names.now || new Date()).toDateString() === date.toDateString();
  return `${today ? "Today" : date.toLocaleDateString("en")} at ${clockTime(date)}`;
}

/** What stands above a message: what it replies to, or the command that it answers. */
function originLine(message, names) {
  const used = message.interaction_metadata;
  if (message.type === REPLY) return replyLine(message.referenced_message, names);
  if (!used || ![SLASH_COMMAND, MENU_COMMAND].includes(message.type)) return null;
  const sign = message.type === SLASH_COMMAND && used.name ? "/" : "";
  const command = make("span.mention", {}, sign + (used.name || "a command"));
  return make("div.origin", {}, avatar(used.user), make("strong", {}, nameOf(used.user)), " used ", command);
}

function replyLine(to, names) {
  if (!to) return make("div.origin", {}, make("em", {}, "Original message was deleted"));
  const quoted = make("span.quoted", {}, excerpt(to, names));
  return make("div.origin", {}, avatar(to.author), make("strong", {}, nameOf(to.author)), quoted);
}

function excerpt(message, names) {
  const text = plainText(message.content || firstText(message.components), names);
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text;
}

function firstText(components = []) {
  return components.map((one) => one.content || firstText(one.components)).find(Boolean) || "";
}

function body(message, names, actions) {
  if (message.loading) return [make("p.quiet", {}, `${nameOf(message.author)} is thinking…`)];
  const press = actions && ((given, pressed) => actions.press(message, given, pressed));
  return [
    message.content ? textDisplay(message, names) : null,
    ...message.components.map((one) => component(one, names, press)),
    message.edited_timestamp ? make("small.edited", {}, "(edited)") : null,
  ];
}

function footer(message, actions) {
  const link = actions && make("button.link", { click: () => actions.dismiss(message) }, "Dismiss message");
  return make("div.foot", {}, drawing("eye"), "Only you can see this", actions ? " · " : null, link);
}

/** One component with all that is inside it. */
function component(given, names, press) {
  const draw = COMPONENTS[given.type];
  if (!draw) return make("p.quiet", {}, `A component of type ${given.type}, which this page does not show.`);
  return draw(given, names, press);
}

function container(given, names, press) {
  const made = make("div.container", {}, ...given.components.map((one) => component(one, names, press)));
  const colour = given.accent_color?.toString(16).padStart(6, "0");
  if (colour) made.style.setProperty("--accent", `#${colour}`);
  return made;
}

function actionRow(given, names, press) {
  return make("div.row", {}, ...given.components.map((one) => component(one, names, press)));
}

function textDisplay(given, names) {
  return make("div.text", {}, ...markdown(given.content, names));
}

function button(given, _names, press) {
  const emoji = EMOJI[given.emoji?.name];
  const spoken = given.label ? null : emoji?.spoken || "Button";
  const made = make(
    `button.button.${STYLES[given.style] || "secondary"}`,
    { disabled: Boolean(given.disabled), "aria-label": spoken, "data-part": given.custom_id },
    emoji ? drawing("thumb") : given.emoji?.name || null,
    given.label || null,
  );
  if (emoji) made.classList.add(emoji.turn);
  if (press) made.addEventListener("click", () => press(given, made));
  return made;
}

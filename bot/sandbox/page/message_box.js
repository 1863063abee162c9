/** The message box: writing, mentioning, replying, and the way to the commands. */

import { CommandForm, slashCommands } from "./command_form.js";
import { act, attempt, showNews } from "./connection.js";
import { byId, make, nameOf } from "./elements.js";
import { state, titleOf } from "./state.js";
import { Suggestions } from "./suggestions.js";

const SHOWN = 10; // suggestions
const TALLEST = 240; // pixels

const box = byId("composer");
const text = byId("text");
const suggestions = new Suggestions(text, "Suggestions", (choice) => choice.run());
let repliedTo = null;
let command = null;

box.prepend(suggestions.list);
text.addEventListener("input", changed);
text.addEventListener("keydown", keyPressed);
text.addEventListener("blur", () => suggestions.hide());
box.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

/** Come to a channel: its name in the box, and nothing begun. */
export function openBox(channel) {
  leaveCommand();
  replyTo(null);
  const label = channel.can_write ? `Message ${titleOf(channel)}` : "You may not write here";
  text.placeholder = label;
  text.setAttribute("aria-label", label);
  text.disabled = !channel.can_write;
  write("");
}

/** Answer a message with the next one; null for none. */
export function replyTo(message) {
  repliedTo = message;
  const bar = byId("reply");
  bar.hidden = !message;
  if (!message) return;
  const stop = make("button.link", { click: () => replyTo(null) }, "Cancel");
  bar.replaceChildren(make("span", {}, "Replying to ", make("strong", {}, nameOf(message.author))), stop);
  text.focus();
}

/** The names in a text as Discord sends them. */
export function sendable(words) {
  const people = [...state.people.values()];
  people.sort((one, other) => nameOf(other).length - nameOf(one).length);
  return people.reduce((made, user) => made.replaceAll(`@${nameOf(user)}`, `<@${user.id}>`), words);
}

/** The same back, for editing. */
export function readable(words) {
  const named = (whole, id) => (state.people.has(id) ? `@${nameOf(state.people.get(id))}` : whole);
  return words.replace(/<@!?(\d+)>/g, named);
}

function write(words) {
  text.value = words;
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, TALLEST)}px`;
}

function changed() {
  write(text.value);
  const begun = slashCommands().find((one) => text.value.startsWith(`/${one.path} `));
  if (begun) enterCommand(begun, text.value.slice(begun.path.length + 2));
  else suggestions.show(suggested());
}

function keyPressed(event) {
  if (suggestions.takesKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape") {
    replyTo(null);
  }
}

/** Commands after a slash, people after an at sign. */
function suggested() {
  if (text.value.startsWith("/")) {
    const typed = text.value.slice(1).toLowerCase();
    const fitting = slashCommands().filter((one) => one.path.startsWith(typed)).slice(0, SHOWN);
    return fitting.map((one) => ({ text: `/${one.path}`, note: one.description, run: () => enterCommand(one) }));
  }
  const before = text.value.slice(0, text.selectionStart);
  const found = /(?:^|\s)@([^\s@]*)$/.exec(before);
  return found ? suggestedPeople(found[1].toLowerCase(), before.length - found[1].length - 1) : [];
}


function suggestedPeople(typed, from) {
  const fits = (user) => [nameOf(user), user.username].some((name) => name.toLowerCase().startsWith(typed));
  const found = [...state.people.values()].filter((user) => fits(user) && !user.owner);
  found.sort((one, other) => Number(other.bot) - Number(one.bot));
  const choice = (user) => ({ text: `@${nameOf(user)}`, note: user.bot ? "App" : "", run: () => mention(user, from) });
  return found.slice(0, SHOWN).map(choice);
}

function mention(user, from) {
  const before = `${text.value.slice(0, from)}@${nameOf(user)} `;
  write(before + text.value.slice(text.selectionStart).trimStart());
  text.setSelectionRange(before.length, before.length);
}

function enterCommand(chosen, rest = "") {
  write("");
  suggestions.hide();
  command = new CommandForm(chosen, rest, () => {
    leaveCommand();
    text.focus();
  });
  box.classList.add("in-command");
  box.append(command.element);
  command.begin();
}

function leaveCommand() {
  command?.element.remove();
  command = null;
  box.classList.remove("in-command");
}

async function send() {
  const written = text.value;
  if (!written.trim()) return;
  const body = { channel_id: state.openId, text: sendable(written), reply_to: repliedTo?.id };
  write("");
  if (await attempt(() => act("say", body))) {
    replyTo(null);
    if (!state.bot.connected) showNews(`${nameOf(state.bot)} is not here yet and will not read this.`);
  } else if (!text.value) {
    write(written);
  }
}

/** The messages of the open channel: shown, kept up, walked through by keyboard, and acted on. */

import { useCommand } from "./command_form.js";
import { act, attempt } from "./connection.js";
import { byId, drawing, make, nameOf } from "./elements.js";
import { messageItem } from "./message.js";
import { readable, replyTo, sendable } from "./message_box.js";
import { isDirect, names, openChannel, state, titleOf } from "./state.js";

const NEAR = 80; // pixels from the end within which the list follows what comes
const MENU_COMMAND = 3;

const log = byId("log");
const list = byId("messages");
const actions = { press, dismiss: remove, tools };

log.addEventListener("keydown", walk);
list.addEventListener("contextmenu", menuAskedFor);
list.addEventListener("focusin", ({ target }) => makeStop(target.closest(".message")));
byId("text").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowUp" || event.target.value) return;
  const mine = state.messages.findLast((one) => one.author.id === state.me.id);
  if (!mine) return;
  event.preventDefault();
  edit(mine);
});

/** Draw the whole channel anew. */
export function drawMessages() {
  const channel = openChannel();
  log.setAttribute("aria-label", `Messages in ${titleOf(channel)}`);
  log.setAttribute("aria-busy", "true"); // what stood here before is no news to anybody
  const hint = isDirect(channel)
    ? "Write as you like: here everything is for the bot."
    : `Mention @${nameOf(state.bot)}, type / for its commands, or open a message's menu.`;
  const lines = [make("h2", {}, titleOf(channel)), make("p", {}, channel.topic || ""), make("p", {}, hint)];
  const items = state.messages.map((one) => messageItem(one, names, actions));
  list.replaceChildren(make("li.beginning", {}, ...lines), ...items);
  requestAnimationFrame(() => log.removeAttribute("aria-busy"));
  makeStop(list.lastElementChild);
  toEnd();
}

/** Draw a message that is new or has changed. */
export function drawMessage(message) {
  const old = itemOf(message);
  const made = messageItem(message, names, actions);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  const follows = atEnd || message.author.id === state.me.id;
  if (old) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(made);
    // The focus goes to what took the place of the element that had it.
    const part = focused?.dataset.part;
    const same = part && made.querySelector(`[data-part="${CSS.escape(part)}"]`);
    if (focused) (same || made).focus();
  } else {
    list.append(made);
    // Whoever walks among the messages keeps their place when another comes.
    if (!list.contains(document.activeElement)) makeStop(made);
  }
  if (follows) toEnd();
}

/** Take a message away that was deleted. */
export function eraseMessage(id) {
  const old = itemOf({ id });
  if (!old) return;
  const focused = old.contains(document.activeElement);
  old.remove();
  state.messages.filter((one) => one.type === 19 && !one.referenced_message).forEach(drawMessage);
  if (focused) byId("text").focus();
}

function itemOf({ id }) {
  return list.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
}


function toEnd() {
  log.scrollTop = log.scrollHeight;
}

/** Of all messages one is in the order of tabs; arrows lead to the others. */
function makeStop(item) {
  if (!item?.matches(".message")) return;
  for (const one of list.querySelectorAll('.message[tabindex="0"]')) one.tabIndex = -1;
  item.tabIndex = 0;
}

function walk(event) {
  const items = [...list.querySelectorAll(".message")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  items[Math.max(0, Math.min(to, items.length - 1))].focus();
}

function placeOf(message) {
  return { channel_id: message.channel_id, message_id: message.id };
}

/** Press one of the bot's buttons; a failure is shown beneath the message. */
async function press(message, given, pressed) {
  itemOf(message).querySelector("[role=alert]")?.remove();
  pressed.setAttribute("aria-busy", "true");
  await attempt(async () => {
    const done = await act("click", { ...placeOf(message), button: given.custom_id, until: "acknowledged" });
    if (done.interaction.state !== "failed") return;
    itemOf(message)?.querySelector(".body").append(make("p.refusal", { role: "alert" }, "This interaction failed."));
  });
  pressed.removeAttribute("aria-busy");
}

function remove(message) {
  attempt(() => act("delete", placeOf(message)));
}

// What people can do with a message.

function tools(message) {
  const reply = make("button", { title: "Reply", "aria-label": "Reply", click: () => replyTo(message) }, drawing("reply"));
  const more = make("button", { title: "More", "aria-label": "More", "aria-haspopup": "menu" }, drawing("more"));
  more.addEventListener("click", () => openMenu(message, more));
  return make("div.tools", {}, reply, more);
}

function menuAskedFor(event) {
  const item = event.target.closest(".message");
  const message = item && state.messages.find((one) => one.id === item.dataset.id);
  if (!message || message.loading || event.target.closest("a")) return;
  event.preventDefault();
  item.focus();
  openMenu(message, item, event.clientX || event.clientY ? event : null);
}

/** Open the menu of a message beside an element, or where the pointer is. */
function openMenu(message, anchor, pointer = null) {
  const label = `Message by ${nameOf(message.author)}`;
  const menu = make("div.menu", { role: "menu", "aria-label": label, popover: "auto" });
  for (const { text, run } of choicesFor(message)) {
    const pick = () => {
      menu.hidePopover();
      run();
    };
    menu.append(make("button", { role: "menuitem", tabindex: -1, click: pick }, text));
  }
  menu.addEventListener("keydown", walkMenu);
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
  document.querySelector("main").append(menu);
  menu.showPopover();
  const box = anchor.getBoundingClientRect();
  const [x, y] = pointer ? [pointer.clientX, pointer.clientY] : [box.left, box.bottom];
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstElementChild.focus();
}

function choicesFor(message) {
  const mine = message.author.id === state.me.id;
  const choices = [{ text: "Reply", run: () => replyTo(message) }];
  if (mine) choices.push({ text: "Edit message", run: () => edit(message) });
  for (const { name } of state.commands.filter((one) => one.type === MENU_COMMAND)) {
    choices.push({ text: name, run: () => useCommand("menu", { ...placeOf(message), command: name }) });
  }
  const mayDelete = mine || message.ephemeral || openChannel().can_delete;
  if (mayDelete) choices.push({ text: "Delete message", run: () => remove(message) });
  return choices;
}

function walkMenu(event) {
  const items = [...event.currentTarget.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}

/** Change an own message in its place. */
function edit(message) {
  const field = make("textarea", { "aria-label": "Edit message", rows: 1 });
  field.value = readable(message.content);
  field.addEventListener("keydown", async (event) => {
    if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey)) return;
    event.preventDefault();
    const text = sendable(field.value);
    const changed = event.key === "Enter" && text !== message.content;
    if (!changed) drawMessage(message);
    else if (!(await attempt(() => act("edit", { ...placeOf(message), text })))) return;
    byId("text").focus();
  });
  const hint = make("small.quiet", {}, "Escape to cancel, Enter to save");
  itemOf(message).querySelector(".body").replaceChildren(field, hint);
  field.focus();
}

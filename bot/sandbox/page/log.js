/** The messages of the open channel: shown, kept up, walked through, and acted on. */

import { byId, drawing, make, nameOf } from "./dom.js";
import { openMenu, openOptions } from "./menu.js";
import { messageView } from "./message_view.js";
import { attempt, forgive } from "./notices.js";

const NEAR = 80; // pixels from the end within which the list follows what comes

/** The list of messages. `desk` acts for the member; see `desk.js`. */
export class Log {
  constructor(desk) {
    this.desk = desk;
    this.scroll = byId("log");
    this.list = byId("messages");
    this.scroll.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("contextmenu", (event) => this.askedForMenu(event));
    this.list.addEventListener("focusin", ({ target }) => this.settle(target.closest(".message")));
  }

  get scene() {
    return this.desk.scene;
  }

  /** Draw the whole channel anew. */
  draw() {
    this.scroll.setAttribute("aria-label", `Messages in ${this.scene.called(this.scene.channel)}`);
    this.scroll.setAttribute("aria-busy", "true"); // what stood here before is no news to anybody
    this.list.replaceChildren(this.beginning(), ...this.scene.messages.map((one) => this.view(one)));
    requestAnimationFrame(() => this.scroll.removeAttribute("aria-busy"));
    this.settle(this.list.lastElementChild);
    this.toEnd();
  }

  beginning() {
    const { scene } = this;
    const channel = scene.channel;
    const bot = nameOf(scene.bot);
    const direct = channel.type === 1;
    const title = direct ? bot : `Welcome to #${channel.name}`;
    const hint = direct
      ? "Write as you like: here everything is for the bot."
      : `Mention @${bot}, type / for its commands, or open a message's menu.`;
    return make("li.beginning", {}, make("h2", {}, title), make("p", {}, channel.topic || ""), make("p", {}, hint));
  }

  view(message) {
    const all = this.scene.messages;
    return messageView(message, all[all.indexOf(message) - 1], this.scene.names, this);
  }

  item(id) {
    return this.list.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
  }

  /** Draw a message that is new or has changed. */
  put(message) {
    const old = this.item(message.id);
    const made = this.view(message);
    const follows = this.atEnd() || message.author.id === this.scene.me.id;
    if (old) {
      const held = old.contains(document.activeElement) ? document.activeElement : null;
      old.replaceWith(made);
      if (held) refocus(made, held);
    } else {
      this.list.append(made);
      // Whoever walks among the messages keeps their place when another comes.
      if (!this.list.contains(document.activeElement)) this.settle(made);
    }
    if (follows) this.toEnd();
  }

  /** Take a message away; the one below it may need a head now. */
  remove(id) {
    const old = this.item(id);
    if (!old) return;
    const next = old.nextElementSibling;
    const held = old.contains(document.activeElement);
    old.remove();
    const below = next && this.scene.find(next.dataset.id);
    if (below) this.put(below);
    for (const one of this.scene.messages) if (one.type === 19 && !one.referenced_message) this.put(one);
    if (held) byId("text").focus();
  }

  atEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  // Walking by keyboard: one message is in the order of tabs, arrows lead to the others.

  settle(item) {
    if (!item || !item.classList.contains("message")) return;
    for (const one of this.list.querySelectorAll('.message[tabindex="0"]')) one.tabIndex = -1;
    item.tabIndex = 0;
  }

  walk(event) {
    const here = document.activeElement;
    if (!here.classList.contains("message")) return;
    const items = [...this.list.querySelectorAll(".message")];
    const at = items.indexOf(here);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[Math.max(0, Math.min(to, items.length - 1))].focus();
  }

  // What people can do with a message; `message_view.js` asks.

  tools(message) {
    if (message.loading || message.ephemeral) return null;
    const reply = () => this.desk.composer.replyTo(message);
    const more = make("button", { type: "button", title: "More", "aria-label": "More", "aria-haspopup": "menu" }, drawing("more"));
    more.addEventListener("click", () => this.menu(more, message));
    const answer = make("button", { type: "button", title: "Reply", "aria-label": "Reply", click: reply }, drawing("reply"));
    return make("div.tools", {}, answer, more);
  }

  pingsMe(message) {
    return message.mentions.some((user) => user.id === this.scene.me.id);
  }

  askedForMenu(event) {
    const item = event.target.closest(".message");
    const message = item && this.scene.find(item.dataset.id);
    if (!message || message.loading || event.target.closest("a")) return;
    event.preventDefault();
    const at = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : null;
    item.tabIndex = 0;
    this.menu(item, message, at);
  }

  menu(anchor, message, at = null) {
    const { desk, scene } = this;
    const mine = message.author.id === scene.me.id;
    const may = mine || message.ephemeral || scene.channel.can_delete;
    const where = { channel_id: message.channel_id, message_id: message.id };
    const items = [{ text: "Reply", run: () => desk.composer.replyTo(message), group: "talk" }];
    if (mine) items.push({ text: "Edit message", run: () => this.edit(message), group: "talk" });
    for (const { name } of scene.commands.filter((one) => one.type === 3)) {
      items.push({ text: name, run: () => desk.use("menu", { ...where, command: name }), group: "apps" });
    }
    if (may) {
      const drop = () => attempt(() => desk.line.act("delete", where));
      items.push({ text: "Delete message", run: drop, group: "end", danger: true });
    }
    openMenu(anchor, `Message by ${nameOf(message.author)}`, items, at);
  }

  dismiss(message) {
    const where = { channel_id: message.channel_id, message_id: message.id };
    attempt(() => this.desk.line.act("delete", where));
  }

  goTo(id) {
    const item = this.item(id);
    if (!item) return;
    item.scrollIntoView({ block: "center" });
    item.focus();
  }

  /** What the components of one message do. */
  on(message) {
    const where = { channel_id: message.channel_id, message_id: message.id };
    return {
      press: ({ custom_id: button }, from) => this.use("click", { ...where, button }, from, message),
      choose: (given, from) =>
        openOptions(from, given, (values) =>
          this.use("select", { ...where, menu: given.custom_id, values }, from, message),
        ),
    };
  }

  async use(act, body, from, message) {
    this.item(message.id)?.querySelector(".failed")?.remove();
    from.classList.add("waiting");
    from.setAttribute("aria-busy", "true");
    const done = await this.desk.use(act, body);
    from.classList.remove("waiting");
    from.removeAttribute("aria-busy");
    if (done && done.state === "failed") {
      const words = make("p.failed", { role: "alert" }, "This interaction failed.");
      this.item(message.id)?.querySelector(".body").append(words);
    }
  }

  /** Change an own message in its place. */
  edit(message) {
    const body = this.item(message.id)?.querySelector(".body");
    if (!body) return;
    const field = make("textarea.editing", { "aria-label": "Edit message", rows: 1 });
    field.value = this.desk.composer.readable(message.content);
    const leave = () => this.put(message);
    field.addEventListener("keydown", async (event) => {
      if (event.key === "Escape") {
        leave();
        byId("text").focus();
      } else if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        const text = this.desk.composer.sendable(field.value);
        const where = { channel_id: message.channel_id, message_id: message.id };
        if (text === message.content) leave();
        else if (!(await attempt(() => this.desk.line.act("edit", { ...where, text })))) return;
        byId("text").focus();
      }
    });
    forgive();
    body.replaceChildren(field, make("small.note", {}, "Escape to cancel, Enter to save"));
    field.focus();
  }
}

/** Give the focus back to what took the place of the element that had it. */
function refocus(made, held) {
  const part = held.dataset.part;
  const same = part && made.querySelector(`[data-part="${CSS.escape(part)}"]`);
  (same || made).focus();
}

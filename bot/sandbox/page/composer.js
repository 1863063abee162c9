/** The message box: writing, mentioning, replying, and the way to the commands. */

import { CommandForm, chatCommands } from "./command_form.js";
import { byId, make, nameOf } from "./dom.js";
import { Listbox } from "./listbox.js";
import { attempt, tell } from "./notices.js";

const TYPING = 8_000; // milliseconds between two signs of writing
const SHOWN = 10;

/** The box at the foot of the channel. `desk` acts for the member; see `desk.js`. */
export class Composer {
  constructor(desk) {
    this.desk = desk;
    this.form = byId("composer");
    this.text = byId("text");
    this.reply = null;
    this.drafts = new Map();
    this.typed = 0;
    this.list = new Listbox(this.text, "Suggestions", (choice) => choice.run());
    this.form.prepend(this.list.list);
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("blur", () => this.list.hide());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  get scene() {
    return this.desk.scene;
  }

  /** Come to a channel: its name in the box, and what was begun there. */
  open(channel, left) {
    if (left) this.drafts.set(left, this.text.value);
    this.leaveCommand();
    this.replyTo(null);
    const sign = channel.type === 1 ? "@" : "#";
    const may = channel.can_write;
    const words = may ? `Message ${sign}${this.scene.called(channel)}` : "You may not write here";
    this.text.placeholder = words;
    this.text.setAttribute("aria-label", words);
    this.text.disabled = !may;
    this.text.value = this.drafts.get(channel.id) || "";
    this.grow();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 240)}px`;
  }

  changed() {
    this.grow();
    const command = this.startedCommand();
    if (command) {
      this.enterCommand(command.command, command.rest);
      return;
    }
    this.list.show(this.suggestions());
    if (this.text.value && !this.text.value.startsWith("/") && Date.now() - this.typed > TYPING) {
      this.typed = Date.now();
      this.desk.line.act("type", { channel_id: this.scene.open }).catch(() => {});
    }
  }

  // Commands.

  /** A command that was written out, with what follows it. */
  startedCommand() {
    const text = this.text.value;
    const found = chatCommands(this.scene.commands).find((one) => text.startsWith(`/${one.path} `));
    return found && { command: found, rest: text.slice(found.path.length + 2) };
  }

  enterCommand(command, rest = "") {
    this.text.value = "";
    this.list.hide();
    this.command = new CommandForm(this.desk, command, rest, () => this.leaveCommand(true));
    this.form.classList.add("in-command");
    this.form.append(this.command.form);
    this.command.begin();
  }

  leaveCommand(focus = false) {
    if (!this.command) return;
    this.command.form.remove();
    this.command = null;
    this.form.classList.remove("in-command");
    if (focus) this.text.focus();
  }

  // Suggestions: commands after a slash, people after an at sign.

  suggestions() {
    const text = this.text.value;
    if (text.startsWith("/")) return this.commandsFor(text.slice(1).toLowerCase());
    const before = text.slice(0, this.text.selectionStart);
    const at = /(?:^|\s)@([^\s@]*)$/.exec(before);
    return at ? this.peopleFor(at[1].toLowerCase(), before.length - at[1].length - 1) : [];
  }

  commandsFor(typed) {
    return chatCommands(this.scene.commands)
      .filter((one) => one.path.startsWith(typed))
      .slice(0, SHOWN)
      .map((one) => ({
        text: `/${one.path}`,
        note: one.description,
        run: () => this.enterCommand(one),
      }));
  }

  peopleFor(typed, from) {
    const fits = (user) =>
      nameOf(user).toLowerCase().startsWith(typed) || user.username.toLowerCase().startsWith(typed);
    return [...this.scene.people.values()]
      .filter((user) => fits(user) && !user.owner)
      .sort((one, other) => Number(other.bot) - Number(one.bot))
      .slice(0, SHOWN)
      .map((user) => ({ text: `@${nameOf(user)}`, note: user.bot ? "App" : "", run: () => this.mention(user, from) }));
  }

  mention(user, from) {
    const after = this.text.value.slice(this.text.selectionStart);
    const words = `${this.text.value.slice(0, from)}@${nameOf(user)} `;
    this.text.value = words + after.trimStart();
    this.text.setSelectionRange(words.length, words.length);
    this.grow();
  }

  /** The names in a text as Discord sends them. */
  sendable(text) {
    const people = [...this.scene.people.values()];
    people.sort((one, other) => nameOf(other).length - nameOf(one).length);
    return people.reduce((made, user) => made.replaceAll(`@${nameOf(user)}`, `<@${user.id}>`), text);
  }

  /** The same back, for the box. */
  readable(text) {
    return text.replace(/<@!?(\d+)>/g, (whole, id) => {
      const user = this.scene.people.get(id);
      return user ? `@${nameOf(user)}` : whole;
    });
  }

  // Replying.

  replyTo(message) {
    this.reply = message && { message, ping: true };
    const bar = byId("reply");
    bar.hidden = !message;
    bar.replaceChildren();
    if (!message) return;
    const ping = make("button.as-link", { type: "button", "aria-pressed": "true" }, "@ on");
    ping.addEventListener("click", () => {
      this.reply.ping = !this.reply.ping;
      ping.setAttribute("aria-pressed", String(this.reply.ping));
      ping.textContent = this.reply.ping ? "@ on" : "@ off";
    });
    const stop = () => {
      this.replyTo(null);
      this.text.focus();
    };
    bar.append(
      make("span", {}, "Replying to ", make("strong", {}, nameOf(message.author))),
      ping,
      make("button.as-link", { type: "button", click: stop }, "Cancel"),
    );
    this.text.focus();
  }

  // Sending.

  key(event) {
    if (this.list.takes(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.reply) {
      this.replyTo(null);
    } else if (event.key === "ArrowUp" && !this.text.value) {
      const mine = this.scene.messages.findLast((one) => one.author.id === this.scene.me.id);
      if (!mine) return;
      event.preventDefault();
      this.desk.log.edit(mine);
    }
  }

  async send() {
    const written = this.text.value;
    if (!written.trim()) return;
    const body = { channel_id: this.scene.open, text: this.sendable(written) };
    if (this.reply) Object.assign(body, { reply_to: this.reply.message.id, ping: this.reply.ping });
    this.text.value = "";
    this.grow();
    if (await attempt(() => this.desk.line.act("say", body))) {
      this.replyTo(null);
      this.typed = 0;
      const { bot } = this.scene;
      if (!bot.connected) tell(`${nameOf(bot)} is not here yet and will not read this.`);
    } else if (!this.text.value) {
      this.text.value = written;
      this.grow();
    }
  }
}

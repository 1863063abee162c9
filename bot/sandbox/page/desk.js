/** The desk: everything that somebody at the page can do as a member, and what they hear of. */

import { Composer } from "./composer.js";
import { Line } from "./connection.js";
import { byId, nameOf } from "./dom.js";
import { Log } from "./log.js";
import { openModal } from "./modal.js";
import { attempt, refuse, tell } from "./notices.js";
import { Panel } from "./panel.js";
import { Places } from "./places.js";
import { Scene } from "./scene.js";

const MEMBER = "member";
const CHANNEL_OPEN = "channel";
const TYPES_FOR = 9_000; // milliseconds that a sign of writing holds

/** Whom somebody at this page was last; null at their first visit. */
export function lastMember() {
  return sessionStorage.getItem(MEMBER);
}

/** Joins the parts of the page. */
export class Desk {
  constructor() {
    this.scene = new Scene();
    this.line = null;
    this.typing = new Map();
    this.fresh = [];
    this.log = new Log(this);
    this.composer = new Composer(this);
    this.places = new Places(this);
    this.panel = new Panel();
  }

  /** Become a member: their channels, their messages, their commands. */
  become(name) {
    sessionStorage.setItem(MEMBER, name);
    this.line?.close();
    this.line = new Line(name);
    this.line.addEventListener("told", ({ detail }) => this.heard(detail));
  }

  // Going somewhere.

  async go(id) {
    const left = this.scene.open;
    this.scene.open = id;
    this.scene.unread.delete(id);
    sessionStorage.setItem(CHANNEL_OPEN, id);
    await this.fill();
    this.composer.open(this.scene.channel, left);
    this.composer.text.focus();
  }

  async goDirect() {
    await attempt(async () => {
      const { channel } = await this.line.act("direct", {});
      this.scene.channels.set(channel.id, channel);
      await this.go(channel.id);
    });
  }

  /** Look up what stands in the open channel, and draw it. */
  async fill() {
    const { scene } = this;
    const id = scene.open;
    const fresh = [];
    this.fresh = fresh;
    const [messages, commands] = await Promise.all([
      this.line.look(`channels/${id}/messages`),
      this.line.look(`channels/${id}/commands`),
    ]);
    if (scene.open !== id) return;
    scene.messages = messages;
    // What came while we asked may be missing in the answer.
    fresh.filter((one) => one.channel_id === id).forEach((one) => scene.keep(one));
    scene.commands = commands;
    const sign = scene.channel.type === 1 ? "@" : "#";
    byId("where").textContent = sign + scene.called(scene.channel);
    byId("topic").textContent = scene.channel.topic || "";
    document.title = `${sign}${scene.called(scene.channel)} · ${nameOf(scene.bot)}`;
    this.log.draw();
    this.places.draw();
    this.showTyping();
  }

  // Acting.

  /** Use a command, a menu, a button or a select; gives the interaction, or null if refused. */
  async use(act, body) {
    let done = null;
    await attempt(async () => {
      const told = await this.line.act(act, { ...body, until: "acknowledged" });
      done = told.interaction;
      const inChannel = act === "command" || act === "menu";
      if (done.state === "failed" && inChannel) throw new Error(`${nameOf(this.scene.bot)} did not respond in time`);
    });
    return done;
  }

  submit(interaction, values) {
    return this.line.act("modal", { interaction_id: interaction.id, values, until: "acknowledged" });
  }

  // Hearing.

  heard(event) {
    const act = this.hearing[event.kind];
    if (act) act.call(this, event);
  }

  async begin(state) {
    const before = this.scene.me?.id;
    this.scene.begin(state);
    document.body.classList.remove("offline");
    const kept = sessionStorage.getItem(CHANNEL_OPEN);
    const open = [this.scene.open, kept].find((id) => this.scene.channels.has(id));
    this.scene.open = open || this.scene.rooms[0]?.id || null;
    this.showBot();
    if (this.scene.open) await this.fill();
    if (before !== this.scene.me.id && this.scene.channel) this.composer.open(this.scene.channel, before ? this.scene.open : null);
    await this.panel.begin(this.line);
    document.body.dataset.ready = this.scene.me.username;
  }

  came(message) {
    this.typing.delete(message.author.id);
    this.showTyping();
    this.fresh.push(message);
    if (message.channel_id === this.scene.open) {
      this.scene.keep(message);
      this.log.put(message);
    } else if (message.author.id !== this.scene.me.id) {
      this.scene.unread.add(message.channel_id);
      if (!this.scene.channels.has(message.channel_id)) this.refresh();
      this.places.draw();
    }
  }

  async refresh() {
    this.scene.begin(await this.line.look("state"));
    this.places.draw();
  }

  typed({ channel_id: channel, user }) {
    if (channel !== this.scene.open || user.id === this.scene.me.id) return;
    clearTimeout(this.typing.get(user.id)?.timer);
    const timer = setTimeout(() => {
      this.typing.delete(user.id);
      this.showTyping();
    }, TYPES_FOR);
    this.typing.set(user.id, { name: nameOf(user), timer });
    this.showTyping();
  }

  showTyping() {
    const names = [...this.typing.values()].map(({ name }) => name);
    const verb = names.length > 1 ? "are" : "is";
    byId("typing").hidden = !names.length;
    byId("typing-words").textContent = names.length ? `${names.join(", ")} ${verb} typing…` : "";
  }

  showBot() {
    const { bot } = this.scene;
    document.body.classList.toggle("bot-away", !bot.connected);
    byId("bot-state").textContent = bot.connected ? "" : `${nameOf(bot)} is not here yet…`;
    if (this.scene.open) this.places.draw();
  }

  get hearing() {
    return {
      hello: (state) => this.begin(state).catch((fault) => refuse(fault.message)),
      line_lost: () => document.body.classList.add("offline"),
      message_created: ({ message }) => this.came(message),
      message_updated: ({ message }) => this.came(message),
      message_deleted: ({ id, channel_id: channel }) => {
        if (channel !== this.scene.open) return;
        this.scene.drop(id);
        this.log.remove(id);
      },
      typing: (event) => this.typed(event),
      thread_created: ({ channel }) => this.placed(channel),
      thread_updated: ({ channel }) => this.placed(channel),
      channels_changed: ({ channel }) => this.placed(channel),
      modal: ({ interaction }) =>
        openModal(interaction.modal, this.scene.names, (values) => this.submit(interaction, values)),
      request: ({ request }) => this.panel.requested(request),
      panel_changed: ({ sheet }) => {
        const before = this.panel.sheets.get(sheet.name);
        this.panel.changed(sheet);
        if (sheet.note && before && before.note !== sheet.note) tell(`${sheet.title}: ${sheet.note}`);
      },
      bot_connected: () => this.present(true),
      bot_disconnected: () => this.present(false),
      commands_changed: async () => {
        if (this.scene.open) this.scene.commands = await this.line.look(`channels/${this.scene.open}/commands`);
      },
    };
  }

  placed(channel) {
    this.scene.channels.set(channel.id, channel);
    this.places.draw();
  }

  present(connected) {
    this.scene.bot.connected = connected;
    this.showBot();
  }
}

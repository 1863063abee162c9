/** The scene: what the page knows of the world as one member sees it, kept up by events. */

const KEPT = 200; // messages of a channel that the page holds

/** People, channels and the messages of the channel that is open. */
export class Scene {
  constructor() {
    this.people = new Map();
    this.channels = new Map();
    this.messages = [];
    this.unread = new Set();
    this.commands = [];
    this.open = null;
    this.me = null;
    this.bot = null;
    this.guilds = [];
  }

  /** Take the whole state that the sandbox told. */
  begin(state) {
    this.me = state.me;
    this.bot = state.bot;
    this.guilds = state.guilds;
    this.people = new Map([...state.people, state.bot].map((user) => [user.id, user]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  }

  /** Whom an id stands for; what `markdown_view.js` asks. */
  get names() {
    return {
      user: (id) => this.people.get(id),
      channel: (id) => this.channels.get(id),
      role: () => null,
    };
  }

  /** The members whom somebody at this page can be: all but the owner. */
  get players() {
    const all = [...this.people.values()].filter((user) => !user.bot);
    const others = all.filter((user) => !user.owner);
    return others.length ? others : all;
  }

  /** The text channels, in the server's order. */
  get rooms() {
    const rooms = [...this.channels.values()].filter((one) => one.type === 0);
    return rooms.sort((one, other) => one.position - other.position);
  }

  /** The threads and posts that the member sees. */
  get threads() {
    return [...this.channels.values()].filter((one) => [10, 11, 12].includes(one.type));
  }

  /** The direct channel with the bot, once there is one. */
  get direct() {
    return [...this.channels.values()].find((one) => one.type === 1) || null;
  }

  get channel() {
    return this.channels.get(this.open) || null;
  }

  /** Put a new message in its place, or a changed one in place of itself. */
  keep(message) {
    const at = this.messages.findIndex((one) => one.id === message.id);
    if (at >= 0) this.messages[at] = message;
    else this.messages.push(message);
    if (at < 0) this.messages.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
    this.messages.splice(0, Math.max(0, this.messages.length - KEPT));
  }

  drop(id) {
    this.messages = this.messages.filter((one) => one.id !== id);
    for (const one of this.messages) {
      if (one.referenced_message && one.referenced_message.id === id) one.referenced_message = null;
    }
  }

  find(id) {
    return this.messages.find((one) => one.id === id) || null;
  }

  /** How a channel is called. */
  called(channel) {
    return channel.type === 1 ? this.bot.global_name || this.bot.username : channel.name;
  }
}

/** What the page knows of the server as one member sees it. */

import { nameOf } from "./elements.js";

const KEPT = 200; // messages of the open channel
const TEXT = 0;
const DIRECT = 1;

export const state = {
  me: null,
  bot: null,
  guilds: [],
  people: new Map(),
  channels: new Map(),
  openId: null, // of the channel that is shown
  messages: [],
  commands: [],
  unread: new Set(),
};

/** Whom and what an id stands for; what `markdown.js` asks. */
export const names = {
  user: (id) => state.people.get(id),
  channel: (id) => state.channels.get(id),
};

/** Take the whole state that the sandbox gave. */
export function takeState({ me, bot, guilds, people, channels }) {
  Object.assign(state, { me, bot, guilds });
  state.people = new Map([...people, bot].map((user) => [user.id, user]));
  state.channels = new Map(channels.map((channel) => [channel.id, channel]));
}

/** The channel that is shown. */
export function openChannel() {
  return state.channels.get(state.openId);
}

/** The text channels, in the server's order. */
export function textChannels() {
  const found = [...state.channels.values()].filter((one) => one.type === TEXT);
  return found.sort((one, other) => one.position - other.position);
}

export function isDirect(channel) {
  return channel.type === DIRECT;
}

/** How a channel is called: `#general`, or `@` with the bot's name. */
export function titleOf(channel) {
  return isDirect(channel) ? `@${nameOf(state.bot)}` : `#${channel.name}`;
}

/** Put a new message in its place, or a changed one in place of itself. */
export function keepMessage(message) {
  const others = state.messages.filter((one) => one.id !== message.id);
  const at = others.findLastIndex((one) => BigInt(one.id) < BigInt(message.id)) + 1;
  state.messages = others.toSpliced(at, 0, message).slice(-KEPT);
}

/** Forget a message; replies to it are without it now. */
export function dropMessage(id) {
  state.messages = state.messages.filter((one) => one.id !== id);
  for (const one of state.messages) {
    if (one.referenced_message?.id === id) one.referenced_message = null;
  }
}

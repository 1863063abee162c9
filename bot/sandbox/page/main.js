/** The page begins here: it signs in, becomes a member, and follows the sandbox's events. */

import { act, attempt, connectAs, look, request, showNews, showRefusal, signIn } from "./connection.js";
import { openDialog } from "./dialog.js";
import { byId, nameOf } from "./elements.js";
import { openBox } from "./message_box.js";
import { drawMessage, drawMessages, eraseMessage } from "./message_list.js";
import { beginPanel, putRequest, putSheet } from "./panel.js";
import { drawSidebar } from "./sidebar.js";
import { dropMessage, keepMessage, names, openChannel, state, takeState, textChannels, titleOf } from "./state.js";

const MEMBER = "member"; // what the browser keeps: whom one was last, where, in light or dark
const CHANNEL = "channel";
const THEME = "theme";

let arrivedMeanwhile = []; // while the messages of a channel are looked up

const HANDLERS = {
  hello: (given) => begin(given).catch((fault) => showRefusal(fault.message)),
  connection_lost: () => document.body.classList.add("offline"),
  message_created: ({ message }) => arrived(message),
  message_updated: ({ message }) => arrived(message),
  message_deleted: ({ id }) => {
    dropMessage(id);
    eraseMessage(id);
  },
  channels_changed: ({ channel }) => {
    state.channels.set(channel.id, channel);
    redrawSidebar();
  },
  modal: ({ interaction }) => {
    const given = { interaction_id: interaction.id, until: "acknowledged" };
    openDialog(interaction.modal, (values) => act("modal", { ...given, values }));
  },
  request: ({ request: made }) => putRequest(made),
  panel_changed: ({ sheet }) => {
    if (putSheet(sheet)) showNews(`${sheet.title}: ${sheet.note}`);
  },
  bot_connected: () => showBot(true),
  bot_disconnected: () => showBot(false),
  commands_changed: async () => {
    state.commands = await look(`channels/${state.openId}/commands`);
  },
};

async function start() {
  followTheme();
  try {
    await signIn();
    const people = await request("/sandbox/people");
    const members = people.filter((user) => !user.owner).map((user) => user.username);
    const last = sessionStorage.getItem(MEMBER);
    become(members.includes(last) ? last : members[0]);
  } catch (fault) {
    byId("closed-reason").textContent = fault.message;
    byId("closed").hidden = false;
    byId("app").hidden = true;
  }
}

/** Become a member: their channels, their messages, their commands. */
function become(name) {
  sessionStorage.setItem(MEMBER, name);
  connectAs(name, (event) => HANDLERS[event.kind]?.(event));
}

/** Take the whole state; it comes again after every lost connection. */
async function begin(given) {
  const before = state.me?.id;
  takeState(given);
  document.body.classList.remove("offline");
  const wanted = [state.openId, sessionStorage.getItem(CHANNEL)].find((id) => state.channels.has(id));
  state.openId = wanted || textChannels()[0].id;
  showBot(given.bot.connected);
  await fill();
  if (before !== state.me.id) openBox(openChannel());
  await beginPanel();
  document.body.dataset.ready = state.me.username;
}

async function goTo(id) {
  state.openId = id;
  state.unread.delete(id);
  sessionStorage.setItem(CHANNEL, id);
  await fill();
  openBox(openChannel());
  byId("text").focus();
}

function goToDirect() {
  return attempt(async () => {
    const { channel } = await act("direct", {});
    state.channels.set(channel.id, channel);
    await goTo(channel.id);
  });
}

/** Look up what stands in the open channel, and draw it. */
async function fill() {
  const id = state.openId;
  arrivedMeanwhile = [];
  const looked = [look(`channels/${id}/messages`), look(`channels/${id}/commands`)];
  const [messages, commands] = await Promise.all(looked);
  if (state.openId !== id) return;
  Object.assign(state, { messages, commands });
  arrivedMeanwhile.filter((one) => one.channel_id === id).forEach(keepMessage);
  const channel = openChannel();
  byId("where").textContent = titleOf(channel);
  byId("topic").textContent = channel.topic || "";
  document.title = `${titleOf(channel)} · ${nameOf(state.bot)}`;
  drawMessages();
  redrawSidebar();
}

async function arrived(message) {
  arrivedMeanwhile.push(message);
  if (message.channel_id === state.openId) {
    keepMessage(message);
    drawMessage(message);
  } else if (message.author.id !== state.me.id) {
    state.unread.add(message.channel_id);
    if (!state.channels.has(message.channel_id)) takeState(await look("state"));
    redrawSidebar();
  }
}

function redrawSidebar() {
  drawSidebar({ goTo, goToDirect, become });
}

function showBot(connected) {
  state.bot.connected = connected;

  byId("bot-state").textContent = connected ? "" : `${nameOf(state.bot)} is not here yet…`;
}

/** Light, dark, or as the system has it; kept for the next time. */
function followTheme() {
  const root = document.documentElement;
  const kept = localStorage.getItem(THEME);
  if (kept) root.dataset.theme = kept;
  byId("theme").addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    localStorage.setItem(THEME, root.dataset.theme);
  });
}

start();

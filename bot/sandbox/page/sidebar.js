/** Beside the channel: where one can go, and whom one can be. */

import { avatar, byId, make, nameOf } from "./elements.js";
import { directChannel, state, textChannels, titleOf } from "./state.js";

const sidebar = byId("sidebar");

byId("sidebar-toggle").addEventListener("click", () => unfold(true));
byId("sidebar-close").addEventListener("click", () => unfold(false));
sidebar.addEventListener("keydown", (event) => event.key === "Escape" && unfold(false));

/** On a narrow screen the sidebar lies over the channel until one is chosen. */
function unfold(open) {
  document.body.classList.toggle("sidebar-open", open);
  byId("sidebar-toggle").setAttribute("aria-expanded", open);
  if (open) sidebar.querySelector("button").focus();
  else if (sidebar.contains(document.activeElement)) byId("text").focus();
}

/**
 * Draw the channels and the members.
 *
 * @param {{goTo: Function, goToDirect: Function, become: Function}} actions what a choice does
 */
export function drawSidebar({ goTo, goToDirect, become }) {
  byId("guild").textContent = state.guilds.map((guild) => guild.name).join(", ");
  const channels = textChannels().map((one) => channelItem(one.id, titleOf(one), () => goTo(one.id)));
  byId("channels").replaceChildren(...channels);
  byId("direct").replaceChildren(channelItem(directChannel()?.id, `@${nameOf(state.bot)}`, goToDirect));
  drawMembers(become);
}

function channelItem(id, title, go) {
  const press = () => {
    unfold(false);
    go();
  };
  const unread = state.unread.has(id);
  const here = id === state.openId ? "page" : null;
  const button = make("button", { type: "button", "aria-current": here, click: press }, title, unread ? " (unread)" : null);
  button.classList.toggle("unread", unread);
  return make("li", {}, button);
}

function drawMembers(become) {
  const focused = byId("members").contains(document.activeElement);
  const members = [...state.people.values()].filter((user) => !user.bot && !user.owner);
  byId("members").replaceChildren(...members.map((user) => memberLabel(user, become)));
  if (focused) byId("members").querySelector("input:checked")?.focus();
}

function memberLabel(user, become) {
  const radio = make("input", {
    type: "radio",
    name: "member",
    checked: user.id === state.me.id,
    change: () => become(user.username),
  });
  const role = make("small.quiet", {}, user.roles.join(", ") || "member");
  return make("label.member", {}, radio, avatar(user), make("strong", {}, nameOf(user)), role);
}

/** Beside the channel: where one can go, and whom one can be. */

import { avatar, byId, make, nameOf } from "./elements.js";
import { isDirect, state, textChannels, titleOf } from "./state.js";

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
  const direct = [...state.channels.values()].find(isDirect);
  byId("direct").replaceChildren(channelItem(direct?.id, `@${nameOf(state.bot)}`, goToDirect));
  const focused = byId("members").contains(document.activeElement);
  const members = [...state.people.values()].filter((user) => !user.bot && !user.owner);
  byId("members").replaceChildren(...members.map((user) => memberLabel(user, become)));
  if (focused) byId("members").querySelector("input:checked")?.focus();
}

function channelItem(id, title, go) {
  const press = () => {
    unfold(false);
    go();
  };
  const unread = state.unread.has(id);
  const given = { "aria-current": id === state.openId ? "page" : null, click: press };
  return make("li", {}, make(unread ? "button.unread" : "button", given, title, unread ? " (unread)" : null));
}


function memberLabel(user, become) {
  const given = { type: "radio", name: "member", checked: user.id === state.me.id };
  const radio = make("input", { ...given, change: () => become(user.username) });
  const role = make("small.quiet", {}, user.roles.join(", ") || "member");
  return make("label.member", {}, radio, avatar(user), make("strong", {}, nameOf(user)), role);
}

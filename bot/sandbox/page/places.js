/** Beside the channel: where one can go, and whom one can be. */

import { avatar, byId, make, nameOf } from "./dom.js";

/** The channels and the members. `desk` goes there and becomes them; see `desk.js`. */
export class Places {
  constructor(desk) {
    this.desk = desk;
    byId("places-toggle").addEventListener("click", () => this.unfold(true));
    byId("places-close").addEventListener("click", () => this.unfold(false));
    byId("scrim").addEventListener("click", () => this.unfold(false));
    byId("places").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.unfold(false);
    });
  }

  get scene() {
    return this.desk.scene;
  }

  /** On a narrow screen the places lie over the channel until one is chosen. */
  unfold(open) {
    document.body.classList.toggle("places-open", open);
    byId("places-toggle").setAttribute("aria-expanded", String(open));
    if (open) byId("rooms").querySelector("button")?.focus();
    else if (byId("places").contains(document.activeElement)) byId("text").focus();
  }

  draw() {
    const { scene } = this;
    byId("guild").textContent = scene.guilds.map((guild) => guild.name).join(", ");
    byId("rooms").replaceChildren(...[...scene.rooms, ...scene.threads].map((one) => this.room(one)));
    byId("direct").replaceChildren(this.directLine());
    this.drawPlayers();
  }

  room(channel) {
    return this.line(channel.id, [make("span.sign", { "aria-hidden": "true" }, "#"), channel.name], () =>
      this.desk.go(channel.id),
    );
  }

  directLine() {
    const { scene } = this;
    const shown = [avatar(scene.bot, true), nameOf(scene.bot)];
    const state = make("span.presence", { title: scene.bot.connected ? "online" : "offline" });
    state.classList.toggle("online", scene.bot.connected);
    return this.line(scene.direct?.id, [...shown, state], () => this.desk.goDirect());
  }

  line(id, shown, go) {
    const here = id !== undefined && id === this.scene.open;
    const unread = this.scene.unread.has(id);
    const press = () => {
      this.unfold(false);
      go();
    };
    const button = make("button", { type: "button", "aria-current": here ? "page" : null, click: press }, ...shown);
    if (unread) button.append(make("span.sr", {}, " (unread)"));
    button.classList.toggle("unread", unread);
    return make("li", {}, button);
  }

  drawPlayers() {
    const { scene } = this;
    const held = byId("players").contains(document.activeElement);
    const shown = scene.players.map((user) => {
      const mine = user.id === scene.me.id;
      const radio = make("input", { type: "radio", name: "player", value: user.username, checked: mine });
      radio.addEventListener("change", () => this.desk.become(user.username));
      const roles = user.roles.join(", ") || "member";
      const words = make("span", {}, make("span.author", {}, nameOf(user)), make("span.role", {}, roles));
      return make("label.player", {}, radio, avatar(user), words);
    });
    byId("players").replaceChildren(...shown);
    if (held) byId("players").querySelector("input:checked")?.focus();
  }
}

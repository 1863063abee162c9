/** What happens behind the channel: the sheets of whoever runs it, and the bot's requests. */

import { ask } from "./connection.js";
import { byId, make } from "./dom.js";
import { requestItem, sheetPart } from "./sheets.js";

const SHOWN = 100; // requests
const WIDE = "(min-width: 68rem)";
const FOLDED = "panel-folded";

/** The panel with its tabs. */
export class Panel {
  constructor() {
    this.sheets = new Map();
    this.requests = [];
    this.open = "";
    byId("panel-toggle").addEventListener("click", () => this.fold(!this.folded));
    byId("panel-close").addEventListener("click", () => this.fold(true, true));
    byId("tabs").addEventListener("keydown", (event) => this.walk(event));
    byId("panel").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !matchMedia(WIDE).matches) this.fold(true, true);
    });
    const kept = localStorage.getItem(FOLDED);
    this.fold(matchMedia(WIDE).matches ? kept === "yes" : true);
  }

  /** Fold the panel away or out. */
  fold(folded, back = false) {
    this.folded = folded;
    if (matchMedia(WIDE).matches) localStorage.setItem(FOLDED, folded ? "yes" : "no");
    byId("panel").hidden = folded;
    document.body.classList.toggle("panel-open", !folded);
    byId("panel-toggle").setAttribute("aria-expanded", String(!folded));
    if (back) byId("panel-toggle").focus();
    if (!folded) this.draw();
  }

  /** Look everything up anew. */
  async begin(line) {
    const sheets = await ask("/sandbox/panel");
    this.sheets = new Map(sheets.map((sheet) => [sheet.name, sheet]));
    const requests = await line.look("requests");
    this.requests = requests.map((request) => ({ ...request, at: null }));
    this.drawTabs();
    this.draw();
  }

  /** A sheet was put or changed. */
  changed(sheet) {
    this.sheets.set(sheet.name, sheet);
    this.drawTabs();
    if (this.open === sheet.name) this.draw();
  }

  /** The bot made a request. */
  requested(request) {
    this.requests.push({ ...request, at: new Date() });
    this.requests.splice(0, Math.max(0, this.requests.length - SHOWN));
    if (request.verdict === "refused") this.drawTabs();
    if (this.open === "requests" && !this.folded) this.draw();
  }

  /** Whether Discord would have refused something of what the bot asked last. */
  get refusals() {
    return this.requests.some((request) => request.verdict === "refused");
  }

  // Tabs.

  drawTabs() {
    const tabs = [...this.sheets.values(), { name: "requests", title: "Requests", mark: this.refusals ? "bad" : "", note: "" }];
    if (!tabs.some((tab) => tab.name === this.open)) this.open = tabs[0].name;
    const held = byId("tabs").contains(document.activeElement);
    byId("tabs").replaceChildren(...tabs.map((tab) => this.tab(tab)));
    if (held) byId(`tab-${this.open}`).focus();
    const marked = tabs.find((tab) => tab.mark === "bad");
    byId("panel-toggle").classList.toggle("alarm", Boolean(marked));
  }

  tab({ name, title, mark, note }) {
    const here = name === this.open;
    const made = make(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${name}`,
        "aria-selected": String(here),
        "aria-controls": "sheet",
        tabindex: here ? "0" : "-1",
        click: () => this.choose(name),
      },
      mark ? make(`span.mark.${mark}`, { "aria-hidden": "true" }) : null,
      title,
      note ? make("span.sr", {}, `, ${note}`) : null,
    );
    return made;
  }

  choose(name) {
    this.open = name;
    this.drawTabs();
    this.draw();
  }

  walk(event) {
    const names = [...this.sheets.keys(), "requests"];
    const at = names.indexOf(this.open);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.choose(names[(to + names.length) % names.length]);
    byId(`tab-${this.open}`).focus();
  }

  // Sheets.

  async draw() {
    if (this.folded || !this.open) return;
    const name = this.open;
    const place = byId("sheet");
    place.setAttribute("aria-labelledby", `tab-${name}`);
    if (name === "requests") {
      place.replaceChildren(this.requestList());
      return;
    }
    const sheet = await ask(`/sandbox/panel/${encodeURIComponent(name)}`).catch(() => null);
    if (!sheet || this.open !== name) return;
    const note = sheet.note ? make("p.state", {}, sheet.mark ? make(`span.mark.${sheet.mark}`) : null, sheet.note) : "";
    const top = place.dataset.sheet === name ? place.scrollTop : 0;
    place.dataset.sheet = name;
    place.replaceChildren(note, ...sheet.parts.map(sheetPart));
    place.scrollTop = top;
  }

  requestList() {
    if (!this.requests.length) return make("p.note", {}, "The bot has asked nothing yet.");
    const items = this.requests.slice(-SHOWN).reverse().map(requestItem);
    return make("ul.requests", { "aria-label": "The bot's last requests, newest first" }, ...items);
  }
}

/** The panel beside the channel: sheets of whoever runs the sandbox, and the bot's requests. */

import { look, request } from "./connection.js";
import { byId, clockTime, make } from "./elements.js";

const SHOWN = 100; // requests
const LONGEST = 20_000; // characters shown of a request's body
const WIDE = "(min-width: 68rem)"; // as in page.css: from there on it stands beside the channel
const FOLDED = "panel-folded";
const REQUESTS = "requests";

const panel = byId("panel");
const tabs = byId("tabs");
let sheets = new Map();
let requests = [];
let openName = "";

byId("panel-toggle").addEventListener("click", () => fold(!panel.hidden));
byId("panel-close").addEventListener("click", close);
tabs.addEventListener("keydown", walk);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !matchMedia(WIDE).matches) close();
});
fold(matchMedia(WIDE).matches ? localStorage.getItem(FOLDED) === "yes" : true);

function fold(folded) {
  if (matchMedia(WIDE).matches) localStorage.setItem(FOLDED, folded ? "yes" : "no");
  panel.hidden = folded;

  byId("panel-toggle").setAttribute("aria-expanded", !folded);
  drawSheet();
}

function close() {
  fold(true);
  byId("panel-toggle").focus();
}

/** Look everything up anew. */
export async function beginPanel() {
  const given = await request("/sandbox/panel");
  sheets = new Map(given.map((sheet) => [sheet.name, sheet]));
  requests = await look("requests");
  if (!openName) openName = names()[0];
  drawTabs();
  drawSheet();
}

/** Take a sheet that was put or changed; gives whether it has news that are worth telling. */
export function putSheet(sheet) {
  const before = sheets.get(sheet.name);
  sheets.set(sheet.name, sheet);
  drawTabs();
  if (openName === sheet.name) drawSheet();
  return Boolean(sheet.note && before && before.note !== sheet.note);
}

/** Take a request that the bot made. */
export function putRequest(made) {
  requests = [...requests, { ...made, at: new Date() }].slice(-SHOWN);
  if (made.verdict === "refused") drawTabs();
  if (openName === REQUESTS) drawSheet();
}

// Tabs.

function names() {
  return [...sheets.keys(), REQUESTS];
}

function drawTabs() {
  const refused = requests.some((one) => one.verdict === "refused");
  const focused = tabs.contains(document.activeElement);
  const all = [...sheets.values(), { name: REQUESTS, title: "Requests", mark: refused ? "bad" : "", note: "" }];
  tabs.replaceChildren(...all.map(tab));
  if (focused) byId(`tab-${openName}`).focus();
}

function tab({ name, title, mark, note }) {
  const open = name === openName;
  const given = {

    role: "tab",
    id: `tab-${name}`,
    "aria-selected": String(open),
    "aria-controls": "sheet",
    tabindex: open ? 0 : -1,
    click: () => choose(name),
  };
  return make("button", given, dot(mark), title, note ? make("span.for-readers", {}, `, ${note}`) : null);
}

function dot(mark) {
  return mark ? make(`span.dot.${mark}`, { "aria-hidden": "true" }) : null;
}

function choose(name) {
  openName = name;
  drawTabs();
  drawSheet();
}

function walk(event) {
  const at = names().indexOf(openName);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(names().at(to % names().length));
  byId(`tab-${openName}`).focus();
}

// Sheets. All that stands in them is plain text.

async function drawSheet() {
  const name = openName;
  const place = byId("sheet");
  if (panel.hidden || !name) return;
  place.setAttribute("aria-labelledby", `tab-${name}`);
  if (name === REQUESTS) {
    place.replaceChildren(make("ul.requests", {}, ...requests.toReversed().map(requestItem)));
    return;
  }
  const sheet = await request(`/sandbox/panel/${encodeURIComponent(name)}`).catch(() => null);
  if (!sheet || openName !== name) return;
  const state = make("p.state", {}, dot(sheet.mark), sheet.note);
  place.replaceChildren(state, ...sheet.parts.map(sheetPart));
}

function sheetPart(part) {
  if (part.folded) return make("details", {}, make("summary", {}, part.title), PARTS[part.kind](part));
  const title = part.title ? make("h3", {}, part.title) : null;
  return make("section", {}, title, PARTS[part.kind](part));
}

const PARTS = {
  text: ({ text }) => make("p", {}, text),
  facts: ({ rows }) => make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
  list: ({ items }) => make("ul", {}, ...items.map(({ text, note }) => make("li", {}, text, make("small.quiet", {}, note || "")))),
  table: ({ title, head, rows }) => {
    const headings = head.map((name) => make("th", { scope: "col" }, name));
    const body = rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...headings)), make("tbody", {}, ...body));
    return make("div.scroll", { tabindex: 0, role: "region", "aria-label": title }, table);
  },
  lines: ({ title, lines, marked = {} }) => {
    const items = lines.map((line, at) => {
      const why = marked[at + 1];
      return make(why ? "li.marked" : "li", {}, line, why ? make("em.refusal", {}, why) : null);
    });
    return make("ol.lines", { tabindex: 0, "aria-label": title }, ...items);
  },
};

/** One request of the bot, with what it said; why it was refused stands below. */
function requestItem({ method, route, status, verdict, faults, body, at }) {
  const said = JSON.stringify(body ?? null, null, 2).slice(0, LONGEST);
  const answer = make(`span.status.${verdict}`, {}, String(status));
  const line = make("summary", {}, `${method} ${route} `, answer, at ? ` ${clockTime(at)}` : null);
  const why = faults.map((fault) => make("p.refusal", {}, fault));
  return make("li", {}, make("details", {}, line, make("pre", { tabindex: 0 }, said)), ...why);
}

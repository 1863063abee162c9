/** Draws what stands in the panel: the parts of a sheet, and requests. All of it is plain text. */

import { make } from "./dom.js";
import { clockTime, inFull } from "./time.js";

const LONGEST = 20_000; // characters shown of a request's body

/** One request of the bot, with what it said. */
export function requestItem({ method, route, status, verdict, faults, body, at }) {
  const told = body === null || body === undefined ? null : JSON.stringify(body, null, 2);
  const line = [
    make("span.method", {}, method),
    make("span.route", {}, route.replace(/\{(\w+)\}/g, ":$1")),
    make(`span.status.${verdict}`, {}, String(status)),
    at ? make("time", { title: inFull(at) }, clockTime(at)) : null,
  ];
  const reasons = faults.map((fault) => make("p.refusal", {}, fault));
  if (!told) return make("li", {}, make("div.line", {}, ...line), ...reasons);
  const pre = make("pre", { tabindex: "0" }, told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told);
  return make("li", {}, make("details", {}, make("summary.line", {}, ...line), pre), ...reasons);
}

/** One part of a sheet. */
export function sheetPart(part) {
  const draw = PARTS[part.kind];
  const title = part.title ? make("h3", {}, part.title) : null;
  return draw ? make(`section.part-${part.kind}`, {}, title, draw(part)) : make("p", {}, "");
}

const PARTS = {
  text: ({ text }) => make("p", {}, text),
  facts: ({ rows }) => make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
  list: ({ items }) =>
    make("ul", {}, ...items.map(({ text, note }) => make("li", {}, text, note ? make("small.note", {}, note) : null))),
  table: ({ head, rows, title }) =>
    make(
      "div.scroll",
      { tabindex: "0", role: "region", "aria-label": title || "Table" },
      make(
        "table",
        {},
        make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))),
      ),
    ),
  lines: ({ lines, marked = {}, title }) =>
    make(
      "ol.lines",
      { tabindex: "0", "aria-label": title || "Lines" },
      ...lines.map((line, at) => {
        const why = marked[at + 1];
        return make(why ? "li.marked" : "li", {}, make("span", {}, line || " "), why ? make("em", {}, why) : null);
      }),
    ),
};

/** Draws the tree of `markdown.js`. Links lead to http and https only, outside of this page. */

import { make, nameOf } from "./dom.js";
import { parse } from "./markdown.js";
import { inFull, stamped } from "./time.js";

const TAGS = { strong: "strong", em: "em", underline: "u", strike: "s" };

/**
 * The nodes of a Markdown text.
 *
 * @param {string} text as the bot or a member wrote it
 * @param {{user: Function, channel: Function, role: Function}} names who an id stands for
 */
export function drawn(text, names) {
  return parse(text).map((block) => drawBlock(block, names));
}

/** A text on one line, all Markdown taken off it: for the line above a reply. */
export function flat(text, names) {
  const words = drawn(text, names).map((block) => block.textContent);
  return words.join(" ").replace(/\s+/g, " ").trim();
}

function drawBlock(block, names) {
  switch (block.type) {
    case "heading":
      // The page's own headings come first, so that a message's are below them in the outline.
      return make(`h${block.level + 2}.md-${block.level}`, {}, ...pieces(block, names));
    case "subtext":
      return make("small.subtext", {}, ...pieces(block, names));
    case "quote":
      return make("blockquote", {}, ...block.children.map((child) => drawBlock(child, names)));
    case "fence":
      return make("pre", {}, make("code", {}, block.text));
    case "list":
      return drawList(block, names);
    default:
      return make("p", {}, ...pieces(block, names));
  }
}

function drawList({ ordered, start, items }, names) {
  const shown = items.map((parts) => make("li", {}, parts.map((part) => drawBlock(part, names))));
  return make(ordered ? "ol" : "ul", { start: ordered && start !== 1 ? start : null }, ...shown);
}

function pieces({ children }, names) {
  return children.map((child) => drawPiece(child, names));
}

function drawPiece(piece, names) {
  switch (piece.type) {
    case "text":
      return withBreaks(piece.text);
    case "code":
      return make("code", {}, piece.text);
    case "spoiler":
      return drawSpoiler(piece, names);
    case "link":
      return drawLink(piece, names);
    case "time":
      return drawTime(piece);
    case "emoji":
      return `:${piece.name}:`;
    case "everyone":
      return make("span.mention", {}, piece.text);
    case "command":
      return make("span.mention", {}, `/${piece.name}`);
    case "user":
    case "role":
    case "channel":
      return drawMention(piece, names);
    default:
      return make(TAGS[piece.type], {}, ...pieces(piece, names));
  }
}

function withBreaks(text) {
  return text.split("\n").flatMap((line, at) => (at ? [make("br"), line] : [line]));
}

function drawMention({ type, id }, names) {
  const found = names[type](id);
  const sign = type === "channel" ? "#" : "@";
  const shown = found && (type === "user" ? nameOf(found) : found.name);
  return make("span.mention", {}, sign + (shown || `unknown-${type}`));
}

function drawTime({ seconds, style }) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "Invalid date";
  const given = { datetime: date.toISOString(), title: inFull(date) };
  return make("time.stamp", given, stamped(seconds, style));
}

/** A link where the address is one of the web, else just its words. */
function drawLink(piece, names) {
  const shown = pieces(piece, names);
  const url = webAddress(piece.url);
  if (!url) return make("span", {}, ...shown);
  const given = { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url };
  return make("a", given, ...shown);
}

/** The address if it is one of the web; null for `javascript:` and the like. */
export function webAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

function drawSpoiler(piece, names) {
  const inside = make("span.spoiler-text", { "aria-hidden": "true" }, ...pieces(piece, names));
  const spoiler = make("span.spoiler", {
    role: "button",
    tabindex: "0",
    "aria-label": "Spoiler, press to show",
  }, inside);
  const show = () => {
    spoiler.replaceWith(make("span.spoiler.shown", {}, ...inside.childNodes));
  };
  spoiler.addEventListener("click", show);
  spoiler.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
  return spoiler;
}

/**
 * Discord's Markdown, as far as the bot writes it: from text to elements.
 *
 * What is no Markdown stays text, and no part of a text is ever taken for markup of the page.
 * Links lead to http and https alone, outside of this page.
 */

import { make, nameOf } from "./elements.js";

const DEEPEST = 8; // styles within styles; what lies deeper stays text

const BLOCKS = [
  ["heading", /^(#{1,3})\s+(?=\S)/],
  ["subtext", /^-#\s+(?=\S)/],
  ["quote", /^> /],
  ["list", /^ *[-*] +(?=\S)/],
  ["text", /^/],
];

const PIECES = [
  [/\\([^0-9A-Za-z\s])/y, ([, mark]) => mark],
  [/(?<!`)(`+)(?!`)([^]*?[^`])\1(?!`)/y, ([, , code]) => make("code", {}, code.trim())],
  [/\[((?:\\[^]|[^\]\\])+)\]\(<?(https?:\/\/(?:\\[^]|[^\s<>()\\]|\([^\s<>()]*\))+)>?\)/iy, maskedLink],
  [/<(https?:\/\/[^\s<>]+)>/iy, ([, url]) => link(url, [url])],
  [/(?<!\w)https?:\/\/[^\s<]*[^\s<.,:;"'\])]/iy, ([url]) => link(url, [url])],
  [/<@!?(\d+)>/y, ([, id], names) => mention("@", nameOf(names.user(id) ?? { username: "unknown-user" }))],
  [/<#(\d+)>/y, ([, id], names) => mention("#", names.channel(id)?.name || "unknown-channel")],
  [/\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, styled("strong")],
  [/__((?:\\[^]|[^\\])+?)__(?!_)/y, styled("u")],
  [/~~((?:\\[^]|[^\\])+?)~~/y, styled("s")],
  [/\*(?!\s)((?:\\[^]|\*\*|[^\\*])+?)(?<!\s)\*(?!\*)/y, styled("em")],
  [/_((?:\\[^]|__|[^\\_])+?)_(?!\w)/y, styled("em")],
];

/**
 * The elements of a Markdown text.
 *
 * @param {string} text as the bot or a member wrote it
 * @param {{user: Function, channel: Function}} names whom and what an id stands for
 */
export function markdown(text, names) {
  return blocks(text).map(({ kind, mark, lines }) => {
    if (kind === "list") return make("ul", {}, ...lines.map((line) => make("li", {}, ...inline(line, names))));
    // The page's own headings come first, so that a message's are below them in the outline.
    const heading = `h${mark.trim().length + 2}`;
    const tag = { heading, subtext: "small.subtext", quote: "blockquote", text: "p" }[kind];
    return make(tag, {}, ...inline(lines.join("\n"), names));
  });
}

/** The same on one line without any style: for the line above a reply. */
export function plainText(text, names) {
  const words = markdown(text, names).map((block) => block.textContent);
  return words.join(" ").replace(/\s+/g, " ").trim();
}

/** The lines by kind, without their marks; lines of one kind stand together, headings alone. */
function blocks(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const [kind, pattern] = BLOCKS.find(([, one]) => one.test(line));
    const [mark] = pattern.exec(line);
    const last = found.at(-1);
    const joins = last?.kind === kind && kind !== "heading" && kind !== "subtext";
    if (joins) last.lines.push(line.slice(mark.length));
    else found.push({ kind, mark, lines: [line.slice(mark.length)] });
  }
  return found;
}

function inline(text, names, depth = 0) {
  const made = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = depth < DEEPEST ? piece(text, at, names, depth) : null;
    if (found && typeof found.node !== "string") {
      made.push(...withBreaks(plain), found.node);
      plain = "";
    } else {
      plain += found ? found.node : text[at];
    }
    at = found ? found.end : at + 1;
  }
  return [...made, ...withBreaks(plain)];
}

/** The piece that begins here, and where it ends; null if this is just a letter. */
function piece(text, at, names, depth) {
  for (const [pattern, build] of PIECES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return { node: build(found, names, depth), end: at + found[0].length };
  }
  return null;
}

function withBreaks(text) {
  const lines = text.split("\n").flatMap((line, at) => (at ? [make("br"), line] : [line]));
  return lines.filter((line) => line !== "");
}

function styled(tag) {
  return ([, inside], names, depth) => make(tag, {}, ...inline(inside, names, depth + 1));
}

function maskedLink([, shown, url], names) {
  const address = url.replace(/\\([^0-9A-Za-z\s])/g, "$1");
  return link(address, inline(shown, names, DEEPEST - 1));
}

function link(url, shown) {
  if (!URL.canParse(url)) return make("span", {}, ...shown);
  const rel = "noopener noreferrer nofollow";
  return make("a", { href: url, target: "_blank", rel, title: url }, ...shown);
}


function mention(sign, name) {
  return make("span.mention", {}, sign + name);
}

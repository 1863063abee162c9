/**
 * Discord's Markdown, from text to a tree of plain objects; `markdown_view.js` draws it.
 *
 * Whatever is no Markdown stays text. Nothing here touches the page, and no part of a text is ever
 * taken for markup of the page.
 */

const DEEPEST = 12; // nested styles; what lies deeper stays text
const ESCAPE = /\\([^0-9A-Za-z\s])/y;
const CODE = /(`+)([^]*?[^`])\1(?!`)/y;
const LINK = /\[((?:\\[^]|[^\]\\])+)\]\(\s*<?(https?:\/\/(?:\\[^]|[^\s<>()\\]|\([^\s<>()]*\))+)>?(?:\s+"[^"]*")?\s*\)/iy;
const BARE = /https?:\/\/[^\s<]*[^\s<.,:;"'\])]/iy;
const ANGLE = /<(https?:\/\/[^\s<>]+)>/iy;
const USER = /<@!?(\d+)>/y;
const ROLE = /<@&(\d+)>/y;
const CHANNEL = /<#(\d+)>/y;
const COMMAND = /<\/([^:>\n]{1,100}):(\d+)>/y;
const STAMP = /<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y;
const EMOJI = /<a?:(\w{2,}):(\d+)>/y;
const EVERYONE = /@(?:everyone|here)\b/y;
const STYLES = [
  ["**", "strong"],
  ["__", "underline"],
  ["~~", "strike"],
  ["||", "spoiler"],
  ["*", "em"],
  ["_", "em"],
];

/** The blocks of a text: headings, quotes, lists, code, subtext and lines. */
export function parse(text, depth = 0) {
  const blocks = [];
  let lines = [];
  const flush = () => {
    if (lines.length) blocks.push({ type: "lines", children: inline(lines.join("\n"), depth) });
    lines = [];
  };
  let rest = text.split("\n");
  while (rest.length) {
    const found = depth < DEEPEST ? block(rest, depth) : null;
    if (found) {
      flush();
      blocks.push(found.block);
      rest = rest.slice(found.taken);
    } else {
      lines.push(rest[0]);
      rest = rest.slice(1);
    }
  }
  flush();
  return blocks;
}

/** The block that begins with the first of these lines, and how many it takes. */
function block(lines, depth) {
  return fenced(lines) || quoted(lines, depth) || heading(lines, depth) || listed(lines, depth);
}

function fenced(lines) {
  const open = /^```([\w+-]*)$/.exec(lines[0]);
  if (!open) {
    const single = /^```(.+?)```$/.exec(lines[0]);
    return single && { block: { type: "fence", text: single[1] }, taken: 1 };
  }
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd().endsWith("```"));
  if (end < 0) return null;
  const last = lines[end].trimEnd().slice(0, -3);
  const inside = [...lines.slice(1, end), ...(last ? [last] : [])];
  return { block: { type: "fence", text: inside.join("\n") }, taken: end + 1 };
}

function quoted(lines, depth) {
  if (lines[0].startsWith(">>> ")) {
    const inside = [lines[0].slice(4), ...lines.slice(1)].join("\n");
    return { block: { type: "quote", children: parse(inside, depth + 1) }, taken: lines.length };
  }
  let taken = 0;
  while (taken < lines.length && lines[taken].startsWith("> ")) taken += 1;
  if (!taken) return null;
  const inside = lines.slice(0, taken).map((line) => line.slice(2)).join("\n");
  return { block: { type: "quote", children: parse(inside, depth + 1) }, taken };
}

function heading(lines, depth) {
  const found = /^(#{1,3}|-#)\s+(\S.*)$/.exec(lines[0]);
  if (!found) return null;
  const [, mark, text] = found;
  const type = mark === "-#" ? "subtext" : "heading";
  return { block: { type, level: mark.length, children: inline(text, depth) }, taken: 1 };
}

const ITEM = /^( *)([-*]|\d{1,9}\.)\s+(\S.*)$/;

/** A list; what is indented deeper than its first item becomes lists inside its items. */
function listed(lines, depth) {
  const first = ITEM.exec(lines[0]);
  if (!first) return null;
  const [indent, mark] = [first[1].length, first[2]];
  const ordered = /\d/.test(mark);
  const items = [];
  let taken = 0;
  while (taken < lines.length) {
    const found = ITEM.exec(lines[taken]);
    if (!found || found[1].length < indent) break;
    if (found[1].length > indent) {
      const inner = depth < DEEPEST ? listed(lines.slice(taken), depth + 1) : null;
      if (!inner) break;
      items.at(-1).push(inner.block);
      taken += inner.taken;
    } else {
      if (/\d/.test(found[2]) !== ordered) break;
      items.push([{ type: "lines", children: inline(found[3], depth) }]);
      taken += 1;
    }
  }
  const start = ordered ? parseInt(mark, 10) : null;
  return { block: { type: "list", ordered, start, items }, taken };
}

/** The pieces of running text. */
export function inline(text, depth = 0) {
  const pieces = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = piece(text, at, depth);
    if (!found) {
      plain += text[at];
      at += 1;
    } else if (found.type === "text") {
      plain += found.text;
      at = found.end;
    } else {
      if (plain) pieces.push({ type: "text", text: plain });
      plain = "";
      pieces.push(found);
      at = found.end;
    }
  }
  if (plain) pieces.push({ type: "text", text: plain });
  return pieces;
}

/** The piece that begins here, with where it ends; null if this is just a letter. */
function piece(text, at, depth) {
  switch (text[at]) {
    case "\\":
      return matched(ESCAPE, text, at, ([, letter]) => ({ type: "text", text: letter }));
    case "`":
      return matched(CODE, text, at, ([, , code]) => ({ type: "code", text: code.trim() }));
    case "[":
      return linked(text, at, depth);
    case "<":
      return angled(text, at);
    case "@":
      return matched(EVERYONE, text, at, ([all]) => ({ type: "everyone", text: all }));
    case "h":
    case "H":
      return address(text, at);
    default:
      return depth < DEEPEST ? styled(text, at, depth) : null;
  }
}

function matched(pattern, text, at, build) {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found && { ...build(found), end: at + found[0].length };
}

function linked(text, at, depth) {
  if (depth >= DEEPEST) return null;
  return matched(LINK, text, at, ([, shown, url]) => ({
    type: "link",
    url: unescaped(url),
    children: inline(shown, DEEPEST - 2).flatMap((one) => (one.type === "link" ? one.children : one)),
  }));
}

function angled(text, at) {
  return (
    matched(USER, text, at, ([, id]) => ({ type: "user", id })) ||
    matched(ROLE, text, at, ([, id]) => ({ type: "role", id })) ||
    matched(CHANNEL, text, at, ([, id]) => ({ type: "channel", id })) ||
    matched(COMMAND, text, at, ([, name]) => ({ type: "command", name })) ||
    matched(STAMP, text, at, ([, s, style]) => ({ type: "time", seconds: Number(s), style })) ||
    matched(EMOJI, text, at, ([, name]) => ({ type: "emoji", name })) ||
    matched(ANGLE, text, at, ([, url]) => ({ type: "link", url, children: [plainText(url)] }))
  );
}

function address(text, at) {
  if (at > 0 && /\w/.test(text[at - 1])) return null;
  return matched(BARE, text, at, ([url]) => ({ type: "link", url, children: [plainText(url)] }));
}

function styled(text, at, depth) {
  for (const [mark, type] of STYLES) {
    if (!text.startsWith(mark, at)) continue;
    const end = closing(text, at + mark.length, mark);
    if (end < 0) continue;
    const inside = text.slice(at + mark.length, end);
    return { type, children: inline(inside, depth + 1), end: end + mark.length };
  }
  return null;
}

/** Where a style's closing mark stands; -1 if there is none. Escapes and code are passed over. */
function closing(text, from, mark) {
  const single = mark.length === 1;
  if (from >= text.length || (single && /\s/.test(text[from]))) return -1;
  let at = from;
  while (at < text.length) {
    const skipped = skip(text, at);
    if (skipped > at) {
      at = skipped;
    } else if (!text.startsWith(mark, at)) {
      at += 1;
    } else if (at > from && closes(text, at, mark)) {
      return at;
    } else {
      at += single && text[at + 1] === mark ? 2 : 1;
    }
  }
  return -1;
}

function skip(text, at) {
  if (text[at] === "\\") return at + 2;
  if (text[at] !== "`") return at;
  CODE.lastIndex = at;
  const code = CODE.exec(text);
  return code ? at + code[0].length : at;
}

function closes(text, at, mark) {
  const next = text[at + mark.length];
  if (next === mark[0]) return false;
  if (mark.length === 2) return true;
  if (/\s/.test(text[at - 1])) return false;
  return mark === "*" || next === undefined || !/\w/.test(next);
}

function unescaped(text) {
  return text.replace(/\\([^0-9A-Za-z\s])/g, "$1");
}

function plainText(text) {
  return { type: "text", text };
}

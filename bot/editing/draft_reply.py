"""The reply of a language model, read: what it proposes, out of chatter, fences and small faults.

A reply is material and nothing more: bounded, read by the safe reader, and proven by others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent

from bot.article.visible import legible
from bot.faq.yaml_reading import Value, read
from bot.faq.yaml_scalars import quoted

MAX_REPLY = 4 * 1024 * 1024  # bytes
MOST = 2_000  # entries, or near misses
MOST_TEXTS = 200  # of one entry
CUT_SHORT = 4  # last lines that may be missing, or be chatter

_FENCED = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n`]*\n(?P<text>.*?)(?:^[ \t]*(?P=fence)|\Z)",
    re.MULTILINE | re.DOTALL,
)
_BEGINS = re.compile(
    r"^[ \t{\[]*(?:- +)?[\"']?(?:entries|not_covered|near_misses|id)[\"']?[ \t]*:", re.MULTILINE
)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_ITEM = re.compile(r"(?P<lead>\s*(?:- +)+)(?P<text>\S.*)")
_KEYED = re.compile(r"(?P<lead>\s*(?:- +)?(?:id|answer)\s*:\s+)(?P<text>\S.*)")
_KEY = re.compile(r"[a-z_]+\s*:(\s|$)")
_BLOCK = re.compile(r"[|>][+-]?\d?")
_NOTHING = ("", "~", "null", "none", "n/a")
_NAMES = {
    "question": "questions",
    "phrasings": "questions",
    "quotes": "cite",
    "quote": "cite",
    "citations": "cite",
    "near_misses": "not_covered",
}


@dataclass(frozen=True, slots=True)
class ProposedEntry:
    """An entry as a model proposes it; nothing of it is proven."""

    id: str
    questions: tuple[str, ...]
    cite: tuple[str, ...] = ()
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What a reply proposes; `unread` are pieces that nothing could be made of."""

    entries: tuple[ProposedEntry, ...] = ()
    not_covered: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @classmethod
    def joined(cls, replies: Sequence[ModelReply]) -> ModelReply:
        """The replies to several parts as one."""
        return cls(
            tuple(one for reply in replies for one in reply.entries)[:MOST],
            tuple(dict.fromkeys(line for reply in replies for line in reply.not_covered))[:MOST],
            tuple(piece for reply in replies for piece in reply.unread),
        )


def read_reply(text: str) -> ModelReply:
    """What a model's reply proposes, in its order; chatter round it is left out."""
    said = _THOUGHT.sub("", text.replace("\r\n", "\n"))
    return ModelReply.joined([_read(piece) for piece in _pieces(said)])


def _pieces(text: str) -> list[str]:
    """The parts of a reply that may be YAML: its fences, or what follows the first key."""
    fenced = [found["text"] for found in _FENCED.finditer(text)]
    fenced = [piece for piece in fenced if _BEGINS.search(piece)]
    begins = _BEGINS.search(text)
    return fenced or ([text[begins.start() :]] if begins else [])


def _read(piece: str) -> ModelReply:
    values, unread = [], []
    whole = _parsed(piece)
    for chunk in [piece] if whole is not None else _chunks(piece):
        value = whole if whole is not None else _parsed_in_part(chunk)
        if value is None:
            unread.append(chunk.strip())
        else:
            values.append(value)
    entries: list[ProposedEntry] = []
    not_covered: list[str] = []
    for value in values:
        _collect(value, entries, not_covered)
    return ModelReply(tuple(entries), tuple(not_covered), tuple(unread))


def _chunks(piece: str) -> list[str]:
    """A piece cut where an entry or a list begins, so that one fault spoils no more than one."""
    starts = [found.start() for found in _BEGINS.finditer(piece)]
    ends = [*starts[1:], len(piece)]
    return [dedent(piece[start:end]) for start, end in zip(starts, ends, strict=True)]


def _parsed_in_part(chunk: str) -> Value | None:
    """The value of a chunk, without its last lines if they spoil it; None if they all do."""
    lines = chunk.rstrip().splitlines()
    for left_out in range(min(CUT_SHORT, len(lines))):
        value = _parsed("\n".join(lines[: len(lines) - left_out]))
        if value is not None:
            return value
    return None


def _parsed(text: str) -> Value | None:
    """The value of a text, as it stands or with the usual faults of its lines mended."""
    for said in (text, _mended(text)):
        document = read("reply", said.encode("utf-8", "replace"), keys_once=False)
        if document.whole and not document.faults:
            return document.value
    return None


def _mended(text: str) -> str:
    """The text with spaces for tabs, and with quotes round what YAML would misread."""
    return "\n".join(map(_mended_line, text.expandtabs(4).splitlines()))


def _mended_line(line: str) -> str:
    line = line.rstrip()
    found = _KEYED.fullmatch(line) or _ITEM.fullmatch(line)
    if found is None:
        return line
    said = found["text"]
    if _BLOCK.fullmatch(said) or (_KEY.match(said) and not _KEYED.fullmatch(line)):
        return line
    for mark in ('"', "'"):
        if len(said) > 1 and said[0] == said[-1] == mark:
            said = said[1:-1].replace('\\"', '"').replace("''", "'")
            break
    return found["lead"] + quoted(said)


def _collect(value: Value, entries: list[ProposedEntry], not_covered: list[str]) -> None:
    """Gather the entries and near misses of a value, wherever in its upper levels they stand."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                _collect(item, entries, not_covered)
        return
    if not isinstance(value, dict):
        return
    known = {_NAMES.get(key, key): one for key, one in value.items()}
    not_covered += _texts(known.get("not_covered", ""), MOST)
    if "questions" in known or "id" in known:
        answer = " ".join(_texts(known.get("answer", ""), 1)) or None
        name = " ".join(_texts(known.get("id", ""), 1))
        questions = tuple(_texts(known.get("questions", ""), MOST_TEXTS))
        cite = tuple(_texts(known.get("cite", ""), MOST_TEXTS))
        entries.append(ProposedEntry(name, questions, cite, answer))
    elif "entries" in known:
        _collect(known["entries"], entries, not_covered)
    elif len(known) == 1:  # such as `faq:` round everything
        _collect(next(iter(known.values())), entries, not_covered)


def _texts(value: Value, most: int) -> list[str]:
    return list(dict.fromkeys(_said(value)))[:most]


def _said(value: Value) -> Iterator[str]:
    """The texts in a value, on one line each; `word: more` without quotes was a text as well."""
    if isinstance(value, list):
        for item in value:
            yield from _said(item)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (legible(f"{key}: {text}") for text in _said(one))
    elif (text := legible(value)).lower() not in _NOTHING:
        yield text

"""What a language model is told, one prompt for any of them, and what it replies, read.

A reply is material and nothing more: bounded, read by the safe reader out of chatter, fences and
small faults, and proven by others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from textwrap import dedent
from typing import TYPE_CHECKING, Literal

from bot.answering.entry import Entry
from bot.article.article import Article, Kind, Sentence
from bot.article.visible import legible
from bot.faq.yaml_reading import Value, read
from bot.faq.yaml_scalars import quoted

if TYPE_CHECKING:
    from jinja2 import Template

# The prompt: what to propose for an article.

Task = Literal["draft", "more", "near", "again"]
PART = 3_000  # characters of an article; small models lose the thread of longer replies
FEW = 12  # phrasings: an entry with fewer is thin
MOST_WANTED = 60  # entries that more phrasings are asked for
AT_ONCE = 12  # of them in one part
LINES = 60  # near misses that are told
SHOWN = 8  # phrasings of an entry that are told


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """What a model is asked for: entries, phrasings, near misses, or what failed mended.

    `known` are the entries of the article's FAQ, `not_covered` its near misses. More phrasings are
    `wanted` of some entries; `missed` are questions that got no answer. What `failed` stands as the
    file of failures holds it, with the reasons.
    """

    article: Article
    task: Task = "draft"
    known: Sequence[Entry] = ()
    not_covered: Sequence[str] = ()
    wanted: Sequence[Entry] = ()
    missed: Sequence[str] = ()
    failed: str = ""

    def whole(self) -> str:
        """The prompt about the whole article."""
        return self._text(self.article.sentences, "")

    def in_parts(self) -> list[str]:
        """Prompts that a small model can follow: a few entries at once, near misses on their own.

        What the article does not tell can be judged by the whole of it alone.
        """
        if self.task == "more" and len(self.wanted) > AT_ONCE:
            first, rest = self.wanted[:AT_ONCE], self.wanted[AT_ONCE:]
            others = replace(self, wanted=rest, missed=())
            return [replace(self, wanted=first).whole(), *others.in_parts()]
        parts = list(_parts(self.article)) if self.task == "draft" else []
        if len(parts) < 2:
            return [self.whole()]
        prompts = [
            self._text(sentences, f"{number} of {len(parts)}")
            for number, sentences in enumerate(parts, start=1)
        ]
        return [*prompts, replace(self, task="near").whole()]

    def _text(self, sentences: Sequence[Sentence], part: str) -> str:
        cited = {cited.number for entry in self.known for cited in entry.citations}
        article = self.article
        return _template().render(
            task=self.task,
            title=legible(article.title) if article.title != article.name else "",
            part=part,
            blocks=list(_blocks(article, sentences)),
            first=sentences[0].number,
            last=sentences[-1].number,
            known=self.known,
            uncited=[one.number for one in sentences if one.number not in cited],
            lines=self.not_covered[:LINES],
            wanted=[
                {
                    "id": entry.id,
                    "cites": " ".join(f"[{cited.number}]" for cited in entry.citations),
                    "questions": entry.questions[:SHOWN],
                }
                for entry in self.wanted
            ],
            missed=[legible(text) for text in self.missed],
            failed=self.failed.strip(),
        )


def thin(entries: Sequence[Entry], most: int = MOST_WANTED) -> tuple[Entry, ...]:
    """The entries with the fewest phrasings, if they have few."""
    few = [entry for entry in entries if len(entry.questions) < FEW]
    return tuple(sorted(few, key=lambda entry: len(entry.questions))[:most])


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - what it makes is plain text
        loader=PackageLoader("bot.editing", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("draft.txt.j2")


def _blocks(article: Article, sentences: Sequence[Sentence]) -> Iterator[list[tuple[int, str]]]:
    """The sentences with their numbers, paragraph by paragraph."""
    for _, block in groupby(sentences, key=attrgetter("paragraph")):
        yield [
            (one.number, "(heading) " * (one.kind is Kind.HEADING) + legible(article.quote(one)))
            for one in block
        ]


def _parts(article: Article) -> Iterator[list[Sentence]]:
    """The sentences in parts of about a length, cut between paragraphs unless one is too long."""
    part: list[Sentence] = []
    length = 0
    for sentence in article.sentences:
        size = sentence.end - sentence.start
        begins = part and part[-1].paragraph != sentence.paragraph
        if (begins and length + size > PART) or length > 2 * PART:
            yield part
            part, length = [], 0
        part.append(sentence)
        length += size
    if part:
        yield part


# The reply: what it proposes.

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
    whole = _parsed(piece)
    tried = [(piece, whole)]
    if whole is None:
        tried = [(chunk, _parsed_in_part(chunk)) for chunk in _chunks(piece)]
    entries: list[ProposedEntry] = []
    not_covered: list[str] = []
    for _, value in tried:
        _collect(value, entries, not_covered)
    unread = tuple(chunk.strip() for chunk, value in tried if value is None)
    return ModelReply(tuple(entries), tuple(not_covered), unread)


def _chunks(piece: str) -> list[str]:
    """A piece cut where an entry or a list begins, so that one fault spoils no more than one."""
    starts = [found.start() for found in _BEGINS.finditer(piece)]
    ends = [*starts[1:], len(piece)]
    return [dedent(piece[start:end]) for start, end in zip(starts, ends, strict=True)]


def _parsed_in_part(chunk: str) -> Value | None:
    """The value of a chunk, without its last lines if they spoil it; None if they all do."""
    lines = chunk.rstrip().splitlines()
    shorter = ("\n".join(lines[: len(lines) - out]) for out in range(min(CUT_SHORT, len(lines))))
    return next((value for text in shorter if (value := _parsed(text)) is not None), None)


def _parsed(text: str) -> Value | None:
    """The value of a text, as it stands or with the usual faults of its lines mended.

    These are tabs, and texts without quotes that YAML would misread.
    """
    for said in (text, "\n".join(map(_mended_line, text.expandtabs(4).splitlines()))):
        document = read("reply", said.encode("utf-8", "replace"), keys_once=False)
        if document.whole and not document.faults:
            return document.value
    return None


def _mended_line(line: str) -> str:
    line = line.rstrip()
    found = _KEYED.fullmatch(line) or _ITEM.fullmatch(line)
    if found is None:
        return line
    said = found["text"]
    if _BLOCK.fullmatch(said) or (_KEY.match(said) and not _KEYED.fullmatch(line)):
        return line
    if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        said = said[1:-1].replace('\\"', '"').replace("''", "'")
    return found["lead"] + quoted(said)


def _collect(value: Value | None, entries: list[ProposedEntry], not_covered: list[str]) -> None:
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
        name, answer = (" ".join(_texts(known.get(key, ""), 1)) for key in ("id", "answer"))
        questions, cite = (_texts(known.get(key, ""), MOST_TEXTS) for key in ("questions", "cite"))
        entries.append(ProposedEntry(name, tuple(questions), tuple(cite), answer or None))
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

"""YAML as an editor's file may use it: plain structure, text scalars, a place for everything.

Read from the parser's events, so that size, depth, aliases and tags are bounded before anything
is built, and so that every value keeps the line and column it was written at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import yaml

from bot.errors import Fault
from bot.faq.yaml_scalars import quoted

MAX_BYTES = 16 * 1024 * 1024  # some 200,000 phrasings
MAX_DEPTH = 12  # the format needs five

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Path: TypeAlias = tuple[str | int, ...]
BYTE_ORDER_MARK = "\ufeff"
_COMMENT = re.compile(r"(?<!\S)#[^\n\r\x85\u2028\u2029]*")
# What only looks like a comment: a `#` before a letter or digit, or what holds an answer's marker.
_CUT = re.compile(r"[ \t]+(#(?:[^\s#]|[^\r\n]*\[\d{1,4}\])[^\r\n]*)")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what YAML 1.1 ends a line at
_SHOWN = 40  # characters
_KEEPS_BLANK_LINES = re.compile(r"[|>][1-9]?\+")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Location:
    """Where and how a value is written.

    Attributes:
        line: 1-based; 0 if the whole file is meant.
        column: 1-based, in characters.
        start: 0-based, in characters of the text without a byte order mark.
        end: the first character after it; blank lines that a block scalar drops lie beyond.
        style: of a text: None for plain, else the `'`, `"`, `|` or `>` it is written with.
        in_brackets: whether a list stands in brackets or a mapping in braces (YAML's flow style).
        last_line: of a text, the line behind which a comment may stand; 0 of others.
    """

    line: int
    column: int
    start: int
    end: int
    style: str | None = None
    in_brackets: bool = False
    last_line: int = 0


@dataclass(slots=True)
class Document:
    """A file's structure; `places` are those of values, `keys` those of mapping keys.

    `whole` tells whether the parser reached the end of the file. `comments` are those behind and
    between its texts, with their `#`, by their lines.
    """

    file: str
    value: Value = ""
    whole: bool = False
    places: dict[Path, Location] = field(default_factory=dict)
    keys: dict[Path, Location] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    comments: dict[int, str] = field(default_factory=dict)

    def at(self, path: Path) -> Value | None:
        """What stands at a path; None if nothing does."""
        found: Any = self.value
        try:
            for part in path:
                found = found[part]
        except (LookupError, TypeError):
            return None
        return found  # type: ignore[no-any-return]  # a part of a value is one

    def comment_line(self, path: Path) -> int:
        """The line behind which a comment about what stands at a path belongs."""
        place = self.place(path)
        return place.last_line or self.keys.get(path, place).line

    def place(self, path: Path) -> Location:
        """The place of a value, or of the nearest thing around it that has one."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Location(1, 1, 0, 0))

    def fault(self, place: Location, problem: str, mend: str, entry: str | None = None) -> None:
        """Note what is wrong at a place."""
        self.faults.append(Fault(self.file, place.line, place.column, problem, mend, entry))


class _Stop(Exception):
    """The rest of the file can't be read."""


def read(file: str, data: bytes, *, keys_once: bool = True) -> Document:
    """The structure of a YAML file.

    Args:
        file: How faults name it.
        data: What it holds.
        keys_once: Whether a key that stands twice is a fault. The last value counts.

    Returns:
        What could be read; whatever is wrong is among its faults.
    """
    document = Document(file)
    text = _decoded(document, data)
    if text is None:
        return document
    builder = _Builder(document, text, keys_once)
    try:
        builder.build()
        document.whole = True
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        _syntax(document, error)
    except yaml.reader.ReaderError as error:
        _control_character(document, text, error.position)
    builder.note_cuts()
    return document


def _decoded(document: Document, data: bytes) -> str | None:
    top = Location(0, 0, 0, 0)
    if len(data) > MAX_BYTES:
        document.fault(
            top,
            f"The file has {len(data):,} bytes.",
            f"Split it: at most {MAX_BYTES:,} are read.",
        )
        return None
    try:
        return data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK)
        bad = _place_after(before)
        document.fault(bad, "This is not UTF-8 text.", "Save the file as UTF-8.")
        return None


class _Builder:
    """Builds one document from the parser's events."""

    def __init__(self, document: Document, text: str, keys_once: bool) -> None:
        self._document = document
        self._text = text
        self._keys_once = keys_once
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_Loader))
        self._after, self._line = 0, 1  # what lies before is read
        self._cuts: list[tuple[Path, str, str]] = []

    def build(self) -> None:
        """Read the first document; a second one is a fault."""
        event = self._next()
        while not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if self._document.places:
                    self._document.fault(
                        _place(event), "A second document begins here.", "Keep one per file."
                    )
                    raise _Stop
                self._document.value = self._value(self._next(), ())
            event = self._next()
        self._note_comments(len(self._text))

    def _next(self) -> yaml.Event:
        event = next(self._events)
        if isinstance(event, yaml.ScalarEvent):
            self._note_comments(_header_end(self._text, event))
            self._after, self._line = _place(event).end, _last_line(event)
        return event

    def _note_comments(self, end: int) -> None:
        """Keep the comments between the text before and this place."""
        for found in _COMMENT.finditer(self._text, self._after, end):
            line = self._line + len(_BREAK.findall(self._text, self._after, found.start()))
            self._document.comments[line] = found[0]

    def _value(self, event: yaml.Event, path: Path) -> Value:
        self._refuse(event, path)
        self._document.places[path] = _place(event)
        match event:
            case yaml.ScalarEvent():
                self._document.places[path] = self._text_place(event)
                self._find_cut(event, path)
                return str(event.value)
            case yaml.SequenceStartEvent():
                return self._list(path)
            case yaml.MappingStartEvent():
                return self._mapping(path)
            case _:
                return ""

    def _text_place(self, event: yaml.ScalarEvent) -> Location:
        place = _place(event)
        written = self._text[place.start : place.end]
        end = place.end
        if event.style in ("|", ">") and not _KEEPS_BLANK_LINES.match(written):
            end = place.start + len(written.rstrip())
        last = place.line if event.style in ("|", ">") else _last_line(event)
        return replace(place, end=end, style=event.style or None, last_line=last)

    def _note_end(self, path: Path, end: yaml.Event, last: Path) -> None:
        """A list or mapping ends with its bracket, or else with the last of its values."""
        place = self._document.places[path]
        after = _place(end).end if place.in_brackets else self._document.places[last].end
        self._document.places[path] = replace(place, end=after)

    def _find_cut(self, event: yaml.ScalarEvent, path: Path) -> None:
        """Keep a text without quotes that goes on with what YAML does not read, such as `#1`."""
        assert event.end_mark is not None  # noqa: S101 - as below
        cut = None if event.style else _CUT.match(self._text, event.end_mark.index)
        if cut:
            self._cuts.append((path, str(event.value), cut[1].rstrip()))

    def note_cuts(self) -> None:
        """A fault for each such text, with its entry once that is known."""
        for path, text, cut in self._cuts:
            entry = self._document.at((*path[:2], "id"))
            problem = (
                f"YAML takes {_shown(cut)} for a comment: it is no part of the text before it."
            )
            mend = f"Put the whole text in quotes: {_shown(quoted(f'{text} {cut}'))}. If it is a "
            mend += "comment, begin it with `# `."
            named = entry if isinstance(entry, str) else None
            self._document.fault(self._document.place(path), problem, mend, named)

    def _list(self, path: Path) -> list[Value]:
        values: list[Value] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        self._note_end(path, event, (*path, len(values) - 1))
        return values

    def _mapping(self, path: Path) -> dict[str, Value]:
        values: dict[str, Value] = {}
        last = path
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            self._refuse(event, path)
            if not isinstance(event, yaml.ScalarEvent):
                self._document.fault(_place(event), "A key must be plain text.", "Write a word.")
                raise _Stop
            key = str(event.value)
            if key in values and self._keys_once:
                self._document.fault(
                    _place(event),
                    f"The key `{key}` stands here twice.",
                    "Keep one of the two, with the content of both.",
                )
            self._document.keys[(*path, key)] = _place(event)
            values[key] = self._value(self._next(), (*path, key))
            last = (*path, key)
        self._note_end(path, event, last)
        return values

    def _refuse(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._document.fault(
                _place(event),
                "Anchors (`&name`) and aliases (`*name`) are refused.",
                "Write the text out; put a text that begins with & or * in quotes.",
            )
        elif getattr(event, "tag", None):
            self._document.fault(
                _place(event),
                "Tags (`!name`) are refused.",
                "Write plain text; put a text that begins with ! in quotes.",
            )
        if len(path) > MAX_DEPTH:
            _too_deep(self._document, _place(event))
            raise _Stop


def _shown(text: str) -> str:
    """A text in backquotes, its beginning if it is long."""
    return f"`{text.rstrip()}`" if len(text) <= _SHOWN else f"`{text[:_SHOWN]}…`"


def _place(event: yaml.Event) -> Location:
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None  # noqa: S101, PT018 - a parser's events have marks
    in_brackets = bool(getattr(event, "flow_style", False))
    return Location(
        start.line + 1, start.column + 1, start.index, end.index, in_brackets=in_brackets
    )


def _last_line(event: yaml.Event) -> int:
    assert event.end_mark is not None  # noqa: S101 - as above
    return event.end_mark.line + 1


def _header_end(text: str, event: yaml.ScalarEvent) -> int:
    """Where a text begins, behind the comment that the line with its `>-` may have."""
    start = _place(event).start
    found = _BREAK.search(text, start) if event.style in ("|", ">") else None
    return found.start() if found else start


def _syntax(document: Document, error: yaml.MarkedYAMLError) -> None:
    """A fault where the parser gave up, with the mend for what usually causes it."""
    mark = error.problem_mark or error.context_mark
    assert mark is not None  # noqa: S101 - the parser marks every error of a text
    place = Location(mark.line + 1, mark.column + 1, mark.index, mark.index)
    said = f"{error.problem or 'it ends too soon'} {error.context or ''}".strip()
    if "nesting depth" in said:  # the parser has a limit of its own, and reads ahead
        _too_deep(document, place)
        return
    document.fault(place, f"This is not YAML: {said}.", _mend(said))


def _too_deep(document: Document, place: Location) -> None:
    document.fault(
        place,
        f"This is nested more than {MAX_DEPTH} levels deep.",
        "The format needs five; check the brackets and the indentation.",
    )


def _mend(said: str) -> str:
    if "tab character" in said or "cannot start any token" in said:
        return "Indent with spaces, never with tabs; quote a text that begins with @, ` or %."
    if "mapping values are not allowed" in said:
        return "Put a text that contains a colon and a space in quotes."
    return "Check quotes, brackets and indentation here and on the line before."


def _control_character(document: Document, text: str, position: int) -> None:
    """A fault at the first; a parser that reads UTF-8 counts `position` in bytes."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    document.fault(
        _place_after(text[: found.start() if found else position]),
        "A control character stands here.",
        "Delete it; an editor may not show it.",
    )


def _place_after(before: str) -> Location:
    """Where a text goes on, given all that stands before."""
    lines = f"{before}.".splitlines()
    return Location(len(lines), len(lines[-1]), len(before), len(before))

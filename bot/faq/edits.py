"""Edits of a FAQ file in place: what an edit does not mean to change stays as it is to the byte.

Lists are edited in block style, where every item has a line of its own; one in brackets loads, but
is refused for an edit. The result is read again and must hold the old content with exactly these
edits, or nothing is handed out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.errors import Fault, FootnoteError
from bot.faq.validation import ids_in, note_unseen, shaped
from bot.faq.yaml_reading import Document, Location, Path, Value, read
from bot.faq.yaml_scalars import folded, scalar

PROPOSED = " # proposed"  # after the id of an entry that no person has judged yet
_UNCHANGED = "Nothing was changed, because of this"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what YAML 1.1 ends a line at
_ONLY_COMMENTS = re.compile(r"(?:\s|#[^\n\r\x85\u2028\u2029]*)*")


class EditRefused(FootnoteError):
    """The edit can't be made; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class AddPhrasing:
    """One more way to ask an entry."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class AddNearMiss:
    """One more question that the article does not answer."""

    text: str


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new entry, after the others; what a program `proposed` carries a mark to be taken away."""

    id: str
    questions: tuple[str, ...]
    cite: tuple[str, ...]
    answer: str | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """Another text at a path, such as `("entries", 3, "cite", 0)`."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class AddComment:
    """A comment behind what a line holds, or behind the comment that it has."""

    line: int
    text: str


Edit: TypeAlias = AddPhrasing | AddNearMiss | AddEntry | Replace | AddComment


def edited(file: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes of a FAQ file with edits made, one after the other.

    Args:
        file: How messages name the file.
        data: What the file holds.
        edits: What to change. White space around their texts is left out, as no FAQ keeps it.

    Raises:
        EditRefused: if the file has faults of its own, or would have them afterwards; if an edit's
            place is not there, or is a list in brackets.
    """
    document = _sound(file, data, "Mend this first, then change the file")
    content, mark = data.removeprefix(_BYTE_ORDER_MARK), data.startswith(_BYTE_ORDER_MARK)
    for edit in edits:
        try:
            content = _made(document, content.decode(), edit).encode()
        except UnicodeEncodeError:
            raise EditRefused("The text holds half a character. Type it again.") from None
        meant, document = document.value, read(file, content)
        if _stripped(document.value) != _stripped(meant):
            _sound(file, content, _UNCHANGED)
            raise EditRefused(f"{file}: Its layout defeats this change. Make it by hand.")
    result = _BYTE_ORDER_MARK * mark + content
    _sound(file, result, _UNCHANGED)
    return result


def _questions_of(document: Document, entry: str) -> Path:
    """The path of an entry's phrasings. Raises EditRefused if there is no such entry."""
    for position, found in enumerate(ids_in(document)):
        if found == entry:
            return ("entries", position, "questions")
    raise EditRefused(f"No entry has the id `{entry}`. It may have been renamed; look again.")


def _sound(file: str, data: bytes, lead: str) -> Document:
    """The file's structure; raises EditRefused with the first fault of its shape."""
    document = read(file, data)
    note_unseen(document)
    if not document.faults:
        shaped(document)
    if document.faults:
        raise EditRefused(f"{lead}: {document.faults[0]}")
    return document


def _stripped(value: Value) -> Value:
    """The content as the FAQ takes it: texts without the white space around them."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_stripped(item) for item in value]
    return {key: _stripped(item) for key, item in value.items()}


# Each edit as text, laid out like what stands beside it: indentation, quotes, line breaks. The
# document's value is changed likewise, so that what is read again can be compared with it.


def _made(document: Document, text: str, edit: Edit) -> str:
    match edit:
        case AddPhrasing(entry, phrasing):
            return _with_item(document, text, _questions_of(document, entry), phrasing)
        case AddNearMiss(question) if ("not_covered",) in document.places:
            return _with_item(document, text, ("not_covered",), question)
        case AddNearMiss(question):
            return _with_near_misses(document, text, question)
        case AddEntry():
            return _with_entry(document, text, edit)
        case Replace(path, new):
            return _with_text(document, text, path, new.strip())
        case AddComment(line, comment):
            ends = [found.start() for found in _BREAK.finditer(text)]
            end = (*ends, len(text))[line - 1]
            return f"{text[:end].rstrip(' ')} # {comment}{text[end:]}"


def _with_item(document: Document, text: str, path: Path, item: str) -> str:
    place, items = _in_block_style(document, path), _at(document, path)
    last = document.places[(*path, len(items) - 1)]
    items.append(item)
    return _inserted(text, place.end, [_dash(place, last) + scalar(item.strip(), last.style)])


def _at(document: Document, path: Path) -> Any:
    """What stands at a path, to be read or changed."""
    return document.at(path)


def _in_block_style(document: Document, path: Path) -> Location:
    """The place of a list or mapping of the file. Raises EditRefused if it stands in brackets."""
    place = document.places[path]
    if place.in_brackets:
        problem = "What stands here in brackets can't be added to."
        mend = "Write each item on a line of its own after `- `, then make the change again."
        if isinstance(_at(document, path), dict):
            mend = "Write each key on a line of its own, without braces; then make it again."
        raise EditRefused(str(Fault(document.file, place.line, place.column, problem, mend)))
    return place


def _dash(items: Location, last: Location) -> str:
    """What an item's line begins with: indentation, dash, spaces."""
    return " " * (items.column - 1) + "-" + " " * (max(last.column - items.column, 2) - 1)


def _with_near_misses(document: Document, text: str, question: str) -> str:
    """The text with the key `not_covered` below everything else."""
    root = _in_block_style(document, ())
    indent = " " * (root.column - 1)
    lines = [f"{indent}not_covered:", f"{indent}  - {scalar(question.strip())}"]
    _at(document, ())["not_covered"] = [question]
    if not _ONLY_COMMENTS.fullmatch(text, root.end):  # such as `...`, which ends a document
        return _inserted(text, root.end, lines)
    loose = _blank_line_within(text[root.start : root.end])
    return _inserted(text, len(text), ["", *lines] if loose else lines)


def _with_entry(document: Document, text: str, entry: AddEntry) -> str:
    place, entries = _in_block_style(document, ("entries",)), _at(document, ("entries",))
    path = ("entries", len(entries) - 1)
    last, before = document.places[path], document.places.get(("entries", len(entries) - 2))
    loose = before is None or _blank_line_within(text[before.end : last.start])
    lines = entry_lines(entry, _dash(place, last), _list_indent(document, path))
    added = {"id": entry.id, "questions": [*entry.questions], "cite": [*entry.cite]}
    answered = (entry.answer or "").strip()
    entries.append(added | ({"answer": answered} if answered else {}))
    return _inserted(text, place.end, [""] * loose + lines)


def _list_indent(document: Document, entry: Path) -> int:
    """By how many columns an entry indents its lists below their keys."""
    for key, value in _at(document, entry).items():
        place = document.places[(*entry, key)]
        if isinstance(value, list) and not place.in_brackets:
            return place.column - document.keys[(*entry, key)].column
    return 2


def entry_lines(entry: AddEntry, start: str = "  - ", list_indent: int = 2) -> list[str]:
    """An entry as lines of a FAQ file.

    Args:
        entry: The entry.
        start: What its first line begins with: indentation, dash, spaces.
        list_indent: By how many columns its lists stand below their keys.
    """
    keys = " " * len(start)
    item = keys + " " * list_indent + "- "
    return [
        f"{start}id: {scalar(entry.id.strip())}" + PROPOSED * entry.proposed,
        f"{keys}questions:",
        *(item + scalar(text.strip()) for text in entry.questions),
        *_answer_lines((entry.answer or "").strip(), keys),
        f"{keys}cite:",
        *(item + scalar(text.strip()) for text in entry.cite),
    ]


def _answer_lines(answer: str, keys: str) -> list[str]:
    """On one line where it fits, else folded; none without an answer."""
    lines = folded(answer, len(keys) + 2)
    if lines is None or len(lines) < 2:
        return [f"{keys}answer: {scalar(answer)}"] * bool(answer)
    return [f"{keys}answer: >-", *lines]


def _with_text(document: Document, text: str, path: Path, new: str) -> str:
    """Another text in the place of a scalar, in its own style where that can hold it."""
    place = document.places.get(path)
    if place is None or not isinstance(_at(document, path), str):
        raise EditRefused(f"No text stands at {'.'.join(map(str, path))}. Look at the file again.")
    _at(document, path[:-1])[path[-1]] = new
    start, end = place.start, place.end
    around = (path[:length] for length in range(len(path)))
    in_brackets = any(document.places[parent].in_brackets for parent in around)
    if place.style not in ("|", ">"):
        style = '"' if in_brackets and place.style is None else place.style  # commas part it there
        return text[:start] + scalar(new, style) + text[end:]
    written = text[start:end].rstrip()
    below = next((line for line in _BREAK.split(written)[1:] if line.strip()), "")
    lines = folded(new, len(below) - len(below.lstrip(" ")))
    comment = document.comments.get(place.line, "")
    first = f"{scalar(new) if lines is None else '>-'} {comment}".rstrip()
    said = _line_break(text, start).join([first, *(lines or ())])
    return text[:start] + said + text[start + len(written) :]


# Lines of a text.


def _inserted(text: str, end: int, lines: list[str]) -> str:
    """The text with lines below the one in which `end` lies; a missing last break stays away."""
    line_break = _line_break(text, end)
    if end and _BREAK.fullmatch(text, end - 1, end):
        start = end  # what ends here took its line break along
    elif found := _BREAK.search(text, end):
        start = found.end()
    else:
        return text + line_break + line_break.join(lines)
    return text[:start] + "".join(line + line_break for line in lines) + text[start:]


def _line_break(text: str, position: int) -> str:
    """The break that ends the line of a position, or else that of the first line."""
    found = _BREAK.search(text, position) or _BREAK.search(text)
    return found[0] if found and found[0] in ("\r\n", "\n", "\r") else "\n"


def _blank_line_within(text: str) -> bool:
    return any(not line.strip() for line in _BREAK.split(text)[1:-1])

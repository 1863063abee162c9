"""The edits that can be made to a FAQ file, as values, and what each means for its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.errors import FootnoteError
from bot.faq.yaml_reading import Path, Value


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
    """A new entry, after the others."""

    id: str
    questions: tuple[str, ...]
    cite: tuple[str, ...]
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Replace:
    """Another text at a path, such as `("entries", 3, "cite", 0)`."""

    path: Path
    text: str


Edit: TypeAlias = AddPhrasing | AddNearMiss | AddEntry | Replace


def trimmed(edit: Edit) -> Edit:
    """The edit without white space around its texts, which no FAQ keeps."""
    match edit:
        case AddPhrasing(entry, text):
            return AddPhrasing(entry, text.strip())
        case AddNearMiss(text):
            return AddNearMiss(text.strip())
        case Replace(path, text):
            return Replace(path, text.strip())
        case AddEntry(name, questions, cite, answer):
            return AddEntry(
                name.strip(),
                tuple(text.strip() for text in questions),
                tuple(text.strip() for text in cite),
                (answer or "").strip() or None,
            )


def edited_value(value: Value, edit: Edit) -> Value:
    """The content of a file once an edit is made, as a new value."""
    match edit:
        case AddPhrasing(entry, text):
            return _appended(value, questions_of(value, entry), text)
        case AddNearMiss(text):
            return _appended(value, ("not_covered",), text)
        case AddEntry():
            return _appended(value, ("entries",), _entry(edit))
        case Replace(path, text):
            return _with(value, path, text)


def questions_of(value: Value, entry: str) -> Path:
    """The path of an entry's phrasings. Raises EditRefused if there is no such entry."""
    entries = _at(value, ("entries",))
    for position, found in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(found, dict) and found.get("id") == entry:
            return ("entries", position, "questions")
    raise EditRefused(f"No entry has the id `{entry}`. It may have been renamed; look again.")


def _entry(edit: AddEntry) -> Value:
    value: dict[str, Value] = {"id": edit.id, "questions": list(edit.questions)}
    if edit.answer:
        value["answer"] = edit.answer
    value["cite"] = list(edit.cite)
    return value


def _appended(value: Value, path: Path, item: Value) -> Value:
    items = _at(value, path)
    return _with(value, path, [*(items if isinstance(items, list) else ()), item])


def _at(value: Value, path: Path) -> Value | None:
    found: Value | None = value
    for part in path:
        if isinstance(found, dict):
            found = found.get(str(part))
        elif isinstance(found, list) and isinstance(part, int) and 0 <= part < len(found):
            found = found[part]
        else:
            return None
    return found


def _with(value: Value, path: Path, new: Value) -> Value:
    """The value with another one at a path, everything around it copied."""
    if not path:
        return new
    part, rest = path[0], path[1:]
    if isinstance(value, dict):
        child = value.get(str(part), "")
        return {**value, str(part): _with(child, rest, new)}
    if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
        return [*value[:part], _with(value[part], rest, new), *value[part + 1 :]]
    raise EditRefused(f"Nothing stands at {'.'.join(map(str, path))}. Look at the file again.")

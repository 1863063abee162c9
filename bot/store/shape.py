"""From a YAML document to the model, each of the model's complaints told in an editor's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from bot.core.errors import Fault
from bot.store.faq_file import SHOWN, ArticleModel, EntryModel, FaqModel
from bot.store.yaml_text import Document, Path

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_FORMAT = "See the format in the README."
_PLAIN = {
    "string_type": ("must be a text", "Write one text here, without a list."),
    "list_type": ("must be a list", "Write each item on a line of its own after `- `."),
    "dict_type": ("must hold `key: value` lines", _FORMAT),
    "model_type": ("must hold `key: value` lines", _FORMAT),
    "too_short": ("is an empty list", "Write at least one item."),
    "value_error": ("is empty", "Write a text or take it out."),
    "string_too_short": ("is empty", "Write a text or take it out."),
    "literal_error": ("is not known", "English (`en`) is the only language yet."),
    "string_pattern_mismatch": ("is not a web address", "Begin it with https://, without spaces."),
}


def shaped(document: Document) -> FaqModel | None:
    """The model of a document; None if its shape is wrong, which its faults then say."""
    try:
        return FaqModel.model_validate(document.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            document.faults.append(_fault(document, detail))
        return None


def ids_in(document: Document) -> Iterator[str]:
    """The ids of a document's entries, as far as they can be read."""
    entries = document.value.get("entries") if isinstance(document.value, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        found = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(found, str):
            yield found


def entry_of(document: Document, path: Path) -> str | None:
    """The id of the entry that a path leads into, as far as one can be read."""
    if len(path) < 2 or path[0] != "entries" or not isinstance(document.value, dict):
        return None
    entries = document.value.get("entries")
    position = path[1]
    if not isinstance(entries, list) or not isinstance(position, int):
        return None
    entry = entries[position]
    found = entry.get("id") if isinstance(entry, dict) else None
    return found if isinstance(found, str) and found else f"entry {position + 1}"


def path_of(detail: ErrorDetails) -> Path:
    """What a complaint is about; one about a synonym's word is about its line."""
    path = detail["loc"]
    return path[:2] if path[:1] == ("synonyms",) and path[2:] == ("[key]",) else path


def _fault(document: Document, detail: ErrorDetails) -> Fault:
    path = path_of(detail)
    unknown = detail["type"] == "extra_forbidden"
    place = document.keys.get(path) if unknown else None
    place = place or document.place(path)
    problem, mend = _words(path, detail)
    return Fault(document.file, place.line, place.column, problem, mend, entry_of(document, path))


def _words(path: Path, detail: ErrorDetails) -> tuple[str, str]:
    """The problem and the mend, for each kind of complaint that the model can make."""
    name, given, kind = _name(path), detail["input"], detail["type"]
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "string_type" and isinstance(given, dict):
        return _unquoted(name, given)
    if kind == "string_pattern_mismatch" and path[-1] == "id":
        return f"The id `{given}` is not usable.", "Use lower-case words and hyphens: why-paused."
    if kind == "string_too_long":
        return f"{name} has {len(given):,} characters.", f"Shorten it to {context['max_length']:,}."
    if kind == "missing":
        return f"{_name(path[:-1])} has no `{path[-1]}`.", "Add it."
    if kind == "extra_forbidden":
        return f"The key `{path[-1]}` is unknown.", _nearest_key(path)
    problem, mend = _PLAIN.get(kind, (f"does not fit: {detail['msg']}", _FORMAT))
    return f"{name} {problem}.", mend


def _unquoted(name: str, given: dict[str, Any]) -> tuple[str, str]:
    """A text with a colon, which YAML takes for a key and its value."""
    text = ": ".join(map(str, next(iter(given.items()), ("", ""))))
    mend = f'Put it in quotes: "{text}".' if len(text) < SHOWN else "Put it in quotes."
    return f"{name} reads as a key and a value, not as a text.", mend


def _name(path: Path) -> str:
    """What people call the value at a path."""
    match path:
        case ():
            return "The file"
        case ("entries", int(position)):
            return f"Entry {position + 1}"
        case ("entries", int(), key, int(position)):
            return f"Item {position + 1} of `{key}`"
        case ("synonyms" | "not_covered" as key, int(position)):
            return f"Item {position + 1} of `{key}`"
        case ("synonyms", str(word), *_):
            return f"The synonym list of `{word}`"
        case _:
            return f"`{path[-1]}`"


def _nearest_key(path: Path) -> str:
    models: dict[int, type[BaseModel]] = {1: FaqModel, 2: ArticleModel}
    keys = list(models.get(len(path), EntryModel).model_fields)
    best = process.extractOne(str(path[-1]), keys, score_cutoff=60)
    known = ", ".join(f"`{key}`" for key in keys)
    return f"Write `{best[0]}`?" if best else f"Known here: {known}."

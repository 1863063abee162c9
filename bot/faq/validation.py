"""Validation: whether a file's content has the shape of a FAQ, and what is wrong in plain words.

An editor should learn every fault of a file at once, so one must not hide the others: what does
not fit is taken out of a copy, so that the rest can be proven too. Nothing is served from a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.article.visible import first_unseen
from bot.errors import Fault
from bot.faq.model import SHOWN, ArticleModel, EntryModel, FaqModel
from bot.faq.yaml_reading import Document, Path, Value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


NEAR = 75  # of 100: how alike a name is to the one that may be meant
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
    """What a complaint is about; one about a word before a colon is about its line."""
    path = detail["loc"]
    named = path[:1] == ("synonyms",) or path[:2] == ("article", "links")
    return path[:-1] if named and path[-1:] == ("[key]",) else path


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
    best = process.extractOne(str(path[-1]), keys, scorer=fuzz.ratio, score_cutoff=NEAR)
    known = ", ".join(f"`{key}`" for key in keys)
    return f"Write `{best[0]}`?" if best else f"Known here: {known}."


# Characters of a FAQ file that nobody could see: each is a fault, before anything is shown.

MEND = "Take it out; an editor may not show it, and YAML also writes it as an escape after `\\`."
# What is shown on one line; in other texts a line feed or a tab is white space.
_ON_ONE_LINE = {("article", "file"), ("article", "title"), ("article", "published")}


def note_unseen(document: Document) -> None:
    """Note a fault at each text or key that holds such a character."""
    for path, key, text in _texts(document.value, ()):
        if unseen := first_unseen(text):
            problem = f"The character {unseen} stands in this text, where nobody can see it."
            place = document.keys.get(path) if key else None
            place = place or document.place(path)
            document.fault(place, problem, MEND, entry_of(document, path))
        elif path in _ON_ONE_LINE and any(character in text.strip() for character in "\n\t"):
            problem = f"`{path[-1]}` is shown on one line, but holds a line break or a tab."
            document.fault(document.place(path), problem, "Write spaces instead.")


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, bool, str]]:
    """Every text of a document with its path, and every key, for which the second is true."""
    match value:
        case str():
            yield path, False, value
        case list():
            for number, item in enumerate(value):
                yield from _texts(item, (*path, number))
        case dict():
            for key, item in value.items():
                yield (*path, key), True, key
                yield from _texts(item, (*path, key))


def without_faulty_parts(document: Document) -> tuple[Document, FaqModel] | None:
    """A document without what does not fit, with its model; None if no entry would be left.

    It notes its faults where the document does, at the places that things have in the file.
    """
    while True:
        try:
            return document, FaqModel.model_validate(document.value)
        except ValidationError as error:
            unfit = {path for detail in error.errors() for path in _unfit(detail)}
        if () in unfit or unfit.isdisjoint(document.places):
            return None
        document = _PartialCopy(document, unfit).made()


def _unfit(detail: ErrorDetails) -> Iterator[Path]:
    """What must go because of a complaint: the thing itself, and what can't be proven without."""
    path = path_of(detail)
    if detail["type"] == "missing":
        path = path[:-1]
    yield path
    if path[2:3] == ("cite",):
        yield (*path[:2], "answer")  # its markers count the quotes
    if path[2:] == ("questions", 0):
        yield path[:2]  # no other phrasing was written to be shown


@dataclass(frozen=True, slots=True)
class _PartialCopy:
    """Copies a document without some of its values; the others keep their places."""

    document: Document
    unfit: Set[Path]
    places: dict[Path, Path] = field(default_factory=dict)

    def made(self) -> Document:
        value = self._kept(self.document.value, (), ())
        places = {new: self.document.places[old] for new, old in self.places.items()}
        old = self.document
        keys = {new: old.keys[at] for new, at in self.places.items() if at in old.keys}
        return Document(old.file, value, old.whole, places, keys, old.faults, old.comments)

    def _kept(self, value: Value, old: Path, new: Path) -> Value:
        self.places[new] = old
        if isinstance(value, dict):
            return {
                key: self._kept(held, (*old, key), (*new, key))
                for key, held in value.items()
                if (*old, key) not in self.unfit
            }
        if isinstance(value, list):
            numbers = [n for n in range(len(value)) if (*old, n) not in self.unfit]
            return [self._kept(value[n], (*old, n), (*new, m)) for m, n in enumerate(numbers)]
        return value

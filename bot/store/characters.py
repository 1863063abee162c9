"""Characters of a FAQ file that nobody could see: each is a fault, before anything is shown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.visible import first_unseen
from bot.store.shape import entry_of
from bot.store.yaml_text import Document, Path, Value

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

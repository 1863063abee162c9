"""The remnant: what of a file that does not fit the model can be proven all the same.

An editor should learn every fault of a file at once, so one that hides no other must not end the
reading. What is taken out here has had its fault told; nothing is ever served from a remnant.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.store.faq_file import FaqModel
from bot.store.shape import path_of
from bot.store.yaml_text import Document, Path, Value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def remnant(document: Document) -> tuple[Document, FaqModel] | None:
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
        document = _Sieve(document, unfit).sifted()


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
class _Sieve:
    """Copies a document without some of its values; the others keep their places."""

    document: Document
    unfit: Set[Path]
    places: dict[Path, Path] = field(default_factory=dict)

    def sifted(self) -> Document:
        value = self._kept(self.document.value, (), ())
        places = {new: self.document.places[old] for new, old in self.places.items()}
        whole, faults = self.document.whole, self.document.faults
        return Document(self.document.file, value, whole, places, faults=faults)

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

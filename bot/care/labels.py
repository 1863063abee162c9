"""Labelled question files: what a right answer cites, mapped to an article's own sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.article import Article
from bot.core.errors import Fault, FaultyFaq
from bot.core.quotes import Finder, Found, Twice
from bot.store.characters import note_unseen
from bot.store.folder import Unreadable, read_bytes
from bot.store.yaml_text import MAX_BYTES, Document, read

Place = tuple[str, int]  # an article's name and a sentence's number in it


class LabelledModel(BaseModel):
    """One question with the numbers of the sentences that answer it.

    Of the kinds only `multi` has a meaning here; the others name the rows of a table. Keys that
    somebody adds for themselves are left alone.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    kind: str
    question: str
    must: list[int]
    ok: list[int]
    history: list[str] = Field([])


class _FileModel(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    sentences: list[str] = Field(min_length=1)
    items: list[LabelledModel]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question whose labels are places in the articles that are loaded."""

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    must: frozenset[Place]
    allowed: frozenset[Place]


def read_labelled(
    path: Path, articles: Sequence[Article], *, partly: bool = False
) -> tuple[Labelled, ...]:
    """The questions of a file. Raises FaultyFaq if it is faulty or labels another article.

    With `partly`, sentences that the articles don't hold label nothing.
    """
    document = _document(path)
    try:
        model = _FileModel.model_validate(document.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place = document.place(detail["loc"])
            where = ".".join(map(str, detail["loc"])) or "The file"
            document.fault(place, f"{where}: {detail['msg']}.", "See the format in the README.")
        raise FaultyFaq(document.faults) from None
    places = _places(document, model.sentences, articles, partly=partly)
    _prove_numbers(document, model)
    if document.faults:
        raise FaultyFaq(document.faults)
    return tuple(_labelled(item, places) for item in model.items)


def _document(path: Path) -> Document:
    try:
        document = read(str(path), read_bytes(path, MAX_BYTES), keys_once=False)
        note_unseen(document)
    except Unreadable as error:
        raise FaultyFaq([Fault(str(path), 0, 0, str(error), "")]) from None
    if document.faults:
        raise FaultyFaq(document.faults)
    return document


def _places(
    document: Document, sentences: Sequence[str], articles: Sequence[Article], *, partly: bool
) -> list[frozenset[Place]]:
    """For each sentence of the file, the sentences of the articles that it touches."""
    finders = [(article, Finder(article)) for article in articles]
    found = []
    for number, text in enumerate(sentences):
        places = {place for article, finder in finders for place in _found(article, finder, text)}
        if not places and not partly:
            place = document.place(("sentences", number))
            problem = f"Sentence {number + 1} is in none of the articles that the FAQ cites."
            document.fault(
                place, problem, "Name the FAQ that these questions are about with --faq."
            )
        found.append(frozenset(places))
    return found


def _found(article: Article, finder: Finder, text: str) -> list[Place]:
    match finder.find(text):
        case Found(sentences) | Twice(sentences):
            return [(article.name, sentence.number) for sentence in sentences]
        case _:
            return []


def _prove_numbers(document: Document, model: _FileModel) -> None:
    for position, item in enumerate(model.items):
        for number in (*item.must, *item.ok):
            if not 1 <= number <= len(model.sentences):
                place = document.place(("items", position))
                problem = f"{item.id}: there is no sentence {number}."
                document.fault(place, problem, f"Number from 1 to {len(model.sentences)}.")


def _labelled(item: LabelledModel, places: list[frozenset[Place]]) -> Labelled:
    must = frozenset(place for number in item.must for place in places[number - 1])
    also = frozenset(place for number in item.ok for place in places[number - 1])
    return Labelled(item.id, item.kind, item.question, tuple(item.history), must, must | also)

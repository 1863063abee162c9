"""Evaluation: how well a FAQ answers questions whose right sentences are known, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answering.answerer import Answerer
from bot.answering.reply import (
    Closest,
    DidYouMean,
    Part,
    Response,
    citations_of,
    suggestions_of,
)
from bot.article.article import Article, Citation
from bot.article.quotes import Finder, Found, Twice
from bot.errors import Fault, FaultyFaq
from bot.faq.files import Unreadable, read_bytes
from bot.faq.yaml_reading import MAX_BYTES, Document, read

# Labelled question files: what a right answer cites, mapped to an article's own sentences.

SentenceId = tuple[str, int]  # an article's name and a sentence's number in it


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
    must: frozenset[SentenceId]
    allowed: frozenset[SentenceId]


def read_labelled(
    path: Path, articles: Sequence[Article], *, partly: bool = False
) -> tuple[Labelled, ...]:
    """The questions of a file.

    Args:
        path: A YAML file of questions with the sentences that answer them.
        articles: Where those sentences stand.
        partly: Whether sentences that the articles don't hold label nothing, and are no fault.

    Raises:
        FaultyFaq: if the file is faulty or labels another article.
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
    places = _ids_in_articles(document, model.sentences, articles, partly=partly)
    _prove_numbers(document, model)
    if document.faults:
        raise FaultyFaq(document.faults)
    return tuple(_labelled(item, places) for item in model.items)


def _document(path: Path) -> Document:
    try:
        document = read(str(path), read_bytes(path, MAX_BYTES), keys_once=False)
    except Unreadable as error:
        raise FaultyFaq([Fault(str(path), 0, 0, str(error), "")]) from None
    if document.faults:
        raise FaultyFaq(document.faults)
    return document


def _ids_in_articles(
    document: Document, sentences: Sequence[str], articles: Sequence[Article], *, partly: bool
) -> list[frozenset[SentenceId]]:
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


def _found(article: Article, finder: Finder, text: str) -> list[SentenceId]:
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


def _labelled(item: LabelledModel, places: list[frozenset[SentenceId]]) -> Labelled:
    must = frozenset(place for number in item.must for place in places[number - 1])
    also = frozenset(place for number in item.ok for place in places[number - 1])
    return Labelled(item.id, item.kind, item.question, tuple(item.history), must, must | also)


Answerable = Literal["right", "loose", "closest", "assisted", "misled", "wrong", "denied"]
Unanswerable = Literal["false", "hinted", "silent"]
Outcome: TypeAlias = Answerable | Unanswerable
ANSWERABLE: tuple[Outcome, ...] = get_args(Answerable)
UNANSWERABLE: tuple[Outcome, ...] = get_args(Unanswerable)
SHOWN: tuple[Outcome, ...] = ("right", "loose", "closest")
GOOD: tuple[Outcome, ...] = ("right", "silent")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A labelled question, the response it got, and what that is worth."""

    labelled: Labelled
    response: Response
    outcome: Outcome

    @property
    def suggested(self) -> bool:
        """Whether any part was a did-you-mean."""
        return any(isinstance(part.reply, DidYouMean) for part in self.response.parts)

    @property
    def helped(self) -> bool:
        """Whether a sentence that answers is shown, or is behind an option."""
        return self.outcome in SHOWN or _offers_right(self.labelled, self.response)


def evaluate(answerer: Answerer, questions: Iterable[Labelled]) -> Iterator[Evaluated]:
    """Ask every question and compare the response with its labels."""
    for labelled in questions:
        response = answerer.ask(labelled.question, labelled.history)
        yield Evaluated(labelled, response, outcome_of(labelled, response))


def outcome_of(labelled: Labelled, response: Response) -> Outcome:
    """What a response is worth against its labels; the first of these that holds.

    With `must`:
        right: answers with a `must` and cites nothing outside must and ok, of several questions
            in every part that shows any;
        loose: answers with a `must` and cites others beyond;
        wrong: answers, but with no `must`;
        closest: shows a `must` as the closest;
        misled: shows as the closest what is no `must`;
        assisted: offers an entry that cites a `must`;
        denied: shows nothing and offers nothing right.

    Without:
        false: answers;
        hinted: shows an entry as the closest;
        silent: shows nothing.
    """
    answered = _ids_of(cited for part in response.parts for cited in _answering(part))
    shown = _ids_of(response.citations)
    if not labelled.must:
        return "false" if answered else "hinted" if shown else "silent"
    if answered & labelled.must:
        return "right" if _right(labelled, response, shown) else "loose"
    if answered:
        return "wrong"
    if shown:
        return "closest" if shown & labelled.must else "misled"
    return "assisted" if _offers_right(labelled, response) else "denied"


def _answering(part: Part) -> Sequence[Citation]:
    """What a part answers with: not what it shows as the closest."""
    return () if isinstance(part.reply, Closest) else citations_of(part.reply)


def _right(labelled: Labelled, response: Response, shown: frozenset[SentenceId]) -> bool:
    if not shown <= labelled.allowed:
        return False
    parts = [part for part in response.parts if citations_of(part.reply)]
    return labelled.kind != "multi" or all(_ids_of(_answering(p)) & labelled.must for p in parts)


def _offers_right(labelled: Labelled, response: Response) -> bool:
    return any(
        _ids_of(entry.citations) & labelled.must
        for part in response.parts
        for entry in suggestions_of(part.reply)
    )


def _ids_of(citations: Iterable[Citation]) -> frozenset[SentenceId]:
    return frozenset((cited.article.name, cited.number) for cited in citations)


Figure = Literal["right", "shown", "helped", "wrong", "misled", "denied", "false", "hinted"]
FIGURES: tuple[Figure, ...] = get_args(Figure)
"""The columns of a table, see `OutcomeRow.figures`."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """The outcomes of one kind of question, or of several together."""

    name: str
    counts: Counter[Outcome]
    helped: int
    suggested: int

    @property
    def total(self) -> int:
        """How many questions."""
        return self.counts.total()

    def share(self, *outcomes: Outcome) -> float:
        """The share of these outcomes, 0 to 1; 0 without questions."""
        return sum(self.counts[outcome] for outcome in outcomes) / (self.total or 1)

    @property
    def figures(self) -> dict[Figure, float]:
        """The shares that a table shows, as far as they can be above 0.

        What is shown is right, loose or the closest; what helps is shown or among the options.
        The others are outcomes.
        """
        if not any(self.counts[name] for name in ANSWERABLE):
            return {"false": self.share("false"), "hinted": self.share("hinted")}
        return {
            "right": self.share("right"),
            "shown": self.share(*SHOWN),
            "helped": self.helped / (self.total or 1),
            "wrong": self.share("wrong"),
            "misled": self.share("misled"),
            "denied": self.share("denied"),
        }

    @property
    def suggested_share(self) -> float:
        """The share that got a did-you-mean."""
        return self.suggested / (self.total or 1)


def outcome_rows(evaluated: Sequence[Evaluated]) -> tuple[OutcomeRow, ...]:
    """A row by kind in the order of the file, then the answerable and the others together."""
    kinds = dict.fromkeys(one.labelled.kind for one in evaluated)
    by_kind = [
        _row(kind, [one for one in evaluated if one.labelled.kind == kind]) for kind in kinds
    ]
    answerable = [one for one in evaluated if one.labelled.must]
    others = [one for one in evaluated if not one.labelled.must]
    together = [_row("all with an answer", answerable), _row("all without", others)]
    return (*by_kind, *(row for row in together if row.total))


def _row(name: str, evaluated: Sequence[Evaluated]) -> OutcomeRow:
    counts: Counter[Outcome] = Counter(one.outcome for one in evaluated)
    helped = sum(one.helped for one in evaluated)
    return OutcomeRow(name, counts, helped, sum(one.suggested for one in evaluated))

"""Evaluation: how well a FAQ answers questions whose right answers are known, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from rapidfuzz import process

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Closest,
    DidYouMean,
    Part,
    Response,
    citations_of,
    entry_of,
    suggestions_of,
)
from bot.article.article import Citation
from bot.article.quotes import Finder, Found, Twice
from bot.errors import Fault, FootnoteError, in_order, lines_of
from bot.faq.files import Unreadable, read_bytes
from bot.faq.yaml_reading import MAX_BYTES, Document, read

# Labelled question files: what a right answer is, as entries or as sentences of the articles.

SentenceId = tuple[str, int]  # an article's name and a sentence's number in it


class FaultyQuestions(FootnoteError):
    """A file of labelled questions can't be used; the message holds every fault, a line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("\n".join(lines_of(in_order(faults))))


class LabelledModel(BaseModel):
    """One question with the entries that answer it, or the numbers of the sentences.

    Of the kinds only `multi` has a meaning here; the others name the rows of a table. Keys that
    somebody adds for themselves are left alone.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = ""
    kind: str = "questions"
    question: str
    entry: Annotated[
        list[str], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)
    ] = []
    must: list[int] | None = None
    ok: list[int] = []
    history: list[str] = []

    @model_validator(mode="after")
    def _labelled_once(self) -> Self:
        if bool(self.entry) == (self.must is not None):
            raise ValueError(
                "It needs either `entry`, an id, or `must`, the numbers of sentences: [] where the "
                "bot should stay silent"
            )
        return self


class _FileModel(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    sentences: list[str] = []
    items: list[LabelledModel]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question whose labels are places in the articles that are loaded.

    `must` are the sentences that answer it, none where the bot should stay silent; `allowed` may be
    cited besides. Where it is labelled with `entries`, no other answers it, whatever it cites.
    """

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    must: frozenset[SentenceId]
    allowed: frozenset[SentenceId]
    entries: frozenset[str] = frozenset()

    def met_by(self, entry: Entry | None, cited: Iterable[Citation]) -> bool:
        """Whether this entry, or without one a passage of these sentences, answers it."""
        if self.entries:
            return entry is not None and entry.id in self.entries
        return not self.must.isdisjoint(_ids_of(cited))


def read_labelled(
    path: Path, knowledge: Knowledge, *, partly: bool = False
) -> tuple[Labelled, ...]:
    """The questions of a file.

    Args:
        path: A YAML file of questions with the entries or sentences that answer them.
        knowledge: Where those stand.
        partly: Whether what the knowledge doesn't hold labels nothing, and is no fault.

    Raises:
        FaultyQuestions: if the file is faulty or labels another article.
    """
    try:
        document = read(str(path), read_bytes(path, MAX_BYTES), keys_once=False)
        if document.faults:
            raise FaultyQuestions(document.faults)
        model = _FileModel.model_validate(document.value)
    except Unreadable as error:
        raise FaultyQuestions([Fault(str(path), 0, 0, str(error), "")]) from None
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place = document.place(detail["loc"])
            where = ".".join(map(str, detail["loc"])) or "The file"
            problem = detail["msg"].removeprefix("Value error, ")
            document.fault(place, f"{where}: {problem}.", "faq/README.md shows the format.")
        raise FaultyQuestions(document.faults) from None
    labels = _Labels(document, model, knowledge, partly=partly)
    found = tuple(labels.of(*numbered) for numbered in enumerate(model.items))
    if document.faults:
        raise FaultyQuestions(document.faults)
    return found


class _Labels:
    """Finds what a file's labels stand for; what is in vain becomes a fault of the document."""

    def __init__(
        self, document: Document, model: _FileModel, knowledge: Knowledge, *, partly: bool
    ) -> None:
        self._document, self._knowledge, self._partly = document, knowledge, partly
        finders = [(article.name, Finder(article)) for article in knowledge.articles]
        self._places = [self._found(finders, *one) for one in enumerate(model.sentences)]

    def of(self, position: int, item: LabelledModel) -> Labelled:
        """An item of the file with its labels."""
        named = {entry.stands_on for name in item.entry for entry in self._entry(position, name)}
        must = self._numbered(position, item.must or []).union(*named)
        return Labelled(
            id=item.id or str(position + 1),
            kind=item.kind,
            question=item.question,
            history=tuple(item.history),
            must=must,
            allowed=must | self._numbered(position, item.ok),
            entries=frozenset(one.id for one in self._knowledge.entries if one.stands_on in named),
        )

    def _entry(self, position: int, name: str) -> Iterator[Entry]:
        """The entry of this id, if there is one."""
        by_id = self._knowledge.by_id
        if name in by_id:
            yield by_id[name]
        elif not self._partly:
            best = process.extractOne(name, list(by_id), score_cutoff=60)
            mend = f"Write `{best[0]}`?" if best else "Name the id of an entry."
            place = self._document.place(("items", position, "entry"))
            self._document.fault(place, f"No entry has the id `{name}`.", mend)

    def _numbered(self, position: int, numbers: Sequence[int]) -> frozenset[SentenceId]:
        """The sentences that numbers of the file stand for."""
        most = len(self._places)
        for number in numbers:
            if not 1 <= number <= most:
                place = self._document.place(("items", position))
                mend = f"Number from 1 to {most}." if most else "List them under `sentences`."
                self._document.fault(place, f"There is no sentence {number}.", mend)
        return frozenset().union(*(self._places[n - 1] for n in numbers if 1 <= n <= most))

    def _found(
        self, finders: Iterable[tuple[str, Finder]], position: int, text: str
    ) -> frozenset[SentenceId]:
        """The sentences of the articles that a sentence of the file touches."""
        found = [(name, finder.find(text)) for name, finder in finders]
        places = frozenset(
            (name, sentence.number)
            for name, one in found
            if isinstance(one, Found | Twice)
            for sentence in one.sentences
        )
        if not places and not self._partly:
            problem = f"Sentence {position + 1} is in none of the articles that the FAQ cites."
            mend = "Name the FAQ that these questions are about with --faq."
            self._document.fault(self._document.place(("sentences", position)), problem, mend)
        return places


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

    With an answer, by an entry or by sentences:
        right: gives the answer and cites nothing beyond it and `ok`, of several questions in every
            part that shows any;
        loose: gives the answer and cites others beyond;
        wrong: answers, but otherwise;
        closest: shows the answer as the closest;
        misled: shows something else as the closest;
        assisted: offers an entry that is the answer;
        denied: shows nothing and offers nothing right.

    Without:
        false: answers;
        hinted: shows an entry as the closest;
        silent: shows nothing.
    """
    shown = [part for part in response.parts if citations_of(part.reply)]
    answered = [part for part in shown if not isinstance(part.reply, Closest)]
    if not labelled.must:
        return "false" if answered else "hinted" if shown else "silent"
    right = [part for part in answered if _meets(labelled, part)]
    if right:
        every = labelled.kind != "multi" or len(right) == len(shown)
        return "right" if every and _ids_of(response.citations) <= labelled.allowed else "loose"
    if answered:
        return "wrong"
    if shown:
        return "closest" if any(_meets(labelled, part) for part in shown) else "misled"
    return "assisted" if _offers_right(labelled, response) else "denied"


def _meets(labelled: Labelled, part: Part) -> bool:
    return labelled.met_by(entry_of(part.reply), citations_of(part.reply))


def _offers_right(labelled: Labelled, response: Response) -> bool:
    return any(
        labelled.met_by(entry, entry.citations)
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
    rows: dict[str, list[Evaluated]] = {}
    for one in evaluated:
        rows.setdefault(one.labelled.kind, []).append(one)
    answerable = [one for one in evaluated if one.labelled.must]
    others = [one for one in evaluated if not one.labelled.must]
    together = [("all with an answer", answerable), ("all without", others)]
    return tuple(
        OutcomeRow(
            name,
            Counter(one.outcome for one in some),
            sum(one.helped for one in some),
            sum(one.suggested for one in some),
        )
        for name, some in [*rows.items(), *together]
        if some
    )

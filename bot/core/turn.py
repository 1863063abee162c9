"""A turn: a member's message, understood as one or several questions, with what decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.article import Citation
from bot.core.faq import Entry
from bot.core.reply import Reply, citations_of


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with its score for a question, 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class WordSeen:
    """A word of the question: as typed, as understood, what it weighs and what explains it."""

    typed: str
    read: str
    weight: float
    explained: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was considered: the figures that spoke for and against it, by name."""

    entry: Entry
    score: float
    confidence: float
    figures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What decided: words, candidates, the thresholds compared, the rule, and how to change it.

    `thresholds` holds (name, value reached, value needed); `rule` names the rule that decided, in
    words for an editor; `advice` says what to write into the FAQ to change the outcome.
    """

    words: tuple[WordSeen, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    thresholds: tuple[tuple[str, float, float], ...] = ()
    rule: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message and its reply; `score` is the confidence, 0 to 1.

    `because` holds the evidence, or gives it when it is asked for: most replies are read by people
    who never ask what decided.
    """

    question: str
    reply: Reply
    score: float
    ranking: tuple[Match, ...]
    because: Evidence | Callable[[], Evidence] = field(repr=False, compare=False)

    @property
    def evidence(self) -> Evidence:
        """What decided."""
        return self.because if isinstance(self.because, Evidence) else self.because()


@dataclass(frozen=True, slots=True)
class Turn:
    """The bot's whole reply to one message: one part, or several for several questions.

    `fingerprint` and the entries `by_id` are those of the knowledge that answered, which a reload
    may have replaced since.
    """

    question: str
    parts: tuple[Part, ...]
    fingerprint: str
    by_id: Mapping[str, Entry] = field(default_factory=dict, compare=False, repr=False)

    @property
    def first(self) -> Part:
        """The first part; there always is one."""
        return self.parts[0]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All that the reply quotes, part by part."""
        return tuple(cited for part in self.parts for cited in citations_of(part.reply))

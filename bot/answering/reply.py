"""What the bot replies: six kinds of reply, what decided each, and the words they are put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, TypeAlias, assert_never

from bot.answering.entry import Entry
from bot.article.article import Citation

if TYPE_CHECKING:
    from bot.answering.choice import Offered

Topic = Literal["hello", "thanks", "bye", "who", "help", "chat"]
ChosenBy = Literal["matcher", "model"]
ReplyKind = Literal["answer", "closest", "did_you_mean", "passage", "not_covered", "small_talk"]
"""The word for a kind of reply: in what is printed for machines and in what is stored."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers, with its text and citations, and what chose it."""

    kind: ClassVar[ReplyKind] = "answer"
    entry: Entry
    chosen_by: ChosenBy = "matcher"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sentences that the answer stands on."""
        return self.entry.citations


@dataclass(frozen=True, slots=True)
class Passage:
    """No entry fits, but these sentences of the article plainly answer."""

    kind: ClassVar[ReplyKind] = "passage"
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Closest:
    """An entry that likely answers, but not surely, ahead of the others; those are to choose from.

    It is shown as the closest question that the article answers, never as the answer.
    """

    kind: ClassVar[ReplyKind] = "closest"
    entry: Entry
    others: tuple[Entry, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sentences that the entry stands on."""
        return self.entry.citations


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """One to five entries: too close to call, or near but unsure."""

    kind: ClassVar[ReplyKind] = "did_you_mean"
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Nothing answers.

    `near` are the nearest entries, three at most; none where none shares an informative word.
    `near_miss`: an editor wrote down that the article doesn't say it; else no answer was found.
    """

    kind: ClassVar[ReplyKind] = "not_covered"
    near: tuple[Entry, ...] = ()
    near_miss: bool = False


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Hello, thanks and the like; `offers` are questions that the bot can answer."""

    kind: ClassVar[ReplyKind] = "small_talk"
    topic: Topic
    offers: tuple[Entry, ...] = ()


Reply: TypeAlias = Answer | Closest | DidYouMean | Passage | NotCovered | SmallTalk


def citations_of(reply: Reply) -> tuple[Citation, ...]:
    """What the reply quotes: nothing unless it shows an entry or sentences."""
    match reply:
        case Answer() | Closest() | Passage():
            return reply.citations
        case DidYouMean() | NotCovered() | SmallTalk():
            return ()


def entry_of(reply: Reply) -> Entry | None:
    """The entry that the reply shows, as the answer or as the closest; None if it shows none."""
    match reply:
        case Answer() | Closest():
            return reply.entry
        case DidYouMean() | Passage() | NotCovered() | SmallTalk():
            return None


def suggestions_of(reply: Reply) -> tuple[Entry, ...]:
    """The entries that the reply puts forward to choose from."""
    match reply:
        case Closest():
            return reply.others
        case DidYouMean():
            return reply.entries
        case NotCovered():
            return reply.near
        case SmallTalk():
            return reply.offers
        case Answer() | Passage():
            return ()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with its confidence for a question, 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """A word of the question: as typed, as understood, what it weighs and what explains it."""

    typed: str
    read: str
    weight: float
    explained: float


class FeatureEvidence(NamedTuple):
    """A feature of a candidate: its value, and what that adds to how well the entry fits."""

    name: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True)
class CandidateEvidence:
    """An entry that was considered: the features that speak for and against it.

    Attributes:
        entry: The entry.
        score: The ranker's, 0 to 1.
        confidence: How likely it answers, 0 to 1.
        features: The features, in order.
        start, by_score: What adds to the fit besides: what there is without features, and the
            score alone, where it is trusted.
        fit: How well it fits, all added up.
    """

    entry: Entry
    score: float
    confidence: float
    features: tuple[FeatureEvidence, ...] = ()
    start: float = 0.0
    by_score: float = 0.0
    fit: float = 0.0


LineChangeKind = Literal[
    "phrasing", "old_phrasing", "near_miss", "old_near_miss", "synonym", "entry"
]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line to write into a FAQ file, or one that stands there, which would change the reply.

    Attributes:
        kind: A new phrasing or near miss, an old one to narrow or remove, a synonym, an entry.
        file: The FAQ file.
        text: The line's text.
        under: The id of the entry with the phrasing; the word with the synonym.
        quote: What a new entry would cite.
        when: In which case to write it, in words.
        new: Whether nothing stands under the word as yet.
    """

    kind: LineChangeKind
    file: str
    text: str
    under: str = ""
    quote: str = ""
    when: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What decided, and how to change it.

    Attributes:
        words: The words of the question that weigh something.
        candidates: The entries that came nearest, the likeliest first.
        thresholds: Name, value reached and value needed of each.
        rule: The rule that decided and by how much, in words for an editor.
        understood: What was read out of the question, in words.
        nearest: The first two candidates, in words.
        changes: What would change the outcome, the surest first.
    """

    words: tuple[WordEvidence, ...] = ()
    candidates: tuple[CandidateEvidence, ...] = ()
    thresholds: tuple[tuple[str, float, float], ...] = ()
    rule: str = ""
    understood: str = ""
    nearest: tuple[str, ...] = ()
    changes: tuple[LineChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message and its reply.

    Attributes:
        question: The question.
        reply: The reply to it.
        score: The confidence, 0 to 1.
        ranking: The entries that came nearest, the likeliest first.
        because: The evidence, or what works it out when it is asked for: most replies are read by
            people who never ask what decided.
        options: Works out what might answer; None where there is nothing to choose.
    """

    question: str
    reply: Reply
    score: float
    ranking: tuple[Match, ...]
    because: Evidence | Callable[[], Evidence] = field(repr=False, compare=False)
    options: Callable[[], Offered] | None = field(default=None, repr=False, compare=False)

    @property
    def evidence(self) -> Evidence:
        """What decided."""
        return self.because if isinstance(self.because, Evidence) else self.because()


@dataclass(frozen=True, slots=True)
class Response:
    """What the bot says to one message.

    Attributes:
        question: The message.
        parts: One part, or several for several questions.
        fingerprint: That of the knowledge that answered, which a reload may have replaced since.
        by_id: The entries of that knowledge.
        left: Questions of the message that were not looked at, because it asks too many.
    """

    question: str
    parts: tuple[Part, ...]
    fingerprint: str
    by_id: Mapping[str, Entry] = field(default_factory=dict, compare=False, repr=False)
    left: tuple[str, ...] = ()

    @property
    def first(self) -> Part:
        """The first part; there always is one."""
        return self.parts[0]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All that the reply quotes, part by part."""
        return tuple(cited for part in self.parts for cited in citations_of(part.reply))


PASSAGE = "No entry of the FAQ fits, but the article says this:"
CLOSEST = "The closest question that the article answers:"
OTHERS = "It also answers these:"
DID_YOU_MEAN = "Did you mean one of these?"
DID_YOU_MEAN_ONE = "Did you mean this?"
NOT_COVERED = "The article doesn't say."
NOTHING_FOUND = "I found no answer to that in the article."
NEAR = "It does answer these:"
OFFERS = "Questions I can answer:"
SMALL_TALK: dict[Topic, str] = {
    "hello": "Hello! Ask me about the article, and I'll answer with sentences quoted from it.",
    "thanks": "You're welcome.",
    "bye": "Goodbye!",
    "who": "I'm Footnote, a bot. I answer from one article and cite every sentence. No guessing.",
    "help": "Ask a question in your own words. I answer with sentences quoted from the article, "
    "and when the article doesn't say, I say so.",
    "chat": "I only know what the article says. Ask me about it!",
}


class Wording(NamedTuple):
    """What the bot says around the quotations and suggestions of a reply.

    Attributes:
        lead: What comes first: the answer, empty where the cited sentences speak for themselves,
            or what the reply is.
        before_suggestions: What comes between the quotations and the suggestions, if anything.
        question: What stands as a heading under the lead: the question of an entry that is not
            surely the answer.
        answer: The answer to that question; empty where its cited sentences speak for themselves.
    """

    lead: str
    before_suggestions: str = ""
    question: str = ""
    answer: str = ""


def wording_of(reply: Reply) -> Wording:
    """The words of a reply."""
    match reply:
        case Answer():
            return Wording(reply.entry.answer or "")
        case Closest(entry, others):
            before = OTHERS if others else ""
            return Wording(CLOSEST, before, entry.question, entry.answer or "")
        case Passage():
            return Wording(PASSAGE)
        case DidYouMean():
            return Wording(DID_YOU_MEAN if len(reply.entries) > 1 else DID_YOU_MEAN_ONE)
        case NotCovered():
            said = NOT_COVERED if reply.near_miss else NOTHING_FOUND
            return Wording(said, NEAR if reply.near else "")
        case SmallTalk():
            return Wording(SMALL_TALK[reply.topic], OFFERS if reply.offers else "")
        case _:
            assert_never(reply)

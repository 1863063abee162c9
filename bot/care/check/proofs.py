"""The proofs: each phrasing leads to its own entry, near misses to silence, entries render."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.care.check.collisions import collided
from bot.care.check.coverage import few_phrasings, uncited
from bot.care.check.links import unlinked
from bot.care.check.page import Page, pages
from bot.care.check.support import unsupported
from bot.core.errors import Fault
from bot.core.faq import Entry
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, Passage
from bot.core.turn import Part
from bot.desk import Desk
from bot.store.library import Reading

Render = Callable[[Knowledge, Entry], str | None]  # what is wrong with an entry's card, if anything
Tell = Callable[[int, int], None]  # how much is done, of how much

CLOSE = 0.9  # of every threshold: the next phrasing that an editor adds may take a near miss over


def check(
    reading: Reading, desk: Desk, renders: Sequence[Render] = (), tell: Tell = lambda *_: None
) -> Iterator[Fault]:
    """Ask every stored question of a proven FAQ and look at every entry; what is amiss is a fault.

    Errors are what would be answered wrongly or could not be shown; the rest are warnings.
    """
    asked = _Counted(desk, reading, tell)
    for page in pages(reading):
        yield from _phrasings(page, asked)
        yield from _near_misses(page, asked)
        yield from _cards(page, desk.knowledge, renders)
        yield from unsupported(page)
        yield from few_phrasings(page)
        yield from unlinked(page)
    yield from uncited(reading)
    yield from collided(reading, desk.knowledge, asked.tried)


class _Counted:
    """A desk that tells how far the asking is."""

    def __init__(self, desk: Desk, reading: Reading, tell: Tell) -> None:
        self._desk, self._tell, self._done = desk, tell, 0
        phrasings = sum(len(entry.questions) for faq in reading.faqs for entry in faq.entries)
        self._asks = phrasings + sum(len(faq.not_covered) for faq in reading.faqs)
        self._all = self._asks + phrasings  # each is asked, and then left out

    def ask(self, text: str) -> tuple[Part, ...]:
        self._done += 1
        self._tell(self._done, self._all)
        return self._desk.ask(text).parts

    def tried(self, number: int) -> None:
        """The phrasing of this number is being left out."""
        self._tell(self._asks + number, self._all)


def _phrasings(page: Page, asked: _Counted) -> Iterator[Fault]:
    for position, entry in enumerate(page.faq.entries):
        for number, text in enumerate(entry.questions):
            part = asked.ask(text)[0]
            if not (isinstance(part.reply, Answer) and part.reply.entry.id == entry.id):
                path = ("entries", position, "questions", number)
                yield page.error(path, f"`{text}` gets {_what(part)}.", _advice(part))


def _near_misses(page: Page, asked: _Counted) -> Iterator[Fault]:
    for number, text in enumerate(page.faq.not_covered):
        path = ("not_covered", number)
        for part in asked.ask(text):
            if isinstance(part.reply, Answer | Passage):
                yield page.error(path, f"The near miss `{text}` gets {_what(part)}.", _advice(part))
            elif reach := _nearly(part):
                yield page.warning(path, f"The near miss `{text}` {reach}.", _advice(part))


def _nearly(part: Part) -> str:
    """How close a refused question came to an answer; empty if it did not."""
    thresholds, ranking = part.evidence.thresholds, part.ranking
    if not thresholds or not ranking:
        return ""
    if any(reached < CLOSE * needed for _, reached, needed in thresholds):
        return ""
    figures = ", ".join(f"{name} {reached:.2f} of {need:.2f}" for name, reached, need in thresholds)
    return f"comes close to `{ranking[0].entry.id}` ({figures})"


def _cards(page: Page, knowledge: Knowledge, renders: Sequence[Render]) -> Iterator[Fault]:
    for position, entry in enumerate(page.faq.entries):
        for render in renders:
            if problem := render(knowledge, entry):
                mend = "Shorten the answer or cite less."
                yield page.error(("entries", position), f"Its card can't be sent: {problem}.", mend)


def _what(part: Part) -> str:
    match part.reply:
        case Answer(entry):
            return f"the answer of `{entry.id}`"
        case Passage():
            return "a passage"
        case _:
            return "no answer"


def _advice(part: Part) -> str:
    return part.evidence.advice or "See what decided with `footnote ask --why`."

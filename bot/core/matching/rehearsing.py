"""The phrasings of a FAQ rehearsed for its editor: every one that may matter, however large it is.

`Matcher.leave_one_out` asks an even sample of a large FAQ, which is enough to place a threshold.
An editor wants to know about each phrasing.
"""

from collections.abc import Callable, Iterable

from bot.core.matching.learner import Local
from bot.core.matching.matcher import Matcher
from bot.core.matching.rehearsal import Rehearsal


def rehearsed(matcher: Matcher, suspects: Callable[[], Iterable[int]]) -> Rehearsal:
    """Each phrasing asked as a question when it is not there.

    Where all can be asked at once, all are; in a large FAQ those that ``suspects`` names by their
    place, at about a millisecond each.
    """
    learner = matcher._learner  # noqa: SLF001 - one room; the face of the matcher stays small
    if not isinstance(learner, Local):
        return matcher.leave_one_out()
    ask = learner._rehearsed  # noqa: SLF001 - as above
    rows = (row for at in suspects() for row in ask(range(at, at + 1)))
    return Rehearsal.of(learner._corpus.entries, rows)  # noqa: SLF001 - as above

"""Invariance: harmless changes to a question leave the sentences that are shown for it."""

from __future__ import annotations

import pytest

from tests.benchmarks.answering import FILES, SHIPPED
from tests.benchmarks.invariance import CHANGES, LEARNT, Changed, measured, table

KEPT = 0.98
SAMPLE = 6  # questions of each file
FEW = [name for name in LEARNT if FILES[name][0] in (SHIPPED, FILES["manual"][0])]
MARKS = ("lower case", "first letter large", "no question mark", "doubled spaces")


def _prove(found: list[Changed]) -> None:
    lost = "\n".join(
        f"{one.change}: {one.asked.text!r} -> {one.text!r}" for one in found if not one.kept
    )
    assert sum(one.kept for one in found) >= KEPT * len(found), f"{table(found)}\n{lost}"
    assert all(one.kept for one in found if one.change in MARKS), lost


def test_harmless_changes_leave_what_is_shown() -> None:
    """Manners, case, marks, spaces, hyphens, articles, a slip: 98 in 100 are shown the same."""
    found = list(measured(FEW, SAMPLE))
    assert len({one.change for one in found}) >= len(CHANGES) - 4
    _prove(found)


@pytest.mark.stress
def test_harmless_changes_leave_what_is_shown_for_every_question() -> None:
    """Likewise of every labelled question that is rightly shown something."""
    _prove(list(measured(LEARNT)))

"""Judging: chances from figures, and what forbids an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.gate import POLICY, Figures
from bot.core.gate.figures import NAMES
from bot.core.gate.judging import by_score, judge

SURE = Figures(
    score=1.2, lead=1.2, alike=0.9, alike_lead=0.5, said=2.0, covered=1.0, passing=0.0, asked=0.0,
    named=0.0, counted=0.0, elsewhere=0.0, way=1.0, lacking=0.0, near_miss=0.2, refused=-1.0,
)  # fmt: skip


def test_an_entry_that_explains_all_answers() -> None:
    """With every figure in favour the chance is beyond what the policy needs."""
    judged = judge(0, 0.9, SURE, POLICY)
    assert judged.chance >= POLICY.answer
    assert judged.forbidden == ""


@pytest.mark.parametrize(
    ("figure", "value"), [("way", -1.0), ("asked", 1.0), ("named", 1.0), ("near_miss", 0.95)]
)
def test_one_figure_forbids(figure: str, value: float) -> None:
    """A way never asked, an unexplained demand or name, a nearer near miss: then no answer."""
    judged = judge(0, 0.9, replace(SURE, **{figure: value}), POLICY)
    assert judged.forbidden == figure
    assert judged.chance < POLICY.answer


@pytest.mark.parametrize("name", [name for name in NAMES if name in POLICY.weights])
def test_every_weight_has_the_sign_of_its_meaning(name: str) -> None:
    """What speaks for an entry never lowers its chance, and the other way round."""
    favours = {"lead", "alike_lead", "said", "covered", "way"}
    assert (POLICY.weights[name] > 0) == (name in favours)


def test_thresholds_are_in_order() -> None:
    """A forbidden entry may be suggested, and what is answered would be suggested as well."""
    assert 0 < POLICY.near < POLICY.held < POLICY.answer < 1


def test_an_entry_that_cites_nothing_is_judged_by_its_score() -> None:
    """Plain intents make no claims: nothing forbids them, and the chance follows the score."""
    bare = replace(SURE, asked=2.0, way=-1.0)
    known, strange = (
        by_score(0, 0.9, bare, POLICY),
        by_score(0, 0.1, replace(bare, score=0.0), POLICY),
    )
    assert known.forbidden == ""
    assert known.chance >= POLICY.answer > strange.chance

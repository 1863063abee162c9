"""Evaluation: what a response is worth against its labels."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.answering.knowledge import Knowledge
from bot.editing.evaluate import Evaluated, Labelled, Outcome, outcome_of, outcome_rows
from tests.editing.conftest import responded

NONE: set[int] = set()
HEAT, BUILT, TWICE = 1, 2, 3  # numbers of sentences


def labelled(kiln: Knowledge, must: set[int], ok: set[int] = NONE, kind: str = "k") -> Labelled:
    name = kiln.articles[0].name
    places = frozenset((name, number) for number in must)
    allowed = places | frozenset((name, number) for number in ok)
    return Labelled("id", kind, "question", (), places, allowed)


@pytest.mark.parametrize(
    ("kinds", "must", "ok", "outcome", "helped"),
    [
        ("hot", {HEAT}, NONE, "right", True),
        ("passage", {HEAT}, NONE, "right", True),
        ("often", {TWICE}, {BUILT}, "right", True),
        ("often", {TWICE}, NONE, "loose", True),
        ("hot closest", {HEAT}, NONE, "right", True),
        ("hot", {BUILT}, NONE, "wrong", False),
        ("hot closest-and-options", {BUILT}, {HEAT}, "wrong", True),
        ("closest", {HEAT}, NONE, "closest", True),
        ("closest", {TWICE}, NONE, "misled", False),
        ("closest-and-options", {BUILT}, NONE, "misled", True),
        ("choice", {TWICE}, NONE, "assisted", True),
        ("near", {HEAT}, NONE, "assisted", True),
        ("choice", {99}, NONE, "denied", False),
        ("nothing", {HEAT}, NONE, "denied", False),
        ("hello", {HEAT}, NONE, "denied", False),
        ("hot", NONE, NONE, "false", False),
        ("passage", NONE, NONE, "false", False),
        ("hot closest", NONE, NONE, "false", False),
        ("closest", NONE, NONE, "hinted", False),
        ("choice", NONE, NONE, "silent", False),
        ("near", NONE, NONE, "silent", False),
        ("nothing", NONE, NONE, "silent", False),
    ],
)
def test_a_response_has_one_outcome(
    kiln: Knowledge, kinds: str, must: set[int], ok: set[int], outcome: Outcome, helped: bool
) -> None:
    """What is shown as the closest is told from an answer, right or wrong; options may help."""
    label, response = labelled(kiln, must, ok), responded(kiln, kinds)
    found = outcome_of(label, response)
    assert found == outcome
    assert Evaluated(label, response, found).helped == helped


def test_of_several_questions_every_part_must_answer(kiln: Knowledge) -> None:
    """A part that only shows the closest makes the whole loose."""
    label = labelled(kiln, {HEAT}, {BUILT, TWICE}, "multi")
    assert outcome_of(label, responded(kiln, "hot passage")) == "right"
    assert outcome_of(label, responded(kiln, "hot closest")) == "loose"


def test_the_figures_of_a_table(kiln: Knowledge) -> None:
    """Shown is right, loose and the closest; helped adds options; the others are outcomes."""
    evaluated = []
    for must, kinds in [
        ({HEAT}, "hot"),
        ({HEAT}, "closest"),
        ({HEAT}, "near"),
        ({BUILT}, "closest-and-options"),
        (NONE, "closest"),
        (NONE, "nothing"),
    ]:
        label = labelled(kiln, must, kind="some" if must else "none")
        response = responded(kiln, kinds)
        evaluated.append(Evaluated(label, response, outcome_of(label, response)))
    some, none, *together = outcome_rows(evaluated)
    shares = {"right": 0.25, "shown": 0.5, "helped": 1.0}
    assert some.figures == {**shares, "wrong": 0.0, "misled": 0.25, "denied": 0.0}
    assert none.figures == {"false": 0.0, "hinted": 0.5}
    assert [row.name for row in together] == ["all with an answer", "all without"]
    assert some.counts == Counter({"right": 1, "closest": 1, "assisted": 1, "misled": 1})

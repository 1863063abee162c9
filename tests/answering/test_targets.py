"""Entries and near misses share the ranker's numbers; which is which is known in one place."""

from __future__ import annotations

from bot.answering.knowledge import Knowledge
from bot.answering.targets import TargetScores


def test_every_number_is_an_entry_or_the_near_misses_of_a_faq(knowledge: Knowledge) -> None:
    """Entries come first, in their order, then each FAQ with its lines."""
    targets = knowledge.targets
    assert [targets.entry(at) for at in range(len(targets.entries))] == [*knowledge.entries]
    for number, faq in enumerate(knowledge.faqs, start=len(knowledge.entries)):
        assert targets.entry(number) is None
        assert targets.near_misses_of(number) == faq.not_covered
    assert targets.near_misses_of(0) == ()


def test_scores_tell_which_line_is_near(knowledge: Knowledge) -> None:
    """A near miss that is asked is the best of all lines, and no entry bears its number."""
    lines = [line for faq in knowledge.faqs for line in faq.not_covered]
    for position, line in enumerate(lines[:10]):
        scores = knowledge.targets.scores(knowledge.ranker.rank(line, limit=16))
        assert next(iter(scores.near_misses)) == position
        assert all(0 <= entry < len(knowledge.entries) for entry in scores.entries)


def test_blended_scores_stand_in_order() -> None:
    """Of two readings each counts with its share, and the best comes first."""
    blended = TargetScores({0: 0.4, 1: 0.2}, {}).blended(TargetScores({1: 0.8}, {3: 0.5}), 0.5)
    assert [*blended.entries.items()] == [(1, 0.5), (0, 0.2)]
    assert blended.near_misses == {3: 0.25}

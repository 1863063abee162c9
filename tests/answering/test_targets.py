"""Entries and near misses share the ranker's numbers; which is which is known in one place."""

from __future__ import annotations

from bot.answering.entry import entry_of, targets
from bot.answering.knowledge import Knowledge
from bot.matching.ranker import TargetScores


def test_every_number_is_an_entry_or_the_near_misses(knowledge: Knowledge) -> None:
    """Entries come first, in their order, then all near misses under one number."""
    (faq,) = knowledge.faqs
    count = len(faq.entries)
    assert [entry_of(faq, at) for at in range(count + 1)] == [*faq.entries, None]
    assert [one.text for one in targets(faq) if one.entry == count] == [*faq.not_covered]


def test_scores_tell_which_line_is_near(knowledge: Knowledge) -> None:
    """A near miss that is asked is the best of all lines, and no entry bears its number."""
    (section,) = knowledge.sections
    asked = list(targets(section.faq))
    for line in section.faq.not_covered[:10]:
        scores = TargetScores.of(len(section.faq.entries), section.ranker.rank(line, limit=16))
        assert asked[next(iter(scores.near_misses))].text == line
        assert all(0 <= entry < len(knowledge.entries) for entry in scores.entries)


def test_blended_scores_stand_in_order() -> None:
    """Of two readings each counts with its share, and the best comes first."""
    blended = TargetScores({0: 0.4, 1: 0.2}, {}).blended(TargetScores({1: 0.8}, {3: 0.5}), 0.5)
    assert [*blended.entries.items()] == [(1, 0.5), (0, 0.2)]
    assert blended.near_misses == {3: 0.25}

"""The explanation: what decided, in words that an editor understands."""

from __future__ import annotations

import pytest

from bot.answering.answer import answer
from bot.answering.knowledge import Knowledge
from bot.answering.thresholds import THRESHOLDS


def test_words_are_shown_as_typed_and_as_read(knowledge: Knowledge) -> None:
    """A correction shows both."""
    words = answer(knowledge, "wen wil registrtion resume").first.evidence.words
    assert ("registrtion", "registration") in [(word.typed, word.read) for word in words]
    assert all(word.weight > 0 and 0 <= word.explained <= 1 for word in words)


def test_five_candidates_with_their_features(knowledge: Knowledge) -> None:
    """The nearest entries are listed, likeliest first."""
    candidates = answer(knowledge, "who really owns this linkedin").first.evidence.candidates
    confidences = [candidate.confidence for candidate in candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert 1 <= len(candidates) <= 5
    assert dict(candidates[0].features)["central_share"] > 0


@pytest.mark.parametrize(
    ("question", "rule", "advice"),
    [
        ("who really owns this linkedin", "explains the question", "not_covered"),
        ("is maimai dangerous", "dangerous", "synonyms"),
        ("who is the ceo of linkedin", "listed under not_covered", "move the line"),
        ("best pizza topping", "No entry is near", "write an entry"),
    ],
)
def test_the_rule_and_what_would_change_it(
    knowledge: Knowledge, question: str, rule: str, advice: str
) -> None:
    """An editor reads which rule decided and what to write."""
    evidence = answer(knowledge, question).first.evidence
    assert rule in evidence.rule
    assert advice in evidence.advice


def test_thresholds_show_what_was_reached_and_needed(knowledge: Knowledge) -> None:
    """The thresholds stand beside the confidence."""
    part = answer(knowledge, "who really owns this linkedin").first
    assert part.evidence.thresholds[0] == (
        "confidence to answer",
        part.score,
        THRESHOLDS.min_confidence_to_answer,
    )

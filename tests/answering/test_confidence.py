"""Confidence: which entry comes first, and whether it answers, by features and scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.confidence import Candidate, ScoreScale, fit_of, ranked_candidates
from bot.answering.entry import Entry
from bot.answering.explanation import additions
from bot.answering.features import FEATURE_NAMES, Features, Meeting
from bot.answering.profiles import Profile, Rarity, profile_of
from bot.answering.thresholds import THRESHOLDS

SURE = Features(**dict.fromkeys(FEATURE_NAMES, 0.0))._replace(
    central_share=1.0, score_lead=0.5, asked_otherwise=1 / 3, question_weight=1.0, word_count=6.0
)
ARTICLE = ScoreScale(low=0.2, high=0.5, threshold=0.3, trust=0.0)
INTENTS = ScoreScale(low=0.2, high=0.5, threshold=0.3, trust=1.0)
FAVOURS = {"central_share", "score_lead", "word_count"}
VALUES = st.floats(0.0, 1.0, allow_nan=False)


def candidate(name: int, score: float = 0.9, **features: float) -> Candidate:
    """A candidate that all features favour but those given, on sentences of its own."""
    return Candidate(
        entry=Entry(str(name), ("Is it?",), None, ()),
        profile=Profile(profile_of([], [], Rarity(0, {}))),
        stands_on=frozenset({("a.txt", name)}),
        scale=ARTICLE,
        met=Meeting(score, 0.9, 1.0, 0.0, 1.0, 0.0, 0.0, True, ()),
        features=SURE._replace(**features),
    )


def confidence(of: Candidate) -> float:
    """Its confidence where it is the only one."""
    return ranked_candidates([of], THRESHOLDS)[0].confidence


def ranked(*found: Candidate) -> list[str]:
    """The entries of candidates, the likeliest first."""
    return [one.entry.id for one in ranked_candidates(found, THRESHOLDS)]


def on_the_same(*found: Candidate) -> list[Candidate]:
    """Candidates that stand on the same sentences."""
    return [one._replace(stands_on=found[0].stands_on) for one in found]


def test_an_entry_that_explains_all_answers() -> None:
    """With every feature in favour the confidence is beyond what is needed."""
    assert confidence(candidate(0)) >= THRESHOLDS.min_confidence_to_answer


def test_there_are_ten_features_at_most() -> None:
    """A scorer that one can read."""
    assert len(FEATURE_NAMES) <= 10


@pytest.mark.parametrize("name", FEATURE_NAMES)
def test_every_weight_has_the_sign_of_its_meaning(name: str) -> None:
    """What speaks for an entry never lowers its confidence, and the other way round."""
    weight = getattr(THRESHOLDS.weights, name)
    assert weight >= 0.0 if name in FAVOURS else weight <= 0.0


@given(name=st.sampled_from(FEATURE_NAMES), low=VALUES, high=VALUES)
def test_each_feature_moves_confidence_one_way(name: str, low: float, high: float) -> None:
    """Confidence is monotone in every feature, whatever the others are."""
    low, high = sorted((low, high))
    less, more = (confidence(candidate(0, **{name: value})) for value in (low, high))
    assert less <= more if name in FAVOURS else less >= more


@given(
    values=st.lists(VALUES, min_size=len(FEATURE_NAMES), max_size=len(FEATURE_NAMES)),
    score=VALUES,
    trust=VALUES,
)
def test_the_fit_is_what_was_added_up(values: list[float], score: float, trust: float) -> None:
    """What an editor is shown of each feature adds up to what orders the candidates."""
    scale = ARTICLE._replace(trust=trust)
    one = candidate(0, score)._replace(features=Features(*values), scale=scale)
    start, features, by_score = additions(one)
    assert start + sum(features) + by_score == pytest.approx(fit_of(one, THRESHOLDS), abs=1e-5)


def test_thresholds_are_in_order() -> None:
    """What is answered would be shown as the closest, and what is shown would be suggested."""
    suggest, show = THRESHOLDS.min_confidence_to_suggest, THRESHOLDS.min_confidence_to_show
    assert 0 < suggest < show < THRESHOLDS.min_confidence_to_answer < 1


def test_where_scores_are_trusted_they_decide() -> None:
    """Among intents an unexplained word means little: confidence follows the score alone."""
    unexplained = {"central_share": 0.0, "unexplained_share": 1.0, "asked_otherwise": 1.0}
    above, below = (
        confidence(candidate(0, score, **unexplained)._replace(scale=INTENTS))
        for score in (0.31, 0.29)
    )
    assert above > THRESHOLDS.min_confidence_to_answer > below


@pytest.mark.parametrize("scale", [ARTICLE, INTENTS])
def test_what_is_contradicted_never_answers(scale: ScoreScale) -> None:
    """The opposite of what is asked has no confidence, however alike the words are."""
    contradiction = "asks about “unmute”, the entry about “mute”"
    opposite = candidate(0)._replace(scale=scale, contradiction=contradiction)
    other = candidate(1, 0.2, central_share=0.2)._replace(scale=scale)
    assert confidence(opposite) == 0.0
    assert ranked(opposite, other) == ["1", "0"]


def test_two_that_fit_alike_are_each_half_as_likely() -> None:
    """None of several that compete is sure."""
    found = ranked_candidates([candidate(0), candidate(1)], THRESHOLDS)
    assert found[0].confidence <= 0.5


def test_entries_of_the_same_sentences_do_not_compete() -> None:
    """Either answers, so both are as sure as one of them alone, at least."""
    found = ranked_candidates(on_the_same(candidate(0), candidate(1)), THRESHOLDS)
    assert found[0].confidence >= confidence(candidate(0))


def test_what_answered_the_question_before_is_held_back() -> None:
    """Of two entries that are as likely, the one that has not answered just now comes first."""
    assert ranked(candidate(0, answered_previous_question=1.0), candidate(1)) == ["1", "0"]


def test_no_entry_is_likelier_than_the_first() -> None:
    """Confidence falls along the ranking."""
    found = on_the_same(candidate(0, near_miss_score=0.6), candidate(1, central_share=0.2))
    first, second = ranked_candidates(found, THRESHOLDS)
    assert first.confidence >= second.confidence


@given(low=VALUES, high=VALUES)
def test_each_candidate_is_judged_by_its_own_faq(low: float, high: float) -> None:
    """Of two FAQs that trust their scores differently, each judges its entries by its own."""
    words, scores = candidate(0, low), candidate(1, high)._replace(scale=INTENTS)
    fits = {one.entry.id: one.fit for one in ranked_candidates([words, scores], THRESHOLDS)}
    assert fits["0"] == ranked_candidates([words], THRESHOLDS)[0].fit
    assert fits["1"] == ranked_candidates([scores], THRESHOLDS)[0].fit

"""The explanation: what decided, in words that an editor understands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.features import FEATURE_NAMES, MEANINGS
from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    Evidence,
    NotCovered,
    Passage,
    Reply,
    SmallTalk,
)
from bot.answering.thresholds import THRESHOLDS
from bot.matching.text import normalise
from tests.answering.conftest import SERVER

OPENINGS: dict[type[Reply], str] = {
    Answer: "answered: ",
    Passage: "sentence ",
    Closest: "shown as the closest: ",
    DidYouMean: "a choice is offered: ",
}
BELOW = re.compile(r"([0-9.]+[0-9]), below ([0-9.]+[0-9])")
REACHED = re.compile(r"answered: ([0-9.]+[0-9]), ([0-9.]+[0-9]) is needed")


def why(knowledge: Knowledge, question: str, *history: str) -> Evidence:
    """What decided the reply to a single question."""
    return answer(knowledge, question, history).first.evidence


def test_words_are_shown_as_typed_and_as_read(knowledge: Knowledge) -> None:
    """A correction shows both; a near miss that has less of the rest is said to be outdone."""
    evidence = why(knowledge, "wen wil registrtion resume")
    assert ("registrtion", "registration") in [(word.typed, word.read) for word in evidence.words]
    assert all(word.weight > 0 and 0 <= word.explained <= 1 for word in evidence.words)
    assert "“registration” (typed “registrtion”, a synonym of “sign-up”)" in evidence.understood
    assert evidence.understood.endswith("; asks when")
    assert "outdoes the near miss “" in evidence.nearest[0]


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("why did they mute someone", "asks why"),
        ("is the plugin free", "asks for yes or no"),
        ("the plugin fee of it", "“plugin”, “fee”; has no question word"),
        ("when does the clawback come", "“clawback” (a synonym of “refund”)"),
        ("what is it", "no word that says what it is about; asks what"),
    ],
)
def test_what_was_understood(server: Knowledge, question: str, understood: str) -> None:
    """The words with weight and how the question asks; what has no weight is left out."""
    assert understood in why(server, question).understood


def test_a_follow_up_says_of_what(knowledge: Knowledge) -> None:
    """A follow-up names the question before it, and the words that it takes from there."""
    understood = why(knowledge, "who makes it", "what is maimai").understood
    assert "; a follow-up of “what is maimai”; from the question before “maimai”" in understood


def test_five_candidates_with_their_features(knowledge: Knowledge) -> None:
    """The nearest entries are listed, likeliest first, with what each feature adds."""
    candidates = why(knowledge, "who really owns this linkedin").candidates
    confidences = [candidate.confidence for candidate in candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert 1 <= len(candidates) <= 5
    assert [feature.name for feature in candidates[0].features] == list(FEATURE_NAMES)
    for one in candidates:
        added = one.start + sum(feature.adds for feature in one.features) + one.by_score
        assert added == pytest.approx(one.fit, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "entry", "said"),
    [
        ("how much is the plugin fee", "price", ": explains all of it"),
        ("pizza", "price", ": explains none of it"),
        ("how do i cook the plugin", "price", "explains all but “how do i”, “cook”"),
        ("when was the plugin priced", "price", "asks when, none of its phrasings does"),
        ("is the plugin free", "price", "the near miss “is the plugin open source” explains as"),
        ("how do i unmute a member", "mute", "asks about “unmute”, the entry about “mute”"),
        ("what does tier 3 include", "tier-two", "asks about “tier 3”, the entry about “tier 2”"),
    ],
)
def test_a_candidate_in_words(server: Knowledge, question: str, entry: str, said: str) -> None:
    """What an entry explains, how it is asked, what contradicts it, beside its confidence."""
    (line,) = (line for line in why(server, question).nearest if line.startswith(f"“{entry}”, "))
    assert said in line
    assert re.match(r"“[a-z-]+”, [01]\.\d\d: ", line)


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("who really owns this linkedin", "answered: "),
        ("who owns linkedin", "answered: it is a phrasing of “owner”, word for word"),
        ("WHO is the ceo of linkedin??", "“who is the ceo of linkedin” is written under not_cov"),
        ("has linkedin ever stopped sign-ups before", "like the near miss “has linkedin paused"),
        ("best pizza topping", "nothing found: "),
        ("hello", "the message is small talk"),
    ],
)
def test_the_rule_that_decided(knowledge: Knowledge, question: str, rule: str) -> None:
    """An editor reads which rule decided."""
    assert rule in why(knowledge, question).rule


WORDS = sorted(
    set(normalise(SERVER.replace("-", " ")).split()) | {"cook", "who", "why", "pizza", "io"}
)


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_rule_and_thresholds_agree(server: Knowledge, words: list[str]) -> None:
    """The rule says what the reply is, and no number in it contradicts what it says."""
    for part in answer(server, " ".join(words)).parts:
        evidence = part.evidence
        if isinstance(part.reply, SmallTalk) or not evidence.candidates:
            continue
        opening = OPENINGS.get(type(part.reply))
        if isinstance(part.reply, NotCovered):
            opening = "not answered: " if part.reply.near_miss else "nothing found: "
        assert opening is not None
        assert evidence.rule.startswith(opening)
        assert all(float(low) < float(high) for low, high in BELOW.findall(evidence.rule))
        assert all(float(high) >= float(low) for high, low in REACHED.findall(evidence.rule))
        reached = {name: value >= least for name, value, least in evidence.thresholds}
        sure = reached["confidence to answer"] and reached["explained weight to answer"]
        sure = sure and not reached["unexplained word that forbids an answer"]
        assert sure == isinstance(part.reply, Answer) or evidence.rule.startswith("not answered")
        if isinstance(part.reply, Closest):
            spared = reached["confidence to show in spite of a near miss"]
            assert reached["confidence to show as closest"] or spared


def test_thresholds_show_what_was_reached_and_needed(knowledge: Knowledge) -> None:
    """The thresholds stand beside the confidence."""
    part = answer(knowledge, "who really owns this linkedin").first
    needed = THRESHOLDS.min_confidence_to_answer
    assert part.evidence.thresholds[0] == ("confidence to answer", part.score, needed)


def test_each_feature_has_a_plain_name_and_a_meaning() -> None:
    """In one line each, by which an editor sees whether it speaks for or against an entry."""
    assert len({one.name for one in MEANINGS}) == len(FEATURE_NAMES)
    for one, weight in zip(MEANINGS, THRESHOLDS.weights, strict=True):
        assert "_" not in one.name
        assert one.line.startswith("For: " if weight > 0 else "Against: ")


@pytest.mark.parametrize(
    "question", ["who really owns this linkedin", "who owns linkedin", "best pizza topping"]
)
def test_evidence_is_worked_out_only_when_asked(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    """Members, who never ask what decided, do not wait for it."""
    monkeypatch.setattr("bot.answering.explanation.Explanation.evidence", lambda _: 1 / 0)
    monkeypatch.setattr("bot.answering.message.taken_back", lambda *_: 1 / 0)
    part = answer(knowledge, question).first
    with pytest.raises(ZeroDivisionError):
        _ = part.evidence

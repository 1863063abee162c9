"""The sentence that answers comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.passages import SentenceIndex

SENTENCES = (
    "The library closed its reading room in March 2021.",
    "A leaking roof was the reason.",
    "Mary Hall, who leads the library, promised a new roof.",
    "About 340 members signed a letter of protest.",
    "The cafe next door sells tea and cake.",
)
PARAGRAPHS = (0, 0, 0, 1, 2)


@pytest.fixture(scope="module")
def index() -> SentenceIndex:
    return SentenceIndex.build(SENTENCES, paragraphs=PARAGRAPHS)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the reading room close?", 0),
        ("did the roof leak", 1),
        ("who leads the library", 2),
        ("how many members protested", 3),
        ("where can I drink tea", 4),
    ],
)
def test_the_sentence_that_answers_comes_first(
    index: SentenceIndex, question: str, sentence: int
) -> None:
    """Words, their spelling and the paragraph find the sentence."""
    assert index.rank(question)[0].sentence == sentence


def test_a_strange_question_scores_lower(index: SentenceIndex) -> None:
    """A question about something else scores lower than those that the article answers."""
    known = index.rank("How many members signed the letter?")[0].score
    assert index.rank("What is the boiling point of mercury?")[0].score < known / 2


def test_no_sentence_ranks_nothing() -> None:
    """An article without sentences has none to offer."""
    assert SentenceIndex.build([]).rank("anything") == ()


@given(st.text(max_size=60), st.integers(min_value=0, max_value=9))
def test_any_question_is_ranked(index: SentenceIndex, question: str, limit: int) -> None:
    """Whatever is asked, sentences come once each, best first, with scores from 0 to 1."""
    found = index.rank(question, limit)
    assert len({one.sentence for one in found}) == len(found) == min(limit, len(SENTENCES))
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)

"""Both sides of every comparison are read by the same rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.text import beginning, ending, length, normalise, stem, tokens, words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("What’s  LinkedIn's plan?", "what is linkedin plan"),
        ("I don't know, can't say", "i do not know can not say"),
        ("whats up, dont ask", "what is up do not ask"),
        ("_really_ **bold** `code`", "really bold code"),
        ("ﬁve ½ ＡＢＣ", "five 1 2 abc"),
        ("cafe\u0301 İzmir", "café izmir"),
        ("O´Brien’s", "o brien"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_texts_that_mean_the_same_read_the_same(typed: str, read: str) -> None:
    """Case, quotes, accents' forms, marks and contractions make no difference."""
    assert normalise(typed) == read


@given(st.text(max_size=60))
def test_words_keep_their_place(typed: str) -> None:
    """Every word comes from a span inside the typed text; spans never run backwards."""
    found = words(typed)
    assert [word.text for word in found] == tokens(typed)
    assert all(0 <= word.start < word.end <= len(typed) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)


@given(st.text(max_size=60))
def test_reading_twice_changes_nothing(typed: str) -> None:
    """What was normalised is normal."""
    assert normalise(normalise(typed)) == normalise(typed)


def test_a_stem_joins_forms_of_a_word() -> None:
    """Forms of a word have one stem."""
    assert len({stem(word) for word in ("register", "registers", "registered")}) == 1


@given(st.text(max_size=60) | st.text(alphabet="a\ufdfa\u0301½ ", max_size=60), st.integers(1, 40))
def test_a_bound_holds_after_normalising(text: str, most: int) -> None:
    """What is left of either end is no longer once normalised; what fits is left whole."""
    first, last = beginning(text, most), ending(text, most)
    assert text.startswith(first)
    assert text.endswith(last)
    # Composed with its neighbour a character is no longer than by itself.
    assert length(first) <= most
    assert length(last) <= most
    if len(text) <= most and length(text) <= most:
        assert first == last == text


def test_one_character_may_stand_for_many() -> None:
    """Two hundred of the longest are 3,600 characters, and are bounded as such."""
    assert length("\ufdfa" * 200) == 3_600
    assert ending("ab" + "\ufdfa" * 2, 35) == "\ufdfa"
    assert beginning("\ufdfa" * 200, 200) == "\ufdfa" * 11

"""Numbers: what tells one of several things apart, and what only says how much."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.numbers import ALL, designators, number_of, same
from bot.matching.text import tokens
from bot.matching.word_lists import lines


def read(text: str) -> set[tuple[str, str]]:
    """What a text tells apart; words with digits stay whole."""
    return {(one.noun, one.value) for one in designators(text.split())}


@pytest.mark.parametrize("word", ["2", "02", "two", "second", "2nd", "ii"])
def test_a_number_has_one_form(word: str) -> None:
    """However a number is written, it is the same number."""
    assert number_of(word) == "2"


@pytest.mark.parametrize("word", ["i", "v", "x"])
def test_a_letter_is_a_number_only_beside_a_noun(word: str) -> None:
    """The pronoun is not one."""
    assert number_of(word) == ""
    assert number_of(word, beside_noun=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what does tier 2 include", {("tier", "2")}),
        ("the first and second tier", {("tier", "1"), ("tier", "2")}),
        ("tiers 1 to 3", {("tier", "1"), ("tier", "2"), ("tier", "3")}),
        ("plans a and b", {("plan", "a"), ("plan", "b")}),
        ("when did phase i end", {("phase", "1")}),
        ("the third phase", {("phase", "3")}),
        ("every tier", {("tier", ALL)}),
        ("s4", {("season", "4")}),
        ("proc-macro2", {("proc-macro", "2")}),
        ("http/3", {("http", "3")}),
        ("is 0.8.7 safe", {("version", "0.8.7")}),
        ("why a 404", {("3 digits", "404")}),
        ("plan a trip", set()),
        ("which plan can i take", {("plan", ALL)}),
        ("can i bring 3 guests", set()),
        ("more than 500 members", set()),
        ("it costs 5 dollars", set()),
        ("since 2014", set()),
        ("in 30 seconds", set()),
    ],
)
def test_a_designator_is_told_from_a_quantity(text: str, told: set[tuple[str, str]]) -> None:
    """A number beside a noun that it tells apart names a thing; one that counts names none."""
    assert read(text) == told


def test_a_version_may_be_more_exact() -> None:
    """Version 2.1 is a version 2; version 21 is none."""
    assert same("2", "2.1")
    assert not same("2", "21")


def test_words_for_numbers_stand_once() -> None:
    """A word has one number, a noun one name."""
    for section in ("numbers", "told apart"):
        words = [m for one in lines("numbers.txt", section) for m in one.members]
        assert len(set(words)) == len(words)


def test_a_number_of_any_length_is_read() -> None:
    """Nobody bounds the digits of a word in an article."""
    assert read(f"tiers 1 to {'9' * 5000}") == {("tier", "1"), ("tier", "9" * 5000)}


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed, reading it does not fail, and a designator has a noun and a value."""
    found = [*designators(tokens(text)), *designators(text.split())]
    assert all(one.noun and one.value for one in found)

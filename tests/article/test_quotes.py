"""Quotes are found up to white space and the shape of marks, and shown as they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.article import Article
from bot.article.quotes import Finder, Found, Missing, Twice, difference
from bot.article.visible import legible

TEXT = "“We’re late,” he said – twice.\nThe red\u200b door   opened. It closed. It closed."


def numbers(text: str, quote: str) -> tuple[int, ...]:
    found = Finder(Article.of("a.txt", text)).find(quote)
    assert isinstance(found, Found), found
    return tuple(sentence.number for sentence in found.sentences)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("We're late", (1,)),
        ('"We’re late," he said', (1,)),
        ("he said - twice", (1,)),
        ("«Weʼre late,» he", (1,)),
        ("The  red door\nopened", (2,)),
        ("The red door", (2,)),
        ("twice. The red", (1, 2)),
    ],
)
def test_a_quote_matches_up_to_white_space_and_shape(quote: str, expected: tuple[int, ...]) -> None:
    """A quote matches up to white space and the shape of quotation marks and dashes."""
    assert numbers(TEXT, quote) == expected


def test_a_quote_that_stands_twice_names_its_sentences() -> None:
    """A quote that stands in two places is not one citation."""
    found = Finder(Article.of("a.txt", TEXT)).find("It closed")
    assert isinstance(found, Twice)
    assert [sentence.number for sentence in found.sentences] == [3, 4]


def test_a_missing_quote_names_the_nearest_sentence() -> None:
    """A quote that is not there is told with the nearest sentence and what differs."""
    found = Finder(Article.of("a.txt", TEXT)).find("The blue door opened")
    assert isinstance(found, Missing)
    told = "Nearest is sentence 2: The [-blue-] {+red\u200b+} door [-opened-] {+opened.+}"
    assert str(found) == told


def test_the_difference_leaves_out_what_surrounds_the_quote() -> None:
    """Words before and after the quoted part are no difference."""
    assert difference("red door", "the red door opened") == "red door"


def test_what_nobody_sees_need_not_be_quoted() -> None:
    """A quote is found without the controls and marks that its sentence holds unseen."""
    article = Article.of(
        "a.txt", "The kiln \u2068reached\u2069 it on\x92 Friday\x1b. It was\u2028 hot."
    )
    for quote, number in (("kiln reached it on Friday.", 1), ("It was hot", 2)):
        assert Finder(article).find(quote) == Found((article.sentences[number - 1],))


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)


@given(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), st.data())
def test_any_part_of_a_sentence_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    """Whatever is cut from a sentence is found there, or said to stand twice; never missing."""
    article = Article.of("a.txt", text)
    if not article.sentences:
        return
    sentence = data.draw(st.sampled_from(article.sentences))
    start = data.draw(st.integers(sentence.start, sentence.end - 1))
    end = data.draw(st.integers(start + 1, sentence.end))
    match Finder(article).find(text[start:end]):
        case Found(sentences):
            assert sentence in sentences
        case Missing():
            assert not legible(text[start:end]).strip("\u200b\u2060\ufeff\u00ad ")
        case Twice():
            pass


@given(st.lists(WORDS, max_size=6).map("\n".join))
def test_a_citation_is_a_slice_of_its_article(text: str) -> None:
    """A quotation is a slice of the source, character for character."""
    article = Article.of("a.txt", text)
    for sentence in article.sentences:
        cited = article.cite(sentence.number)
        assert cited.quote == text[cited.start : cited.end]

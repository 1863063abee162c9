"""Links that open a page at the cited sentence, and only where that is sure."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.article import Article
from bot.article.links import LONGEST, fragment, link

URL = "https://example.org/story"


def linked(text: str, number: int, url: str | None = URL) -> str | None:
    return link(Article.of("a.txt", text, url=url).cite(number))


def test_a_long_sentence_is_named_by_its_ends() -> None:
    """Start and end of four words each stand for a long sentence."""
    text = "The first one. A sentence of quite some length that goes on for a while here."
    assert linked(text, 2) == f"{URL}#:~:text=A%20sentence%20of%20quite,for%20a%20while%20here"


def test_a_short_sentence_is_named_whole() -> None:
    """Fewer than eight words are written in full."""
    assert linked("One two three. Four five.", 2) == f"{URL}#:~:text=Four%20five"


def test_marks_of_the_syntax_are_encoded() -> None:
    """Hyphen, comma and ampersand are the syntax's own, so they are encoded."""
    found = linked("Sign-ups, logins & more are paused.", 1) or ""
    assert found == f"{URL}#:~:text=Sign%2Dups%2C%20logins%20%26%20more%20are%20paused"


def test_more_words_are_taken_where_four_lead_elsewhere() -> None:
    """Where another sentence begins alike, the start grows until it is the only one."""
    text = (
        "The company said on Monday that nothing at all would ever change here. "
        "The company said on Tuesday that nothing at all would ever change there."
    )
    assert "The%20company%20said%20on%20Tuesday," in (linked(text, 2) or "")


def test_a_repeated_sentence_is_found_by_what_comes_before() -> None:
    """A sentence that stands twice is named with the words before it."""
    text = "Red is a colour. So it is. Blue is a colour too. So it is."
    assert "Blue%20is%20a%20colour%20too-,So%20it%20is" in (linked(text, 4) or "")


def test_what_can_not_be_told_apart_links_to_the_page() -> None:
    """Where no text leads to the very sentence, the page alone is linked."""
    assert linked("So it is. " * 5, 5) == URL


def test_an_address_with_a_fragment_keeps_it() -> None:
    """The directive is put behind a fragment that is there."""
    assert linked("One two.", 1, URL + "#top") == f"{URL}#top:~:text=One%20two"


@pytest.mark.parametrize("url", [None, "ftp://x/y", "javascript:alert(1)", "https://a b", "x" * 9])
def test_what_is_no_web_address_is_not_linked(url: str | None) -> None:
    """Only http and https addresses are linked."""
    assert linked("One two.", 1, url) is None


def test_a_link_keeps_to_its_limit() -> None:
    """Where the directive would make the link too long, the page alone is linked."""
    url = "https://example.org/" + "a" * 470
    assert linked("A sentence of words, for once. Two.", 1, url) == url
    assert linked("One.", 1, "https://example.org/" + "a" * LONGEST) is None


TEXTS = st.lists(
    st.lists(
        st.sampled_from(["one", "two", "three", "four,", "“five”", "six-seven", "it’s", "8"]),
        min_size=1,
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([". ", ".\n", ".\n\n"]))
def test_a_directive_leads_to_its_own_sentence(words: list[list[str]], gap: str) -> None:
    """The start stands within the sentence, and no earlier place in the article matches it."""
    article = Article.of("a.txt", gap.join(" ".join(one) for one in words) + ".", url=URL)
    for sentence in article.sentences:
        citation = article.cite(sentence.number)
        found = fragment(citation)
        if found is None:
            continue
        start = unquote(next(part for part in found.split(",") if not part.endswith("-")))
        assert " ".join(start.split()) in " ".join(citation.quote.split())

"""An article: the link to a cited sentence is there only where it is sure."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.article import LONGEST, Article, fragment, link

URL = "https://example.org/story"


def linked(text: str, number: int, url: str | None = URL) -> str | None:
    return link(Article.of("a.txt", text, url=url).cite(number))


DIRECTIVES = {
    "start and end of four words each stand for a long sentence": (
        "The first one. A sentence of quite some length that goes on for a while here.",
        2,
        "A%20sentence%20of%20quite,for%20a%20while%20here",
    ),
    "fewer than eight words are written in full": ("One two three. Four five.", 2, "Four%20five"),
    "the syntax's own marks are encoded": (
        "Sign-ups, logins & more are paused.",
        1,
        "Sign%2Dups%2C%20logins%20%26%20more%20are%20paused",
    ),
    "where another sentence begins alike, more words are taken": (
        "The company said on Monday that nothing at all would ever change here. "
        "The company said on Tuesday that nothing at all would ever change there.",
        2,
        "The%20company%20said%20on%20Tuesday,all%20would%20ever%20change%20there",
    ),
    "a sentence that stands twice is named with the words before it": (
        "Red is a colour. So it is. Blue is a colour too. So it is.",
        4,
        "is.%20Blue%20is%20a%20colour%20too-,So%20it%20is",
    ),
    "where no text leads to the very sentence, there is none": ("So it is. " * 5, 5, None),
}


@pytest.mark.parametrize(("text", "number", "directive"), DIRECTIVES.values(), ids=DIRECTIVES)
def test_a_link_leads_to_the_sentence(text: str, number: int, directive: str | None) -> None:
    """It names as many words as lead to this sentence and no other; else the page alone."""
    assert linked(text, number) == (f"{URL}#:~:text={directive}" if directive else URL)
    behind = linked(text, number, f"{URL}#top")  # a fragment that is there stays
    assert behind == (f"{URL}#top:~:text={directive}" if directive else f"{URL}#top")


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

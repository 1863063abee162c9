"""Links: in an editor's answer, what is shown and refused; to a cited sentence, only where sure."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.article import Article
from bot.article.links import (
    LONGEST,
    LONGEST_ADDRESS,
    fragment,
    link,
    link_faults,
    links,
    pieces,
    plain,
    quote_pieces,
    spoken,
)

A = "https://example.org/a"


@pytest.mark.parametrize(
    ("answer", "shown", "said"),
    [
        (f"See [the form]({A}) [1].", f"See the form ({A}) [1].", "See the form [1]."),
        (f"See {A}.", f"See {A}.", "See ."),
        (f"(See <{A}>, {A})", f"(See {A}, {A})", "(See , )"),
        (f"[a *b*](<{A}>)", f"a *b* ({A})", "a *b*"),
        (f"[t]({A}_(b)?c=d#e)", f"t ({A}_%28b%29?c=d#e)", "t"),
        ("[t](https://x.org/ü)", "t (https://x.org/%C3%BC)", "t"),
        ("http://localhost:8080/x!", "http://localhost:8080/x!", "!"),
        ("f[i](x), [1](see below), [a](e.g. b)", "f[i](x), [1](see below), [a](e.g. b)", None),
        ("ftp://x is none", "ftp://x is none", None),
        ("It is [1][2].", "It is [1][2].", None),
    ],
)
def test_links_are_told_apart_from_text(answer: str, shown: str, said: str | None) -> None:
    """Links and bare addresses are found, whatever stands around them; all else is text."""
    assert plain(answer) == shown
    assert spoken(answer) == (answer if said is None else said)
    assert link_faults(answer) == ()


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("Read the rules.", f"Read [the rules]({A})."),
        ("Bathe there, the rulesmith.", "Bathe there, the rulesmith."),
        ("the rules of the house, the rules", f"[the rules of the house]({A}2), [the rules]({A})"),
        ("See evil.org here.", "See evil.org here."),
        ("", ""),
    ],
)
def test_words_of_a_quote_are_links(quote: str, shown: str) -> None:
    """Words of an article that lead to a page do so in a quote, the longest first, whole words."""
    targets = (("the rules", A), ("the rules of the house", f"{A}2"), ("evil.org", A))
    pieces = quote_pieces(quote, targets)
    parts = [one if isinstance(one, str) else f"[{one.text}]({one.address})" for one in pieces]
    assert "".join(parts) == shown


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("[a](javascript:alert(1))", "no web address"),
        ("[a](ftp://example.org)", "no web address"),
        ("[a](discord://-/x)", "no web address"),
        ("[a](data:text/html,x)", "no web address"),
        ("[a](mailto:a@example.org)", "no web address"),
        ("[a](example.org/x)", "no web address"),
        ("[a](/x)", "no web address"),
        ("[a]()", "no web address"),
        ("[a](https://me:secret@example.org)", "user's name"),
        ("https://example.org@evil.example", "user's name"),
        ('[a](https://example.org "title")', "marks that no address has"),
        ("[a](https://example.org/\x00b)", "marks that no address has"),
        ("[a](https://example.org/\u202eb)", "marks that no address has"),
        ("[a](https://example.org/a\\b)", "marks that no address has"),
        ("[a](https://еxample.org)", "site can't be read"),
        ("[a](https://:80)", "site can't be read"),
        ("[a](https://example.org:99999)", "can't be read"),
        ("[1](https://example.org)", "reads as a marker"),
        ("[\u200b](https://example.org)", "no text that can be seen"),
        (f"[{'a' * 61}](https://example.org)", "61 characters"),
        ("https://example.org/" + "a" * LONGEST_ADDRESS, "and so on"),
    ],
)
def test_a_link_that_is_not_sound_is_no_link(answer: str, problem: str) -> None:
    """What leads elsewhere than to the web, or hides where, is a fault and stays text."""
    assert links(answer) == ()
    assert plain(answer) == answer
    ((told, mend),) = link_faults(answer)
    assert problem in told
    assert mend
    assert told.isprintable()


@pytest.mark.parametrize(
    "text",
    ["linkedin.com", "https://a", "www", "a．b", "go to example。org", "linkedin\u200b.com", "x․y"],
)
def test_no_text_hides_where_a_link_leads(text: str) -> None:
    """A text that could be taken for an address is not shown in place of the address."""
    (link,) = links(f"[{text}]({A})")
    assert not link.masked
    assert A in plain(f"[{text}]({A})")


@given(st.text(alphabet="ab1.:/?#()[]<>@\\ \n*_~`htps-", max_size=80))
def test_the_pieces_are_the_answer(answer: str) -> None:
    """Text and links follow each other without a gap, and what is linked is a web address."""
    at = 0
    for piece in pieces(answer):
        if isinstance(piece, str):
            assert answer[at:].startswith(piece)
            at += len(piece)
        else:
            assert at == piece.start
            assert piece.address.lower().startswith(("http://", "https://"))
            assert set(piece.address).isdisjoint("<>() \\[]")
            assert piece.address.isascii()
            at = piece.end
    assert at == len(answer)


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

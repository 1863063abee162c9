"""Links in an editor's answer: which are sound, what each face shows, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.links import LONGEST_ADDRESS, link_faults, links, pieces, plain, spoken

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

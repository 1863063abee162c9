"""What people see of a text: its links, and characters that a terminal obeys or nobody sees."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.visible import (
    LONGEST_ADDRESS,
    first_unseen,
    harmless,
    json_line,
    link_faults,
    links,
    one_line,
    pieces,
    plain,
    quote_pieces,
    spoken,
)
from bot.errors import Fault

A = "https://example.org/a"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
UNSEEN = ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x85", "\x9b", "\u202e", "\u2066", "\u2069"]
UNSEEN += ["\u2028", "\u2064", "\ufffb", "\U000e0041"]


@pytest.mark.parametrize("character", UNSEEN, ids=lambda one: f"{ord(one):x}")
def test_what_is_obeyed_or_unseen_is_made_visible(character: str) -> None:
    """A control, an override or a tag is shown as the replacement character, and found."""
    assert harmless(f"a{character}b") == "a\ufffdb"
    assert f"U+{ord(character):04X}" in (first_unseen(f"a{character}b") or "")


@pytest.mark.parametrize("text", ["naïve “x”\n\ty", "می‌خواهم", "👩‍🚒", WALES, "\u200eabc"])
def test_what_languages_need_stays(text: str) -> None:
    """Joiners, direction marks and the flags of regions are text."""
    assert harmless(text) == text
    assert first_unseen(text) is None


@given(st.text())
@settings(deadline=None)
def test_json_keeps_every_character(text: str) -> None:
    """What JSON carries is the text to the code point; the line itself obeys nothing."""
    line = json_line({"quote": text})
    assert json.loads(line) == {"quote": text}
    assert first_unseen(line) is None


def test_a_file_name_stays_on_its_line() -> None:
    """A name with a line feed or an escape forges no line of a message."""
    told = str(Fault("a\nb\x1b[2J.yaml", 1, 1, "Wrong.", "Mend it."))
    assert told == "a\ufffdb\ufffd[2J.yaml:1:1: Wrong. Mend it."
    assert one_line("a\r\nb") == "a\ufffdb"


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

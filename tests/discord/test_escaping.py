"""Whatever is quoted is shown verbatim: each construct of Discord's Markdown, and all together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.visible import links
from bot.discord.text import escape, one_line, unescape, with_links
from tests.discord.markdown import read

CONSTRUCTS = {
    "bold": "**a**",
    "italics": "*a* and _b_",
    "underline": "__a__",
    "strike": "~~a~~",
    "spoiler": "||a||",
    "code": "`a` and ``b``",
    "fence": "```py\na\n```",
    "masked link": "[a](https://example.org)",
    "masked link with a title": '[a](https://example.org "b")',
    "masked link without preview": "[a](<https://example.org>)",
    "bare link": "see https://example.org/a?b=c and http://x",
    "link without preview": "<https://example.org>",
    "mail": "<a@example.org> <mailto:a@example.org>",
    "phone": "<tel:+123456789> <+123456789>",
    "user": "<@123456789012345678> <@!123456789012345678>",
    "role": "<@&123456789012345678>",
    "channel": "<#123456789012345678>",
    "guide": "<id:customize> <id:browse>",
    "command": "</ask:123456789012345678>",
    "timestamp": "<t:1700000000:R> <t:1700000000>",
    "emoji": "<:e:123456789012345678> <a:e:123456789012345678>",
    "shortcode": ":smile: :+1:",
    "everyone": "@everyone @here",
    "heading": "# a\n## b\n### c",
    "subtext": "-# a",
    "quote": "> a\n>>> b",
    "list": "- a\n* b\n  - c\n+ d",
    "numbered list": "1. a\n 2. b\n10. c",
    "backslash": r"\ \\ \* a\b c:\dir",
    "shrug": r"¯\_(ツ)_/¯",
    "several": "**[a](https://x)** ||`b`|| > c\n1. <@1>\n# ~~d~~",
    "nested": "***a*** __**b**__ **_c_**",
    "half open": "**a *b __c ~~d ||e `f [g](h",
    "brackets": "[1] and [2](3)",
    "invisible": "a\u200bb\u200d\u2060c \u202ed\u202c",
    "accents": "d’accord — “ça va?” … naïve ½ 中文 🙂",
}


@pytest.mark.parametrize("text", CONSTRUCTS.values(), ids=CONSTRUCTS.keys())
def test_a_construct_is_shown_verbatim(text: str) -> None:
    """The construct is seen as it stands, and takes no effect."""
    shown = read(escape(text))
    assert shown.visible == text
    assert shown.active == []


@pytest.mark.parametrize(
    "name",
    [
        one
        for one in CONSTRUCTS
        if one
        not in {
            "backslash",
            "shrug",
            "half open",
            "brackets",
            "invisible",
            "accents",
        }
    ],
)
def test_the_construct_would_take_effect(name: str) -> None:
    """The reader that judges does see each construct where it is not escaped."""
    assert read(CONSTRUCTS[name]).active


@pytest.mark.parametrize("text", CONSTRUCTS.values(), ids=CONSTRUCTS.keys())
def test_nothing_but_backslashes_is_added(text: str) -> None:
    """No zero-width character or the like is put in: a copied quote is the quote."""
    kept = iter(escape(text))
    assert all(letter in kept for letter in text)
    assert set(escape(text)) <= set(text) | {"\\"}


MARKS = st.text(alphabet="ab1 \n\\*_~|`<>[]()@#&:/-+.!t", max_size=40)


@given(MARKS)
def test_any_mixture_is_shown_verbatim(text: str) -> None:
    """No sequence of marks gets through."""
    shown = read(escape(text))
    assert shown.visible == text
    assert shown.active == []


@given(st.text(max_size=60) | MARKS)
def test_a_card_can_be_read_back(text: str) -> None:
    """What was escaped is read back as it was."""
    assert unescape(escape(text)) == text


@given(st.text(max_size=60))
def test_one_line_is_one_line(text: str) -> None:
    """What somebody typed becomes one line, without control characters at all."""
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == one_line(line)


@pytest.mark.parametrize(
    ("answer", "active"),
    [
        ("See [the *form*](https://example.org/a_(b)_c) [1].", ["masked link"]),
        ("See https://example.org/*a*_b_. - 1. <@1>", ["angle"]),
        ("[linkedin.com](https://example.org)", ["angle"]),
        ("[a](javascript:alert) [b](ftp://x) [1](see) <t:1>", []),
        ("# [a](https://x.org)\n- [b](https://x.org)", ["masked link", "masked link"]),
    ],
)
def test_of_an_answer_nothing_but_its_links_takes_effect(answer: str, active: list[str]) -> None:
    """An editor's links are links; everything else is shown verbatim."""
    assert read(with_links(answer)).active == active


@given(MARKS | st.text(alphabet="ab.:/[]()<> *_htps", max_size=60))
def test_any_answer_shows_nothing_but_web_links(answer: str) -> None:
    """Whatever an answer holds, what takes effect is a link to the web that it holds."""
    shown = read(with_links(answer))
    assert set(shown.active) <= {"masked link", "angle"}
    assert len(shown.active) == len(links(answer))

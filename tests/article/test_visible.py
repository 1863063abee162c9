"""Characters that a terminal obeys or that nobody sees."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.visible import first_unseen, harmless, json_line, one_line
from bot.errors import Fault

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

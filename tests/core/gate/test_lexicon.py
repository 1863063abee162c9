"""The lexicon: data files that don't contradict themselves, found again word by word."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.core.frequency import zipf
from bot.core.gate.lexicon import FILES, LIGHT, LONGEST, Kind, lexicon, lines
from bot.core.shipped import shipped
from bot.core.text import normalise

ALL = [line for file in FILES for line in lines(file)]
FUNCTION = shipped("function.txt").split("\n", 1)[1].split()


def test_every_member_is_written_as_it_is_read() -> None:
    """A member that normalises to nothing, or to something else, would never be found."""
    odd = [(line.file, line.number, m) for line in ALL for m in line.members if normalise(m) != m]
    assert odd == []


def test_no_member_is_longer_than_the_longest_phrase_that_is_looked_up() -> None:
    """A phrase of five words could not be reached."""
    assert [m for line in ALL for m in line.members if len(m.split()) > LONGEST] == []


def test_no_member_stands_in_two_kinds() -> None:
    """A word that is asked for can't be chat as well: which kind it is would hang on file order."""
    kinds: dict[str, set[str]] = {word: {"function.txt"} for word in FUNCTION}
    for line in ALL:
        for member in line.members:
            kinds.setdefault(member, set()).add(line.file)
    assert {member: files for member, files in kinds.items() if len(files) > 1} == {}


def test_no_member_stands_twice_in_a_line_and_no_name_twice_in_a_file() -> None:
    """Doubles are slips of an editor."""
    assert [line.name for line in ALL if len(set(line.members)) < len(line.members)] == []
    names = Counter((line.file, line.name) for line in ALL)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(set(FUNCTION)) == len(FUNCTION)


def test_every_member_is_found_as_its_own_kind() -> None:
    """What stands in the files is what a question finds, phrases by their first word."""
    known = lexicon()
    for line in ALL:
        for member in line.members:
            words = tuple(member.split())
            found = known.term(member) if len(words) == 1 else known.phrase(words)
            assert found is not None, member
            light = line.section.startswith(LIGHT)
            assert found.kind is (Kind.CONTENT if light else FILES[line.file]), member
            assert len(words) == 1 or len(words) in known.lengths(words[0]), member


@pytest.mark.parametrize(
    ("form", "base"),
    [("pausing", "pause"), ("stopped", "stop"), ("companies", "company"), ("froze", "freeze")],
)
def test_an_inflected_form_is_found_by_its_base(form: str, base: str) -> None:
    """Editors write base forms; regular and irregular ones are found by themselves."""
    known = lexicon()
    found, expected = known.term(form), known.term(base)
    assert found is not None
    assert expected is not None
    assert found.concepts & expected.concepts


def test_phrases_are_found_in_inflected_forms() -> None:
    """A phrase is found whatever form its words have."""
    assert lexicon().phrase(("shutting", "down")) is not None


def test_the_lexicon_is_wide() -> None:
    """Several thousand members, most of them asked for or content."""
    assert len(lexicon().terms) > 5_000


def test_common_words_are_commoner_than_rare_ones() -> None:
    """Zipf values order words by how often they are written."""
    assert zipf()["the"] > zipf()["company"] > zipf()["grinder"]


def test_shorthand_and_questions_stand_once() -> None:
    """What is typed for short means one thing, and a way to ask is one way."""
    for file in ("shorthand.txt", "questions.txt", "irregular.txt"):
        typed = Counter(m for line in lines(file) for m in line.members[1:])
        assert [m for m, count in typed.items() if count > 1] == [], file

"""The lexicon: data files that don't contradict themselves, found again word by word."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.lexicon import FILES, LIGHT, LIGHTNESS, LONGEST, TermKind, asks, lexicon
from bot.matching.text import normalise
from bot.matching.word_lists import lines, rows, zipf

ALL = [line for file in FILES for line in lines(file)]
FUNCTION = [word for row in rows("function.txt") for word in row.split()]


def test_every_member_can_be_found() -> None:
    """It is written as it is read, and no longer than the longest phrase that is looked up."""
    members = [(line.file, line.number, member) for line in ALL for member in line.members]
    assert [one for one in members if normalise(one[-1]) != one[-1]] == []
    assert [one for one in members if len(one[-1].split()) > LONGEST] == []


def test_function_words_stand_nowhere_else_and_names_are_nothing_else() -> None:
    """What weighs nothing must not be given a weight, and a name is never a common word."""
    files: dict[str, set[str]] = {word: {"function.txt"} for word in FUNCTION}
    for line in ALL:
        for member in line.members:
            files.setdefault(member, set()).add(line.file)
    fixed = ("function.txt", "names.txt")
    assert [m for m, held in files.items() if len(held) > 1 and not held.isdisjoint(fixed)] == []


def test_no_member_stands_twice_in_a_line_and_no_name_twice_in_a_file() -> None:
    """Doubles are slips of an editor."""
    assert [line.name for line in ALL if len(set(line.members)) < len(line.members)] == []
    names = Counter((line.file, line.name) for line in ALL)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(set(FUNCTION)) == len(FUNCTION)


def test_every_member_is_found_as_the_lightest_of_its_kinds() -> None:
    """What stands in the files is found, phrases by their first word, at its lightest."""
    known = lexicon()
    kinds: dict[str, set[TermKind]] = {}
    for line in ALL:
        for member in line.members:
            light = line.section.startswith(LIGHT)
            kinds.setdefault(member, set()).add(TermKind.CONTENT if light else FILES[line.file])
    for member, held in kinds.items():
        words = tuple(member.split())
        found = known.term(member) if len(words) == 1 else known.phrase(words)
        assert found is not None, member
        assert found.kind is max(held, key=LIGHTNESS.__getitem__), member
        assert len(words) == 1 or len(words) in known.lengths(words[0], words[1]), member


def test_a_class_belongs_to_the_classes_above_it() -> None:
    """A salmon is a fish, fish is food, and so a salmon is food."""
    salmon = lexicon().term("salmon")
    assert salmon is not None
    assert {"fish", "food"} <= salmon.classes


@pytest.mark.parametrize(
    ("form", "base"),
    [("pausing", "pause"), ("stopped", "stop"), ("companies", "company"), ("froze", "freeze")],
)
def test_an_inflected_form_is_found_by_its_base(form: str, base: str) -> None:
    """Editors write base forms; regular and irregular ones are found by themselves."""
    found, expected = lexicon().term(form), lexicon().term(base)
    assert found is not None
    assert expected is not None
    assert found.concepts & expected.concepts


def test_phrases_are_found_in_inflected_forms() -> None:
    """A phrase is found whatever form its words have."""
    assert lexicon().phrase(("shutting", "down")) is not None


def test_the_lexicon_is_wide() -> None:
    """Tens of thousands of members, most of them asked for or content."""
    assert len(lexicon().places) > 20_000


def test_common_words_are_commoner_than_rare_ones() -> None:
    """Zipf values order words by how often they are written."""
    assert zipf()["the"] > zipf()["company"] > zipf()["grinder"]


def test_shorthand_and_questions_stand_once() -> None:
    """What is typed for short means one thing, and a way to ask is one way."""
    for file in ("shorthand.txt", "questions.txt", "irregular.txt"):
        typed = Counter(m for line in lines(file) for m in line.members[1:])
        assert [m for m, count in typed.items() if count > 1] == [], file


# Ways: what kind of thing a question wants back.


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("when did it start", "when"),
        ("on what exact date did they confirm it", "when"),
        ("do you know when it starts", "when"),
        ("will it load when i am there", "whether"),
        ("how many users are there", "how many"),
        ("how heavy is it", "how many"),
        ("how did they do it", "how"),
        ("how do i clean it", "how to"),
        ("how long does it take", "how long"),
        ("what was the reason", "why"),
        ("hey so who built it", "who"),
        ("is it open", "whether"),
        ("linkedin owner", ""),
    ],
)
def test_a_question_asks_in_one_way(question: str, way: str) -> None:
    """The first question word that really asks decides."""
    assert asks(question.split()) == way

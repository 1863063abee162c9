"""Units: what a text is about, and what weighs nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.units import Unit, UnitReader
from bot.matching.lexicon import TermKind
from bot.matching.text import normalise

PLAIN = UnitReader()


def read(text: str, reader: UnitReader = PLAIN) -> dict[str, Unit]:
    return {unit.text: unit for unit in reader.read(normalise(text).split()).units}


def shared(a: Unit, b: Unit) -> set[str]:
    return {key for key, _ in a.seeks} & {key for key, _ in b.keys}


def test_talk_around_a_question_weighs_nothing() -> None:
    """Greetings, function words and politeness are no units."""
    assert set(read("hey there could you please tell me the price")) == {"price"}


def test_a_phrase_is_one_unit() -> None:
    """The longest phrase of the lexicon is read whole."""
    assert read("what is the share price")["share price"].kind is TermKind.ASKED


def test_words_of_one_concept_explain_each_other() -> None:
    """Freeze and pause are interchangeable."""
    assert shared(read("the freeze")["freeze"], read("a pause")["pause"])


def test_a_name_is_explained_by_its_other_names_and_explains_its_class() -> None:
    """Insta is Instagram; an app may be Instagram, but Instagram is not any app."""
    insta, instagram, twitter, app = read("insta instagram twitter app").values()
    assert shared(insta, instagram)
    assert shared(app, instagram)
    assert not shared(instagram, app)
    assert not shared(instagram, twitter)


def test_a_faqs_synonyms_are_keys() -> None:
    """An editor's synonyms join words that the lexicon doesn't."""
    reader = UnitReader([("S:0:burr", ("burr", "grinding cone"))])
    assert shared(read("grinding cone", reader)["grinding cone"], read("burr", reader)["burr"])


@given(st.text(max_size=200))
def test_any_text_has_units_in_order(text: str) -> None:
    """Units never overlap and never run beyond the words."""
    words = normalise(text).split()
    units = PLAIN.read(words).units
    places = [place for unit in units for place in (unit.first, unit.last)]
    assert places == sorted(places)
    assert all(0 <= place < len(words) for place in places)
    assert all(unit.weight > 0 for unit in units)

"""A saved change takes over what is the same, and serves as if all were read and built anew."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.faq import entry_lines, store
from bot.faq.store import FaqReading, look
from bot.faq.yaml_reading import read
from bot.matching.arrays import Parameters
from tests.conftest import lay

FACTS = (
    ("kiln", "school", "warm"),
    ("door", "library", "locked"),
    ("piano", "school", "tuned"),
    ("ladder", "fire brigade", "broken"),
    ("sign-up sheet", "choir", "full"),
    ("oven", "bakery", "warm"),
)
ARTICLE = "".join(
    f"The {thing} of the {owner} is {kind} since day {day}.\n"
    for day, (thing, owner, kind) in enumerate(FACTS)
)
PHRASINGS = (
    "is the kiln warm", "how warm is the school's kiln", "since when is the kiln lit",
    "who locked the door", "is the library open", "can i get into the library",
    "is there a piano", "who tuned the piano of the school", "where is the ladder",
    "may i borrow the ladder", "how do i sign up for the choir", "sign up sheet of the choir",
    "is the choir full", "when does the bakery heat its oven", "is bread warm in the bakery",
    "what's new", "does the fire brigade lend its ladder", "why is the ladder broken",
)  # fmt: skip
QUESTIONS = (
    *PHRASINGS[::6],
    "how warm is the oven",
    "who broke the laddr",
    "signup choir",
    "zebra",
)

Spec = dict[str, Any]
a_phrasing = st.sampled_from(PHRASINGS) | st.sampled_from([f"is part {n} new" for n in range(20)])


def laid(folder: Path, text: str) -> Path:
    """The path of a FAQ file of this text, with its article."""
    return lay(folder, {"seeds/a.txt": ARTICLE, "faq/a.yaml": text}) / "a.yaml"


def written(entries: list[tuple[str, list[str], int]], misses: list[str], synonyms: str) -> str:
    """A FAQ as an editor writes it."""
    lines = ["article: {file: ../seeds/a.txt, title: The town}", "entries:"]
    for name, asked, cited in entries:
        lines += [f"  - id: {name}", "    questions:", *(f"      - {one}" for one in asked)]
        lines += [f"    cite: [since day {cited}.]", ""]
    lines += ["not_covered:", *(f"  - {one}" for one in misses)] if misses else []
    return "\n".join([*lines, synonyms])


@st.composite
def chains(draw: st.DrawFn) -> list[str]:
    """Versions of a FAQ, each a few edits from the one before."""
    pool = list(draw(st.permutations(PHRASINGS)))
    entries = [(f"e{at}", [pool.pop(), pool.pop()], at) for at in range(5)]
    misses, synonyms, texts = ["what does the kiln cost"], "", []
    for step in range(draw(st.integers(2, 5))):
        texts.append(written(entries, misses, synonyms))
        at = draw(st.integers(0, len(entries) - 1))
        name, asked, cited = entries[at]
        match draw(
            st.sampled_from(["reword", "more", "less", "entry", "drop", "move", "cite", "other"])
        ):
            case "reword":
                entries[at] = (name, [*asked[:-1], f"is the {name} old {step}"], cited)
            case "more" if pool:
                entries[at] = (name, [*asked, pool.pop()], cited)
            case "less" if len(asked) > 1:
                entries[at] = (name, asked[1:], cited)
            case "entry" if pool:
                entries.insert(at, (f"n{step}", [pool.pop()], draw(st.integers(0, 5))))
            case "drop" if len(entries) > 1:
                del entries[at]
            case "move":
                entries.append(entries.pop(at))
            case "cite":
                entries[at] = (name, asked, draw(st.integers(0, 5)))
            case _:
                misses = [f"what does the {name} cost", *misses][: 1 + step % 2]
                synonyms = draw(st.sampled_from(["", "synonyms: {kiln: [furnace]}\n"]))
    return [*texts, written(entries, misses, synonyms)]


def served(knowledge: Knowledge) -> list[object]:
    """All that replies hang on, as far as it can be compared."""
    (section,) = knowledge.sections
    scorer, answerer = section.scorer, Answerer(knowledge)
    return [
        section.exact,
        section.subject,
        scorer.scale,
        dict(scorer.rarity.having),
        scorer.speller.own,
        [[(one, one.score) for one in section.ranker.rank(text)] for text in QUESTIONS],
        [repr(answerer.ask(text)) for text in QUESTIONS],
    ]


@pytest.mark.parametrize("trained", [0, 3_000])
@settings(max_examples=settings().max_examples // 4)
@given(chain=chains())
def test_a_chain_of_changes_serves_as_if_built_anew(
    trained: int, tmp_path_factory: pytest.TempPathFactory, chain: list[str]
) -> None:
    """After each change replies are those of knowledge that was read and built from nothing."""
    folder = tmp_path_factory.mktemp("chain")
    few = dataclasses.replace(Parameters(), trained=trained, clipped=8, nearest=6, sampled=8)
    with patch("bot.matching.ranker.PARAMETERS", few):
        reading = look(laid(folder, chain[0]))
        knowledge = reading.build()
        for text in chain[1:]:
            reading = look(laid(folder, text), before=reading)
            anew = look(reading.snapshot.path)
            assert (reading.faqs, reading.fingerprint) == (anew.faqs, anew.fingerprint)
            knowledge = reading.build(known=knowledge.sections)
            assert served(knowledge) == served(anew.build())


def found(reading: FaqReading) -> list[object]:
    """What a reading found."""
    documents = [(one.value, one.places, one.faults) for one in reading.documents]
    return [documents, reading.faqs, reading.faults]


TEXT = written(
    [("a", ["is it so", "'is it: so'"], 0), ("b", ["who is it"], 1), ("c", ["why is it"], 2)],
    ["what is it"],
    "synonyms: {kiln: [furnace]}\n",
)
PIECES = st.sampled_from(
    ["x", " ", "\n", "\n\n", '"', "'", "[", "]", "{", "}", ": ", "- ", "# ", "#1", "|", "|+\n",
     ">-\n",
     "---\n", "...\n", "\t", "\r", "\x85", "\u2028", "&a ", "*a", "!t ", "\n  - id: z\n", "\n  - ",
     "\n    next: [a]", "\n    questions:\n", "\u200b", "%", "? ", "\\"]
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, 60), PIECES), min_size=1, max_size=3
)


@settings(max_examples=2 * settings().max_examples)
@given(edits=EDITS)
def test_any_change_is_read_as_if_for_the_first_time(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int, str]]
) -> None:
    """Whatever is changed in a file, what is found is what reading it whole finds, faults too."""
    folder = tmp_path_factory.mktemp("edits")
    text, reading = TEXT, look(laid(folder, TEXT))
    assert not reading.faults
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
        path = laid(folder, text)
        reading = look(path, before=reading)
        assert found(reading) == found(look(path))


def test_only_the_entries_that_changed_are_read(tmp_path: Path) -> None:
    """Of a file with a changed phrasing one entry is read, and its documents once asked for."""
    reading = look(laid(tmp_path, TEXT))
    path = laid(tmp_path, TEXT.replace("who is it", "who was it"))
    with (
        patch.object(store, "read", side_effect=AssertionError),
        patch.object(entry_lines, "read", wraps=read) as entries_read,
    ):
        again = look(path, before=reading)
    ((_, data), _) = entries_read.call_args
    assert data.decode().count("- id:") == 1
    first, second, third = reading.faqs[0].entries
    assert (again.faqs[0].entries[0] is first, again.faqs[0].entries[2] is third) == (True, True)
    assert again.faqs[0].entries[1].questions == ("who was it",) != second.questions
    assert again.documents[0].places


def test_after_a_fault_the_entries_before_it_are_known(tmp_path: Path) -> None:
    """A slip that is mended costs no reading of the whole file."""
    reading = look(laid(tmp_path, TEXT))
    faulty = look(laid(tmp_path, TEXT.replace("who is it", '"who is it')), before=reading)
    assert faulty.faults
    with patch.object(store, "read", side_effect=AssertionError):
        assert not look(laid(tmp_path, TEXT.replace("who", "whose")), before=faulty).faults

"""Near misses silence what they say and no more, in every FAQ that is at hand."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.entry import Faq
from bot.answering.knowledge import Knowledge
from bot.editing.collisions import variants
from bot.editing.findings import checked_files
from bot.editing.idle_lines import near_phrasings, silenced
from bot.errors import Fault
from bot.faq.store import look
from tests.benchmarks.answering import FILES
from tests.benchmarks.invariance import CHANGES, LEARNT, lowered, shown, unmarked
from tests.conftest import FAQ, Folder

NEAREST = 2  # phrasings of each near miss
FAQS = sorted({FILES[name][0] for name in LEARNT})
MOST_DENIED = 1 / 1_000  # of variants: one without the subject may say too little by itself
_PREPOSITION = re.compile(r"\s(?=(?:in|on|at|for|from|during|after|before|with)\s)", re.IGNORECASE)


def _turned(text: str) -> str:
    """A question with its last part first: "in china, is it blocked?"."""
    said = unmarked(text)
    cuts = [found.start() for found in _PREPOSITION.finditer(said)]
    if "," in said or not cuts or len(said[: cuts[-1]].split()) < 2:
        return text
    return f"{said[cuts[-1] :].strip()}, {lowered(said[: cuts[-1]])}?"


def _said_otherwise(faq: Faq, text: str, subject: frozenset[str]) -> Iterator[str]:
    """The obvious variants of a phrasing."""
    draw = random.Random(text)  # noqa: S311 - a sample, not a secret
    for change in CHANGES.values():
        yield change(text, draw)
    yield from variants(text, subject, faq.synonyms)
    yield _turned(text)


def _denied(path: Path, every: int) -> Iterator[tuple[str, bool]]:
    """Each variant of every so manieth phrasing near a near miss, and whether these deny it."""
    (faq,) = look(path).faqs
    knowledge = Knowledge.build([faq], "")
    without = Knowledge.build([dataclasses.replace(faq, not_covered=())], "")
    for entry, text in list(near_phrasings(faq, NEAREST))[::every]:
        for variant in {*_said_otherwise(faq, text, knowledge.sections[0].subject)} - {text}:
            lost = entry.stands_on not in shown(knowledge, variant)
            yield variant, lost and entry.stands_on in shown(without, variant)


@pytest.mark.parametrize(
    ("path", "every"),
    [(FILES["manual"][0], 4), *(pytest.param(path, 1, marks=pytest.mark.stress) for path in FAQS)],
    ids=lambda value: value.parent.name if isinstance(value, Path) else None,
)
def test_a_near_miss_silences_no_variant_of_a_phrasing(path: Path, every: int) -> None:
    """What is shown for a variant of a phrasing without near misses is shown with them, too."""
    found = list(_denied(path, every))
    denied = [variant for variant, lost in found if lost]
    assert len(denied) <= MOST_DENIED * len(found), denied


def _silenced(folder: Folder, line: str, more: str = "") -> list[Fault]:
    reading = look(folder(kiln=f"{FAQ}  - {line}\n{more}"))
    knowledge = reading.build()
    return [fault for one in checked_files(reading) for fault in silenced(one, knowledge)]


@pytest.mark.parametrize(
    ("line", "variant", "phrasing"),
    [
        ("how hot did kiln get", "How hot did kiln get?", "How hot did the kiln get?"),
        ("builder of oven", "builder of the oven", "builder of the kiln"),
    ],
)
def test_the_check_names_the_near_miss_and_the_phrasing(
    folder: Folder, line: str, variant: str, phrasing: str
) -> None:
    """Where a near miss silences a variant the check warns at its line, and says what to do."""
    more = "synonyms:\n  kiln: [oven]\n"
    (fault,) = _silenced(folder, line, more)
    assert (fault.severity, fault.line) == ("warning", FAQ.count("\n") + 1)
    assert f"`{line}` silences `{variant}`" in fault.problem
    assert f"like `{phrasing}`" in fault.problem
    assert fault.mend


@pytest.mark.parametrize(
    "line",
    ["how hot did the kiln get in 1920", "who built the second kiln", "what is glaze made of"],
)
def test_a_near_miss_that_says_more_is_let_be(folder: Folder, line: str) -> None:
    """One that names what sets it apart silences nothing else."""
    assert not _silenced(folder, line)

"""The check: what it calls an error, what a warning, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import checked
from bot.editing.check import summary
from bot.editing.collisions import collisions
from bot.errors import Fault
from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder, load


def found(path: Path) -> tuple[Fault, ...]:
    return checked(look(path))


def one(path: Path, problem: str) -> Fault:
    """The single finding that says this."""
    (fault,) = [fault for fault in found(path) if problem in fault.problem]
    return fault


def entry(name: str, answer: str, cite: str, *questions: str) -> str:
    asked = "".join(f"      - {question}\n" for question in questions)
    said = f"    answer: {answer}\n" if answer else ""
    return f"  - id: {name}\n    questions:\n{asked}{said}    cite:\n      - {cite}\n"


def faq(*entries: str, more: str = "") -> str:
    head = f"article:\n  file: ../seeds/kiln.txt\n  title: The kiln\n{more}entries:\n"
    return head + "".join(entries)


HOT = entry(
    "how-hot",
    "",
    "The kiln reached",
    "How hot did the kiln get?",
    "kiln temperature on friday",
    "how many degrees did it reach",
    "what was the heat of the oven",
)
GLAZE = entry(
    "glaze",
    "",
    "The glaze came from",
    "Where does the glaze come from?",
    "who supplies the glaze",
    "origin of the glaze",
    "which workshop made the glaze",
)


def test_no_phrasing_of_a_proven_faq_is_an_error(folder: Folder) -> None:
    """The FAQ of the tests has warnings only, and a summary that counts what it holds."""
    path = folder()
    assert {fault.severity for fault in found(path)} == {"warning"}
    held = summary(look(path).faqs)
    assert (held.articles, held.sentences, held.uncited, held.entries) == (1, 5, 2, 3)
    assert (held.phrasings, held.near_misses) == (9, 1)


def test_a_fault_hides_nothing_of_the_rest(folder: Folder) -> None:
    """Of a FAQ that can't be loaded the sound entries are looked at all the same, faults first."""
    broken = FAQ.replace("Mara Lindqvist built it in", "Sara built it in")
    fault, *rest = found(folder(kiln=broken))
    assert (fault.severity, fault.line) == ("error", 18)
    assert {(one.severity, one.entry) for one in rest} == {
        ("warning", "how-hot"),
        ("warning", "how-often"),
    }


def test_a_phrasing_that_another_entry_says_too_is_a_duplicate(folder: Folder) -> None:
    """Two phrasings in the same words, but for idle ones, are named with each other."""
    twin = GLAZE.replace("who supplies the glaze", "did the kiln get how hot")
    fault = one(folder(kiln=faq(HOT, twin)), "`did the kiln get how hot` says the same as")
    assert "`How hot did the kiln get?` of `how-hot`" in fault.problem
    assert (fault.severity, fault.entry, fault.line) == ("warning", "glaze", 16)
    assert "cite the same sentences" in fault.mend


def test_a_phrasing_in_another_entrys_words_is_shadowed(folder: Folder) -> None:
    """A phrasing that, taken out, leads elsewhere is named with what it meets there."""
    lost = HOT.replace("what was the heat of the oven", "origin of the glaze of lisbon")
    fault = one(folder(kiln=faq(lost, GLAZE)), "is in the words of")
    assert "`origin of the glaze of lisbon`" in fault.problem
    assert "of `glaze`" in fault.problem
    assert (fault.severity, fault.entry) == ("warning", "how-hot")
    assert "Move it to `glaze`" in fault.mend


def test_entries_with_the_same_sentences_never_collide(folder: Folder) -> None:
    """What two entries that cite the same share is no collision."""
    twin = GLAZE.replace("id: glaze", "id: heat").replace("The glaze came from", "The kiln reached")
    twin = twin.replace("origin of the glaze", "the kiln, how hot did it get")
    assert not collisions(load(folder(kiln=faq(HOT, twin))))


def test_few_phrasings_are_told(folder: Folder) -> None:
    """An entry with fewer than four phrasings is warned about at its list."""
    short = entry("built", "", "Mara Lindqvist built it", "Who built the kiln?", "kiln maker")
    fault = one(folder(kiln=faq(HOT, short)), "Only 2 phrasings.")
    assert (fault.entry, fault.line, fault.mend[:13]) == ("built", 15, "Add 2 or more")


def test_sentences_that_nothing_cites_are_told(folder: Folder) -> None:
    """Uncited sentences are named at the article; few of them in their words."""
    fault = one(folder(), "No entry cites")
    assert "4 “The glaze came from a workshop in Lisbon.”" in fault.problem
    assert (fault.severity, fault.line) == ("warning", 2)


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ("It reached 1,240 degrees [1].", ()),
        ("It reached 1240 degrees on Friday [1].", ()),
        ("It reached 1,420 degrees [1].", ("1,420",)),
        ("On Monday it reached 1,240 degrees [1].", ("Monday",)),
        ("Mara says it reached 1,240 degrees [1].", ("Mara",)),
        ("It reached twelve degrees [1].", ("twelve",)),
        ("It reached 1,240 million degrees in Lisbon [1].", ("million", "Lisbon")),
        ("The Kiln did it [1]. Nobody else did.", ()),
    ],
)
def test_names_and_figures_need_a_citation(
    folder: Folder, answer: str, missing: tuple[str, ...]
) -> None:
    """A name, date or figure of an answer that its sentences don't say is named."""
    text = FAQ.replace("It reached 1,240 degrees [1].", answer)
    warnings = [fault for fault in found(folder(kiln=text)) if "The answer says" in fault.problem]
    assert len(warnings) == bool(missing)
    for word in missing:
        assert f"“{word}”" in warnings[0].problem
        assert (warnings[0].entry, warnings[0].line) == ("how-hot", 10)


def test_a_sentence_that_stands_twice_has_no_link(folder: Folder) -> None:
    """With a page, a citation that no text fragment can tell apart is warned about."""
    page = faq(HOT, more="  url: https://example.org/kiln\n")
    assert not [f for f in found(folder(kiln=page)) if "link" in f.problem]
    twice = ARTICLE.replace("Visitors may", "Go on.\n\nWhy?\n\nVisitors may") + "\nWhy?\n"
    why = entry("why", "", "Go on. Why?", "Why is that?", "a", "b", "c")
    path = folder(twice, kiln=faq(HOT, why, more="  url: https://example.org/kiln\n"))
    warnings = [f for f in found(path) if "No link leads to sentence 6 alone" in f.problem]
    assert [fault.severity for fault in warnings] in ([], ["warning"])


def test_a_render_that_fails_is_an_error(folder: Folder) -> None:
    """A card that could not be sent is an error at its entry."""
    from bot.answering.answerer import Answerer
    from bot.editing.check import check
    from bot.faq.store import FaqStore

    path = folder()
    faults = check(
        look(path),
        Answerer(FaqStore(path)),
        [lambda _, e: "5,000 characters" if e.id == "who-built" else None],
    )
    (fault,) = [fault for fault in faults if fault.severity == "error"]
    assert (fault.entry, fault.line) == ("who-built", 13)
    assert "5,000 characters" in fault.problem

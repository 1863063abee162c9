"""The check: what it calls an error, what a warning, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.app import checked
from bot.editing.check import check, summary
from bot.editing.collisions import collisions
from bot.editing.findings import Rank, accept, proposed
from bot.errors import Fault
from bot.faq.edits import EditRefused
from bot.faq.store import FaqStore, look
from tests.conftest import ARTICLE, FAQ, Folder, lay, load
from tests.editing.conftest import GLAZE


def found(path: Path) -> tuple[Fault, ...]:
    return checked(look(path))


def says(path: Path) -> list[Fault]:
    """What is found of what an answer says."""
    return [fault for fault in found(path) if fault.problem.startswith("The answer says")]


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


HOT = """  - id: how-hot
    questions:
      - How hot did the kiln get?
      - kiln temperature on friday
      - how many degrees did it reach
      - what was the heat of the oven
    cite:
      - The kiln reached
"""


def test_no_phrasing_of_a_proven_faq_is_an_error(folder: Folder) -> None:
    """The FAQ of the tests has warnings only, and a summary that counts what it holds."""
    path = folder()
    assert {fault.severity for fault in found(path)} == {"warning"}
    held = summary(look(path).faqs)
    assert (held.articles, held.sentences, held.uncited, held.entries) == (1, 5, 2, 3)
    assert (held.phrasings, held.near_misses) == (9, 1)


BROKEN = FAQ.replace("Mara Lindqvist built it in", "Sara built it in")


def test_a_fault_hides_nothing_of_the_rest(folder: Folder) -> None:
    """Of a FAQ that can't be loaded the sound entries are looked at all the same, faults first."""
    fault, *rest = found(folder(kiln=BROKEN))
    assert (fault.severity, fault.line) == ("error", 18)
    told = {(one.severity, one.entry) for one in rest}
    assert told == {("warning", "how-hot"), ("warning", "how-often")}


def test_a_fault_hides_no_coverage_of_other_files(folder: Folder) -> None:
    """What no entry cites is told of the files without faults, and of these alone."""
    pool = faq(entry("deep", "", "The pool is deep", "How deep?")).replace("kiln.txt", "pool.txt")
    path = folder(kiln=BROKEN, pool=pool)
    lay(path.parent, {"seeds/pool.txt": "The pool is deep. The water is warm.\n"})
    assert "The water is warm." in one(path, "No entry cites").problem


SHORT = entry("built", "", "Mara Lindqvist built it", "Who built the kiln?", "kiln maker")
WARNINGS: dict[str, tuple[str, tuple[str | None, int], str]] = {
    "`did the kiln get how hot` says the same as `How hot did the kiln get?` of `how-hot`": (
        faq(HOT, GLAZE.replace("who supplies the glaze", "did the kiln get how hot")),
        ("glaze", 16),
        "cite the same sentences",
    ),
    "`origin of the glaze of lisbon` is in the words of": (
        faq(HOT.replace("what was the heat of the oven", "origin of the glaze of lisbon"), GLAZE),
        ("how-hot", 10),
        "Move it to `glaze`",
    ),
    "`example` alone draws in others": (
        FAQ.replace("kiln temperature", "example"),
        ("how-hot", 8),
        "",
    ),
    "Only 2 phrasings.": (faq(HOT, SHORT), ("built", 15), "Add 2 or more"),
    "4 “The glaze came from a workshop in Lisbon.”": (FAQ, (None, 2), ""),
    "“Lisbon”": (
        FAQ.replace("degrees [1]", "degrees in Lisbon [1]"),
        ("how-hot", 10),
        "Cite sentence 4 too, which does: “The glaze came from",
    ),
    "“Porto”": (
        FAQ.replace("degrees [1]", "degrees in Porto [1]"),
        ("how-hot", 10),
        "No single sentence does either",
    ),
    "No entry has the id `who-buitl`": (
        FAQ.replace("[who-built]", "[who-buitl]"),
        ("how-hot", 12),
        "Did you mean `who-built`?",
    ),
    "No entry has the id `opening-hours`": (
        FAQ.replace("[who-built]", "[opening-hours]"),
        ("how-hot", 12),
        "Write that entry, or take it out.",
    ),
}


@pytest.mark.parametrize("problem", WARNINGS)
def test_what_members_may_get_wrong_is_a_warning(folder: Folder, problem: str) -> None:
    """Such a FAQ serves; what draws in others, is missing or too little is told with its mend."""
    text, place, mend = WARNINGS[problem]
    path = folder(kiln=text)
    assert look(path).build().entries
    fault = one(path, problem)
    assert (fault.severity, fault.entry, fault.line) == ("warning", *place)
    assert mend in fault.mend


def test_entries_with_the_same_sentences_never_collide(folder: Folder) -> None:
    """What two entries that cite the same share is no collision."""
    twin = GLAZE.replace("The glaze came from a workshop in Lisbon.", "The kiln reached")
    twin = twin.replace("origin of the glaze", "the kiln, how hot did it get")
    assert not collisions(load(folder(kiln=faq(HOT, twin))))


@pytest.mark.parametrize(
    ("quote", "answer", "against"),
    [
        ("Dogs are not allowed", "Yes, dogs are allowed [1].", "allowed”, the sentences"),
        ("The sauna is closed in summer", "Yes, in summer the sauna is open [1].", "“closed”"),
        ("You can't bring dogs", "You can bring dogs [1].", "“not bring”"),
        ("Refunds are never given", "Refunds are given [1].", "“not given”"),
        ("There is no parking", "There is parking. [1]", "“not parking”"),
        ("The old lift is unsafe", "The old lift is safe [1].", "“unsafe”"),
        ("Dogs are not allowed", "Dogs are forbidden [1].", ""),
        ("No dogs are allowed", "Dogs are forbidden [1].", ""),
        ("Dogs are not allowed; cats are allowed", "Cats are allowed [1].", ""),
        ("Doors do not open before nine", "Doors open at nine [1].", ""),
        ("The pool opens at six and closes at ten", "It closes at ten [1].", ""),
        ("The sauna is closed in summer and open in winter", "In winter it is open [1].", ""),
        ("The sauna is closed in summer", "In summer the sauna is not open [1].", ""),
        ("It does not cost anything", "It costs nothing [1].", ""),
    ],
)
def test_an_answer_may_not_contradict_its_quotes(
    folder: Folder, quote: str, answer: str, against: str
) -> None:
    """What the quotes deny, or say the opposite of, is told first; other words for it are not."""
    path = folder(f"{quote}.\n", kiln=faq(entry("rule", answer, quote, "What is the rule?")))
    told = [fault for fault in says(path) if "the sentences it cites “" in fault.problem]
    assert [fault.rank for fault in told] == [Rank.WRONG] * bool(against)
    assert all(against in fault.problem for fault in told)


HOTTEST = "The kiln reached 1,240 degrees on Friday."
SHOWN = "Shown at 2026-08-20T07:15:00Z."


@pytest.mark.parametrize(
    ("source", "answer", "missing"),
    [
        (HOTTEST, "It reached 1,240 degrees", []),
        (HOTTEST, "It reached 1240 degrees on Friday", []),
        (HOTTEST, "It reached 1,420 degrees", ["1,420"]),
        (HOTTEST, "On Monday it reached 1,240 degrees", ["Monday"]),
        (HOTTEST, "Mara says it reached 1,240 degrees", ["Mara"]),
        (HOTTEST, "It reached twelve degrees", ["twelve"]),
        (HOTTEST, "It reached 1,240 million degrees in Lisbon", ["million", "Lisbon"]),
        (HOTTEST, "Nobody else did. The Kiln did it", []),
        (HOTTEST, "It got as hot as 1,240 degrees", []),
        (HOTTEST, "It reached 1,240 degrees with coal from a neighbour", ["coal", "neighbour"]),
        (HOTTEST, "It reached 1,240 degrees in the basement", ["basement"]),
        # dates, times, spans and counts are found in any way of writing them
        (SHOWN, "Shown 20 August 2026, 07:15 UTC", []),
        (SHOWN, "Shown 2026-08-20 at 7:15 am", []),
        (SHOWN, "Shown 21 August 2026, 07:15", ["21"]),
        (SHOWN, "Shown 07:45", ["07:45"]),
        ("Shown on Aug 20, 2026 at 5pm.", "Shown 2026-08-20 at 17:00", []),
        ("Shown on 20.08.2026 at noon.", "Shown August 20th, 2026", []),
        ("Shown in spring (2001-2006).", "Shown from 2001 to 2006", []),
        ("Shown from 2001 to 2006.", "Shown 2001-2006", []),
        ("Shown from 2001 to 2006.", "Shown 2001-2008", ["2001-2008"]),
        ("Shown with 3 kg of clay in part IV.", "Shown 3kg in part 4", []),
        ("Shown for the second time.", "Shown for the 2nd time", []),
    ],
)
def test_names_and_figures_need_a_citation(
    folder: Folder, source: str, answer: str, missing: list[str]
) -> None:
    """A name, date or figure of an answer that its sentences don't say is named."""
    rule = entry("rule", f"'{answer} [1].'", f"'{source}'", "What is the rule?")
    told = [one.problem for one in says(folder(f"{source}\n", kiln=faq(rule)))]
    named = ", ".join(f"“{word}”" for word in missing)
    assert [problem.startswith(f"The answer says {named}, which") for problem in told] == (
        [True] * bool(missing)
    )


def test_headings_and_filler_are_never_uncited(folder: Folder) -> None:
    """Headings, greetings and exclamations are no sentences that an entry should cite; code is."""
    filler = f"Hello everyone! {ARTICLE}Read on.\n\nGlad you asked!\n\n```\nls\n```\n"
    path = folder(f"A title\n\n# The kiln\n\n{filler}")
    assert "3 of 11 sentences" in one(path, "No entry cites").problem
    assert summary(look(path).faqs).uncited == 3


YARD = entry("yard", "", "Visitors may watch", "May I watch?", "spectators in the yard")

LINES = {
    "near miss as a question": (
        "not_covered: [how hot is that kiln then]",
        "The near miss `how hot is that kiln then` says the same as `how hot is the kiln`",
    ),
    "near miss twice": (
        "not_covered: [what does a firing cost, 'What does the firing cost?']",
        "says the same as the near miss `what does a firing cost`",
    ),
    "not so the other way round": ("not_covered: [move from mud to ash, move from ash to mud]", ""),
    "synonym of nothing": ("synonyms: {anvil: [hammer]}", "No entry says `anvil`"),
    "synonym of one": ("synonyms: {kiln: [oven]}", ""),
    "id nearly known": ("next: [glaz]", "No entry has the id `glaz` yet"),
    "id known": ("next: [glaze]", ""),
}


@pytest.mark.parametrize(("lines", "problem"), LINES.values(), ids=LINES)
def test_lines_that_do_nothing_are_told(folder: Folder, lines: str, problem: str) -> None:
    """A repeated near miss, a synonym of what nothing says, a follow-up that is not there."""
    hot = HOT.replace("kiln temperature on friday", "how hot is the kiln")
    indent = "    " if lines.startswith("next") else ""  # of the last entry
    path = folder(kiln=f"{faq(GLAZE, hot)}{indent}{lines}\n")
    told = [one for one in found(path) if one.rank in (Rank.REFUSED, Rank.LINE)]
    assert [problem in one.problem for one in told] == [True] * bool(problem)
    assert all(one.severity == "warning" for one in told)


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("who is the supplier of the glaze", "Write `- who is the supplier of the glaze` under"),
        ("where did the glaze come from", "Take it out, or ask one thing in it."),
    ],
)
def test_a_proposed_near_miss_was_tried(folder: Folder, line: str, mend: str) -> None:
    """A near miss that an entry of another file answers is proposed there, unless it harms it."""
    path = folder(kiln=f"{FAQ}  - {line}\n", glaze=faq(GLAZE, YARD))
    (fault,) = [fault for fault in found(path) if fault.severity == "error"]
    assert fault.problem == f"The near miss `{line}` gets the answer of `glaze`."
    assert fault.mend.startswith(mend)


def test_what_members_get_wrong_comes_first(folder: Folder) -> None:
    """Errors, then what is answered wrongly, what is refused, what collides, what is missing."""
    text = FAQ.replace("1,240 degrees [1].", "1,240 degrees in Porto [1].")
    text = text.replace("- kiln temperature", "- kiln temperature\n      - did they fire how often")
    text += "  - how hot the kiln did get now\n"
    ranks = [fault.rank for fault in found(folder(kiln=text))]
    assert ranks == sorted(ranks)
    assert {Rank.WRONG, Rank.REFUSED, Rank.COLLISION, Rank.COVERAGE} <= set(ranks)


def test_a_judged_warning_is_silent_until_its_line_changes(folder: Folder) -> None:
    """A mark on the line accepts one warning; a mark that accepts nothing is told."""
    path = folder(kiln=FAQ.replace("1,240 degrees [1].", "1,240 degrees in Porto [1]."))
    before = found(path)
    accept(look(path), before, [fault.mark for fault in before])
    assert found(path) == ()
    file = path / "kiln.yaml"
    file.write_text(file.read_text().replace("in Porto", "in Faro"))
    porto, faro = before[0].mark, one(path, "“Faro”")
    assert faro.mark != porto
    assert one(path, f"`fine: {porto}` accepts nothing").line == faro.line
    with pytest.raises(EditRefused, match="No warning has the mark 0000"):
        accept(look(path), found(path), ["0000"])


def test_proposed_entries_are_counted(folder: Folder) -> None:
    """An entry that a program proposed says so behind its id, in any comment there."""
    text = FAQ.replace("id: how-hot", "id: how-hot # proposed")
    text = text.replace("id: who-built", "id: who-built  # was proposed, fine: 3f2a")
    assert proposed(look(folder(kiln=text))) == 2
    assert proposed(look(folder())) == 0


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
    path = folder()
    answerer = Answerer(FaqStore(path))
    failing = [lambda _, entry: "5,000 characters" if entry.id == "who-built" else None]
    (fault,) = [one for one in check(look(path), answerer, failing) if one.severity == "error"]
    assert (fault.entry, fault.line) == ("who-built", 13)
    assert "5,000 characters" in fault.problem

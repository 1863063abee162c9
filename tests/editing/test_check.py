"""The check: what it calls an error, what a warning, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answerer import Answerer, FixedKnowledge
from bot.app import checked
from bot.editing.check import check, summary
from bot.editing.collisions import collisions
from bot.editing.findings import Rank, accept, proposed
from bot.errors import Fault
from bot.faq.edits import EditRefused
from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder, lay, load


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
    *("how-hot", "", "The kiln reached"),
    *("How hot did the kiln get?", "kiln temperature on friday"),
    *("how many degrees did it reach", "what was the heat of the oven"),
)
GLAZE = entry(
    *("glaze", "", "The glaze came from"),
    *("Where does the glaze come from?", "who supplies the glaze"),
    *("origin of the glaze", "which workshop made the glaze"),
)


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


def says(path: Path) -> list[Fault]:
    """What is found of what an answer says."""
    return [fault for fault in found(path) if fault.problem.startswith("The answer says")]


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
        ("It got as hot as 1,240 degrees [1].", ()),
        ("It reached 1,240 degrees with coal from a neighbour [1].", ("coal", "neighbour")),
        ("It reached 1,240 degrees in the basement [1].", ("basement",)),
    ],
)
def test_names_and_figures_need_a_citation(
    folder: Folder, answer: str, missing: tuple[str, ...]
) -> None:
    """A name, date or figure of an answer that its sentences don't say is named."""
    warnings = says(folder(kiln=FAQ.replace("It reached 1,240 degrees [1].", answer)))
    assert [(one.entry, one.line) for one in warnings] == [("how-hot", 10)] * bool(missing)
    assert all(f"“{word}”" in one.problem for one in warnings for word in missing)


@pytest.mark.parametrize(
    ("source", "said", "missing"),
    [
        ("Shown at 2026-08-20T07:15:00Z.", "20 August 2026, 07:15 UTC", ""),
        ("Shown at 2026-08-20T07:15:00Z.", "2026-08-20 at 7:15 am", ""),
        ("Shown at 2026-08-20T07:15:00Z.", "21 August 2026, 07:15", "21"),
        ("Shown at 2026-08-20T07:15:00Z.", "07:45", "07:45"),
        ("Shown on Aug 20, 2026 at 5pm.", "2026-08-20 at 17:00", ""),
        ("Shown on 20.08.2026 at noon.", "August 20th, 2026", ""),
        ("Shown in spring (2001-2006).", "from 2001 to 2006", ""),
        ("Shown from 2001 to 2006.", "2001-2006", ""),
        ("Shown from 2001 to 2006.", "2001-2008", "2001-2008"),
        ("Shown with 3 kg of clay in part IV.", "3kg in part 4", ""),
        ("Shown for the second time.", "for the 2nd time", ""),
    ],
)
def test_a_date_is_the_same_however_it_is_written(
    folder: Folder, source: str, said: str, missing: str
) -> None:
    """Dates, times, spans and counts of an answer are found in any way of writing them."""
    shown = entry("shown", f"'Shown {said} [1].'", f"'{source}'", "When is it shown?")
    problems = [one.problem for one in says(folder(f"{source}\n", kiln=faq(shown)))]
    expected = f"The answer says “{missing}”, which"
    assert [one.startswith(expected) for one in problems] == [True] * bool(missing)


@pytest.mark.parametrize(
    ("place", "mend"),
    [
        ("beside a workshop in Lisbon", "Cite sentence 4 too, which does: “The glaze came from"),
        ("in Porto", "No single sentence does either"),
    ],
)
def test_what_bears_an_answer_out_is_named(folder: Folder, place: str, mend: str) -> None:
    """If a sentence of the article says what the cited ones don't, the mend names it."""
    text = FAQ.replace("1,240 degrees [1].", f"1,240 degrees {place} [1].")
    assert one(folder(kiln=text), f"“{place.rsplit(maxsplit=1)[-1]}”").mend.startswith(mend)


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
    ("named", "mend"),
    [
        ("who-buitl", "Did you mean `who-built`?"),
        ("opening-hours", "Write that entry, or take it out."),
    ],
)
def test_a_follow_up_that_is_not_written_yet_is_no_fault(
    folder: Folder, named: str, mend: str
) -> None:
    """Such a FAQ serves; only an id that is near is proposed."""
    path = folder(kiln=FAQ.replace("next: [who-built]", f"next: [{named}]"))
    assert look(path).build().entries
    assert one(path, f"No entry has the id `{named}`").mend == mend


def test_an_everyday_word_alone_draws_in_others(folder: Folder) -> None:
    """A phrasing of one word that people say of anything is tried in what strangers say."""
    path = folder(kiln=FAQ.replace("kiln temperature", "example"))
    fault = one(path, "`example` alone draws in others")
    assert (fault.rank, fault.entry, fault.line) == (Rank.WRONG, "how-hot", 8)
    assert not [f for f in found(folder(kiln=FAQ)) if "alone draws in" in f.problem]


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
    answerer = Answerer(FixedKnowledge(look(path).build()))
    failing = [lambda _, entry: "5,000 characters" if entry.id == "who-built" else None]
    (fault,) = [one for one in check(look(path), answerer, failing) if one.severity == "error"]
    assert (fault.entry, fault.line) == ("who-built", 13)
    assert "5,000 characters" in fault.problem

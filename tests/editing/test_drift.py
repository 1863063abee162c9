"""Drift: what a new version of the article does to the quotes, and mending them by hand."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.article.article import Article
from bot.article.quotes import Finder, Found
from bot.editing.drift import Drifted, survey, targets
from bot.faq.store import look
from bot.faq.writing import place
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder, load

HOTTER = ARTICLE.replace("1,240 degrees on Friday", "1,260 degrees on Saturday")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A new version of the article, which says another figure and another day."""
    path = tmp_path / "new.txt"
    path.write_text(HOTTER, encoding="utf-8")
    return path


def drift_write(path: Path, new: Path) -> int:
    return run(["drift", str(new), "--write", "--faq", str(path)])


def surveyed(path: Path, text: str) -> dict[str, Drifted]:
    """What becomes of each quote, by the quote."""
    reading = look(path)
    (target,) = targets(reading)
    found = survey(target, reading, Article.of("kiln.txt", text))
    return {one.quote: one for one in found.findings}


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What the person at the terminal types."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_same_article_changes_nothing(folder: Folder) -> None:
    """Against itself an article leaves every quote as it was."""
    assert {one.verdict for one in surveyed(folder(), ARTICLE).values()} == {"same"}


HOT, BUILT, FIRE, GLAZE, WATCH, YARD = QUOTES = (
    "The kiln reached 1,240 degrees",
    "Mara Lindqvist built it",
    "We fire twice a month",
    "from a workshop in Lisbon",
    "may watch the firing from the yard, which holds over 50",
    "which holds over 50 people.",
)
LONGER = """The kiln reached 1,240 degrees on Friday and was opened by the mayor. \
Mara Lindqvist built it in 2019.

“We fire twice a month,” she said. The glaze came from a workshop in Lisbon.
Visitors may watch the firing from the yard, which holds over 50 people.
"""
Changes = dict[str, str]
Fates = dict[str, tuple[str, str | None]]
CHANGED: dict[str, tuple[Changes, Fates, list[str]]] = {
    "nothing": ({}, {}, []),
    "a number": ({"1,240": "1,260"}, {HOT: ("changed", "The kiln reached 1,260 degrees")}, []),
    "a number at an end of the quote": (
        {"over 50 people": "more than 52 people"},
        {
            WATCH: ("changed", "may watch the firing from the yard, which holds more than 52"),
            YARD: ("changed", "which holds more than 52 people"),
        },
        [],
    ),
    "a number in words": (
        {"twice a": "three times a"},
        {FIRE: ("changed", "We fire three times a month")},
        [],
    ),
    "a name": (
        {"Mara Lindqvist built": "Jonas Weber built"},
        {BUILT: ("changed", "Jonas Weber built it")},
        [],
    ),
    "a word of the quote and a date beyond": (
        {"kiln reached": "kiln got to", "on Friday": "on Saturday"},
        {HOT: ("changed", "The kiln got to 1,240 degrees on Saturday")},
        [],
    ),
    "a date beyond the quote": ({"Friday": "Saturday"}, {HOT: ("reworded", None)}, []),
    "a split that the quote survives": (
        {"Friday and was": "Friday. It was"},
        {HOT: ("split", "The kiln reached 1,240 degrees on Friday. It was opened by the mayor.")},
        [],
    ),
    "a split, and a number": (
        {"reached 1,240": "got to 1,260", "Friday and was": "Friday. It was"},
        {HOT: ("split", "The kiln got to 1,260 degrees on Friday. It was opened by the mayor.")},
        [],
    ),
    "a merger": (
        {"Lisbon.\nVisitors": "Lisbon, and visitors"},
        {GLAZE: ("reworded", None), WATCH: ("reworded", None), YARD: ("reworded", None)},
        [],
    ),
    "a move": (
        {
            "Mara Lindqvist built it in 2019.": "",
            "\nVisitors": "\nMara Lindqvist built it in 2019.\nVisitors",
        },
        {},
        [],
    ),
    "a removal": (
        {" The glaze came from a workshop in Lisbon.": ""},
        {GLAZE: ("vanished", None)},
        [],
    ),
    "additions, one like what is there": (
        {"\nVisitors": " The glaze is blue.\nMara Lindqvist sold it in 2021.\nVisitors"},
        {},
        ["The glaze is blue.", "Mara Lindqvist sold it in 2021."],
    ),
    "another order of words": (
        {"The glaze came from a workshop in Lisbon": "From a workshop in Lisbon came the glaze"},
        {GLAZE: ("changed", "From a workshop in Lisbon")},
        [],
    ),
    "other words": (
        {"The glaze came from a workshop in Lisbon": "Its colours are a Portuguese potter’s"},
        {GLAZE: ("vanished", None)},
        ["Its colours are a Portuguese potter’s."],
    ),
    "typography": (
        {"“": '"', "”": '"', " degrees": "\u00a0degrees", " The glaze": "\nThe glaze"},
        {},
        [],
    ),
    "a heading": ({"“We": "## Opening hours\n\n“We"}, {}, []),
    "a sentence like another": (
        {"\nVisitors": "\nIt is said that Mara Lindqvist built it for her son.\nVisitors"},
        {BUILT: ("twice", "Mara Lindqvist built it in 2019.")},
        ["It is said that Mara Lindqvist built it for her son."],
    ),
}


def cited(*quotes: str, answer: str = "") -> str:
    """A FAQ with an entry for each quote."""
    head = "article: {file: ../seeds/kiln.txt}\nentries:\n"
    said = f"    answer: {answer}\n" if answer else ""
    return head + "".join(
        f"  - id: e-{number}\n    questions: [question {number}]\n{said}"
        f"    cite: [{json.dumps(quote)}]\n"
        for number, quote in enumerate(quotes)
    )


def changed(changes: Changes) -> str:
    text = LONGER
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(("changes", "fates", "added"), CHANGED.values(), ids=CHANGED.keys())
def test_a_new_version_is_told_sentence_by_sentence(
    folder: Folder, changes: Changes, fates: Fates, added: list[str]
) -> None:
    """Each quote has its fate and a proposal with the changed facts; new sentences are listed."""
    reading = look(folder(LONGER, kiln=cited(*QUOTES)))
    (target,) = targets(reading)
    new = Article.of("kiln.txt", changed(changes))
    found = survey(target, reading, new)
    same = dict.fromkeys(QUOTES, ("same", None))
    assert {one.quote: (one.verdict, one.proposal) for one in found.findings} == same | fates
    assert [new.quote(one) for one in found.added] == added
    for one in found.findings:
        assert one.broken == (not isinstance(Finder(new).find(one.quote), Found))
        if one.proposal:
            proposed = Finder(new).find(one.proposal)
            assert isinstance(proposed, Found)
            assert proposed.sentences == one.now


WORDS = st.sampled_from(
    ["kiln", "Mara", "glaze", "1,240", "Friday", "yard", "built", "opened", "twice", "the", "of"]
)
SENTENCES = st.lists(
    st.lists(WORDS, min_size=3, max_size=9).map(lambda words: "It " + " ".join(words) + "."),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SENTENCES, SENTENCES, st.data())
def test_a_proposal_leads_to_what_is_shown(
    folder: Folder, old: list[str], added: list[str], data: st.DataObject
) -> None:
    """Whatever becomes of an article: quotes that are not there are broken, proposals never."""
    new = data.draw(st.permutations([*old, *added]))[: data.draw(st.integers(1, 6))]
    reading = look(folder("\n".join(old), kiln=cited(*old)))
    article = Article.of("kiln.txt", data.draw(st.sampled_from("\n ")).join(new))
    found = survey(targets(reading)[0], reading, article)
    finder = Finder(article)
    for one in found.findings:
        assert one.broken == (not isinstance(finder.find(one.quote), Found))
        if one.proposal:
            proposed = finder.find(one.proposal)
            assert isinstance(proposed, Found)
            assert set(one.now) <= set(proposed.sentences)
    assert not {article.quote(one) for one in found.added} & set(old)


def test_what_an_answer_says_no_more_is_named(folder: Folder) -> None:
    """A quote in a changed sentence has the difference, and what of the answer is out of date."""
    path = folder(LONGER, kiln=cited(HOT, answer="It was 1,240, says Mara, on Friday [1]."))
    one = surveyed(path, changed({"1,240": "1,260", "Friday": "Sunday"}))[HOT]
    assert (one.line, one.entry.id, one.stale) == (6, "e-0", ("1,240", "Friday"))
    assert "reached [-1,240-] {+1,260+} degrees on [-Friday-] {+Sunday+} and was" in one.difference


def test_drift_works_when_the_new_article_is_in_place_already(folder: Folder) -> None:
    """A FAQ that its article has left behind is surveyed by its quotes alone."""
    path = folder(ARTICLE.replace("1,240", "1,260"))
    verdicts = {one.verdict for one in surveyed(path, ARTICLE.replace("1,240", "1,260")).values()}
    assert verdicts == {"same", "changed"}


def test_the_status_tells_whether_quotes_are_broken(
    folder: Folder, tmp_path: Path, new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --write nothing is written; status 1 as long as a quote is broken."""
    path = folder()
    assert run(["drift", str(new), "--faq", str(path)]) == 1
    assert "1 changed" in capsys.readouterr().out
    assert (tmp_path / "seeds" / "kiln.txt").read_text(encoding="utf-8") == ARTICLE
    new.write_text(ARTICLE.replace("Lisbon", "Porto"), encoding="utf-8")
    assert run(["drift", str(new), "--faq", str(path)]) == 0


def test_what_is_confirmed_is_written_and_nothing_else(
    folder: Folder, tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A confirmed mend changes its line alone, and the new article takes the old one's place."""
    path = folder(kiln=f"# mine\r\n{FAQ}")
    answer(monkeypatch, "y", "y")
    assert drift_write(path, new) == 0
    mended = FAQ.replace("1,240 degrees']", "1,260 degrees on Saturday']")
    assert (path / "kiln.yaml").read_bytes().decode() == f"# mine\r\n{mended}"
    assert (tmp_path / "seeds" / "kiln.txt").read_bytes() == new.read_bytes()
    assert load(path).by_id["how-hot"].citations[0].quote.endswith("on Saturday.")


def test_without_the_last_yes_nothing_is_written(
    folder: Folder, tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mends are only written together with the article, after a last question."""
    path = folder()
    for last in (("y", "n"), ("y",)):  # no, and the end of the input
        answer(monkeypatch, *last)
        assert drift_write(path, new) in (1, 130)
        assert (path / "kiln.yaml").read_text(encoding="utf-8") == FAQ
        assert (tmp_path / "seeds" / "kiln.txt").read_text(encoding="utf-8") == ARTICLE


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_written_loads(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With every proposal taken the files are put in place if the FAQ loads; else they stay."""
    changes, fates, _ = CHANGED[name]
    path, new = folder(LONGER, kiln=cited(*QUOTES)), tmp_path / "new.txt"
    new.write_text(changed(changes), encoding="utf-8")
    asked = [fate for fate in fates.values() if fate[0] not in ("same", "reworded")]
    answer(monkeypatch, *("y" if proposal else "skip" for _, proposal in asked), "y")
    files = (tmp_path / "seeds" / "kiln.txt", path / "kiln.yaml")
    before = [file.read_bytes() for file in files]
    lost = ("vanished", None) in asked
    assert drift_write(path, new) == int(lost)
    after = [file.read_bytes() for file in files]
    assert after == before if lost else after[0] == new.read_bytes()
    assert look(path).faults == ()


@pytest.mark.parametrize(
    ("sibling", "status"), [(cited(HOT).replace("e-0", "other"), 1), ("entries: none", 0)]
)
def test_a_file_beside_is_not_broken(
    folder: Folder, new: Path, monkeypatch: pytest.MonkeyPatch, sibling: str, status: int
) -> None:
    """What a FAQ file beside quotes of the article counts; what was wrong there before doesn't."""
    path = folder(kiln=FAQ, sibling=sibling.replace("question 0", "another question"))
    answer(monkeypatch, "y", "y")
    assert run(["drift", str(new), "--write", "--faq", str(path / "kiln.yaml")]) == status
    assert ((path / "kiln.yaml").read_text(encoding="utf-8") == FAQ) == bool(status)


@pytest.mark.parametrize("stop", range(3))
def test_an_interrupt_leaves_no_mixed_pair(
    folder: Folder, tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    """Ctrl-C before, between or after the two files are replaced leaves both old or both new."""
    path = folder()
    answer(monkeypatch, "y", "y")
    calls = [0]

    def interrupted(*given: Any) -> None:
        if calls[0] == stop:
            raise KeyboardInterrupt
        calls[0] += 1
        place(*given)
        if calls[0] == stop == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("bot.faq.write_journal.place", interrupted)
    assert drift_write(path, new) == 130
    assert (path / "kiln.yaml").read_text(encoding="utf-8") == FAQ
    assert (tmp_path / "seeds" / "kiln.txt").read_text(encoding="utf-8") == ARTICLE
    assert look(path).faults == ()


def test_a_quote_of_the_editors_own_must_stand_in_the_article(
    folder: Folder,
    new: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A typed quote is taken once the new article holds it; the reason is shown until then."""
    path = folder()
    answer(monkeypatch, "other", "The kiln was reached", "1,260 degrees on Saturday", "y")
    assert drift_write(path, new) == 0
    assert "It is not in the new article." in capsys.readouterr().out
    assert "cite: ['1,260 degrees on Saturday']" in (path / "kiln.yaml").read_text(encoding="utf-8")


def test_several_articles_need_a_name(folder: Folder, tmp_path: Path, new: Path) -> None:
    """With several articles the one of the same name is meant, else it must be named."""
    other = FAQ.replace("seeds/kiln", "seeds/oven").replace("id: ", "id: o-")
    other = other.replace("[who-built]", "[o-who-built]").replace("      - ", "      - oven ", 9)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "oven.txt").write_text(ARTICLE, encoding="utf-8")
    path = folder(kiln=FAQ, oven=other)
    assert run(["drift", str(new), "--faq", str(path)]) == 3
    named = str(tmp_path / "seeds" / "kiln.txt")
    assert run(["drift", str(new), "--article", named, "--faq", str(path)]) == 1
    new.rename(tmp_path / "oven.txt")
    assert run(["drift", str(tmp_path / "oven.txt"), "--faq", str(path)]) == 1

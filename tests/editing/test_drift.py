"""Drift: what a new version of the article does to the quotes, and mending them by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.article.article import Article, Sentence
from bot.article.quotes import Finder, Found
from bot.editing.drift import Drifted, Survey, survey, targets
from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder, Footnote, lay, load

HOTTER = ARTICLE.replace("1,240 degrees on Friday", "1,260 degrees on Saturday")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A new version of the article, which says another figure and another day."""
    path = tmp_path / "new.txt"
    path.write_text(HOTTER, encoding="utf-8")
    return path


def held(faq: Path) -> tuple[str, str]:
    """What the article and its FAQ hold, byte for byte."""
    article, file = faq.parent / "seeds" / "kiln.txt", faq / "kiln.yaml"
    return article.read_bytes().decode(), file.read_bytes().decode()


def survey_of(path: Path, article: Article) -> Survey:
    reading = look(path)
    (target,) = targets(reading)
    return survey(target, reading, article)


def surveyed(path: Path, text: str) -> dict[str, Drifted]:
    """What becomes of each quote, by the quote."""
    found = survey_of(path, Article.of("kiln.txt", text))
    return {one.quote: one for one in found.findings}


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
Sentences = tuple[Sentence, ...]
Changes = dict[str, str]
Fates = dict[str, str]
CHANGED: dict[str, tuple[Changes, Fates]] = {
    "nothing": ({}, {}),
    "a number": ({"1,240": "1,260"}, {HOT: "changed: The kiln reached 1,260 degrees"}),
    "a number at an end of the quote": (
        {"over 50 people": "more than 52 people"},
        {
            WATCH: "changed: may watch the firing from the yard, which holds more than 52",
            YARD: "changed: which holds more than 52 people",
        },
    ),
    "a number in words": (
        {"twice a": "three times a"},
        {FIRE: "changed: We fire three times a month"},
    ),
    "a name": (
        {"Mara Lindqvist built": "Jonas Weber built"},
        {BUILT: "changed: Jonas Weber built it"},
    ),
    "a word of the quote and a date beyond": (
        {"kiln reached": "kiln got to", "on Friday": "on Saturday"},
        {HOT: "changed: The kiln got to 1,240 degrees on Saturday"},
    ),
    "a date beyond the quote": ({"Friday": "Saturday"}, {HOT: "reworded"}),
    "a split that the quote survives": (
        {"Friday and was": "Friday. It was"},
        {HOT: "split: The kiln reached 1,240 degrees on Friday. It was opened by the mayor."},
    ),
    "a split, and a number": (
        {"reached 1,240": "got to 1,260", "Friday and was": "Friday. It was"},
        {HOT: "split: The kiln got to 1,260 degrees on Friday. It was opened by the mayor."},
    ),
    "a merger": (
        {"Lisbon.\nVisitors": "Lisbon, and visitors"},
        dict.fromkeys((GLAZE, WATCH, YARD), "reworded"),
    ),
    "a move": (
        {
            "Mara Lindqvist built it in 2019.": "",
            "\nVisitors": "\nMara Lindqvist built it in 2019.\nVisitors",
        },
        {},
    ),
    "a removal": ({" The glaze came from a workshop in Lisbon.": ""}, {GLAZE: "vanished"}),
    "additions, one like what is there": (
        {"\nVisitors": " The glaze is blue.\nMara Lindqvist sold it in 2021.\nVisitors"},
        {"The glaze is blue.": "added", "Mara Lindqvist sold it in 2021.": "added"},
    ),
    "another order of words": (
        {"The glaze came from a workshop in Lisbon": "From a workshop in Lisbon came the glaze"},
        {GLAZE: "changed: From a workshop in Lisbon"},
    ),
    "other words": (
        {"The glaze came from a workshop in Lisbon": "Its colours are a Portuguese potter’s"},
        {GLAZE: "vanished", "Its colours are a Portuguese potter’s.": "added"},
    ),
    "typography": (
        {"“": '"', "”": '"', " degrees": "\u00a0degrees", " The glaze": "\nThe glaze"},
        {},
    ),
    "a heading": ({"“We": "## Opening hours\n\n“We"}, {}),
    "a sentence like another": (
        {"\nVisitors": "\nIt is said that Mara Lindqvist built it for her son.\nVisitors"},
        {
            BUILT: "twice: Mara Lindqvist built it in 2019.",
            "It is said that Mara Lindqvist built it for her son.": "added",
        },
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


def proposals(found: Survey, article: Article) -> Iterator[tuple[Sentences, Sentences]]:
    """What each proposal is shown with, and leads to; what is told broken is not there."""
    finder = Finder(article)
    for one in found.findings:
        assert one.broken == (not isinstance(finder.find(one.quote), Found))
        if one.proposal:
            proposed = finder.find(one.proposal)
            assert isinstance(proposed, Found)
            yield one.now, proposed.sentences


@pytest.mark.parametrize(("changes", "fates"), CHANGED.values(), ids=CHANGED)
def test_a_new_version_is_told_sentence_by_sentence(
    folder: Folder, changes: Changes, fates: Fates
) -> None:
    """Each quote has its fate and a proposal with the changed facts; new sentences are listed."""
    new = Article.of("kiln.txt", changed(changes))
    found = survey_of(folder(LONGER, kiln=cited(*QUOTES)), new)
    told = {new.quote(one): "added" for one in found.added}
    for one in found.findings:
        told[one.quote] = f"{one.verdict}: {one.proposal}" if one.proposal else one.verdict
    assert told == dict.fromkeys(QUOTES, "same") | fates
    assert all(shown == led_to for shown, led_to in proposals(found, new))


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
    article = Article.of("kiln.txt", data.draw(st.sampled_from("\n ")).join(new))
    found = survey_of(folder("\n".join(old), kiln=cited(*old)), article)
    assert all(set(shown) <= set(led_to) for shown, led_to in proposals(found, article))
    assert not {article.quote(one) for one in found.added} & set(old)


def test_what_an_answer_says_no_more_is_named(folder: Folder) -> None:
    """A quote in a changed sentence has the difference, and what of the answer is out of date."""
    path = folder(LONGER, kiln=cited(HOT, answer="It was 1,240, says Mara, on Friday [1]."))
    one = surveyed(path, changed({"1,240": "1,260", "Friday": "Sunday"}))[HOT]
    assert (one.line, one.entry.id, one.stale) == (6, "e-0", ("1,240", "Friday"))
    assert "reached [-1,240-] {+1,260+} degrees on [-Friday-] {+Sunday+} and was" in one.difference


def test_drift_works_when_the_new_article_is_in_place_already(folder: Folder) -> None:
    """A FAQ that its article has left behind is surveyed by its quotes alone."""
    found = surveyed(folder(HOTTER), HOTTER)
    assert {one.verdict for one in found.values()} == {"same", "changed"}


def test_the_status_tells_whether_quotes_are_broken(
    folder: Folder, new: Path, footnote: Footnote
) -> None:
    """Without --write nothing is written; status 1 as long as a quote is broken."""
    path = folder()
    broken = footnote("drift", new, "--faq", path, status=1)
    assert "1 changed" in broken.out
    assert held(path) == (ARTICLE, FAQ)
    new.write_text(ARTICLE.replace("Lisbon", "Porto"), encoding="utf-8")
    footnote("drift", new, "--faq", path)


def test_what_is_confirmed_is_written_and_nothing_else(
    folder: Folder, new: Path, footnote: Footnote
) -> None:
    """A confirmed mend changes its line alone, and the new article takes the old one's place."""
    path = folder(kiln=f"# mine\r\n{FAQ}")
    footnote("drift", new, "--write", "--faq", path, typed="yy")
    mended = FAQ.replace("1,240 degrees']", "1,260 degrees on Saturday']")
    assert held(path) == (HOTTER, f"# mine\r\n{mended}")
    assert load(path).by_id["how-hot"].citations[0].quote.endswith("on Saturday.")


@pytest.mark.parametrize(
    ("typed", "status"), [("yn", 1), ("y", 130)], ids=["no", "the end of the input"]
)
def test_without_the_last_yes_nothing_is_written(
    folder: Folder, new: Path, footnote: Footnote, typed: str, status: int
) -> None:
    """Mends are only written together with the article, after a last question."""
    path = folder()
    footnote("drift", new, "--write", "--faq", path, typed=typed, status=status)
    assert held(path) == (ARTICLE, FAQ)


@pytest.mark.parametrize(("changes", "fates"), CHANGED.values(), ids=CHANGED)
def test_what_is_written_loads(
    folder: Folder, new: Path, footnote: Footnote, changes: Changes, fates: Fates
) -> None:
    """With every proposal taken the files are put in place if the FAQ loads; else they stay."""
    path = folder(LONGER, kiln=cited(*QUOTES))
    new.write_text(changed(changes), encoding="utf-8")
    asked = [fate for fate in fates.values() if fate not in ("reworded", "added")]
    typed = [*("skip" if fate == "vanished" else "y" for fate in asked), "y"]
    before, lost = held(path), "vanished" in asked
    footnote("drift", new, "--write", "--faq", path, typed=typed, status=int(lost))
    assert held(path) == before if lost else held(path)[0] == changed(changes)
    assert look(path).faults == ()


@pytest.mark.parametrize(
    ("sibling", "status"), [(cited(HOT).replace("e-0", "other"), 1), ("entries: none", 0)]
)
def test_a_file_beside_is_not_broken(
    folder: Folder, new: Path, footnote: Footnote, sibling: str, status: int
) -> None:
    """What a FAQ file beside quotes of the article counts; what was wrong there before doesn't."""
    path = folder(kiln=FAQ, sibling=sibling.replace("question 0", "another question"))
    footnote("drift", new, "--write", "--faq", path / "kiln.yaml", typed="yy", status=status)
    assert (held(path)[1] == FAQ) == bool(status)


def test_a_quote_of_the_editors_own_must_stand_in_the_article(
    folder: Folder, new: Path, footnote: Footnote
) -> None:
    """A typed quote is taken once the new article holds it; the reason is shown until then."""
    path = folder()
    typed = ["other", "The kiln was reached", "1,260 degrees on Saturday", "y"]
    ran = footnote("drift", new, "--write", "--faq", path, typed=typed)
    assert "It is not in the new article." in ran.out
    assert "cite: ['1,260 degrees on Saturday']" in held(path)[1]


def test_several_articles_need_a_name(
    folder: Folder, tmp_path: Path, new: Path, footnote: Footnote
) -> None:
    """With several articles the one of the same name is meant, else it must be named."""
    other = FAQ.replace("seeds/kiln", "seeds/oven").replace("id: ", "id: o-")
    other = other.replace("[who-built]", "[o-who-built]").replace("      - ", "      - oven ", 9)
    lay(tmp_path, {"seeds/oven.txt": ARTICLE})
    drift = ("drift", "--faq", folder(kiln=FAQ, oven=other))
    footnote(*drift, new, status=3)
    footnote(*drift, new, "--article", tmp_path / "seeds" / "kiln.txt", status=1)
    footnote(*drift, new.rename(tmp_path / "oven.txt"), status=1)

"""Gaps: the same questions together, and what an editor's word makes of them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import open_answerer
from bot.editing.gaps import (
    KnownQuestion,
    Outcomes,
    complaints,
    effects,
    grouped,
    known_questions,
    older_than,
)
from bot.editing.proposal import fresh_id, nearest_sentences, new_entry, propose
from bot.faq.edits import AddEntry, AddNearMiss, AddPhrasing, EditRefused
from bot.faq.writing import ChangedMeanwhile
from bot.ledger.ledger import Ledger, kept
from bot.ledger.records import Click, NewGap, Opinion
from tests.conftest import FAQ, Footnote, load
from tests.editing.conftest import DAY, Members
from tests.faq.test_edits import is_kept


def test_questions_that_ask_the_same_stand_together(faq: Path, members: Members) -> None:
    """Gaps are grouped by their weighty words, typing errors mended, the most asked first."""
    members.send("is there a workshop in madrid")
    members.send("who paid for the bricks", 2)
    members.send("any workshop in madrid")
    members.send("is there a workshop in Madrid?")
    groups = grouped(members.ledger.gaps(), open_answerer(faq))
    assert [(group.count, group.question) for group in groups] == [
        (3, "is there a workshop in Madrid?"),
        (2, "who paid for the bricks"),
    ]
    assert set(groups[0].wordings) >= {"is there a workshop in madrid", "any workshop in madrid"}


def test_a_group_tells_what_the_faq_says_today(faq: Path, members: Members) -> None:
    """The nearest entry and today's reply come with each group; picks are counted by entry."""
    members.send("who made this kiln", 2, why="picked", entry="who-built")
    (group,) = grouped(members.ledger.gaps(), open_answerer(faq))
    assert group.nearest is not None
    assert group.nearest.entry.id == "who-built"
    assert group.picked == (("who-built", 2),)
    assert group.last == DAY


def test_grouping_does_not_depend_on_the_order(faq: Path, members: Members) -> None:
    """The same gaps give the same groups, whichever way round they come."""
    for question in ("a b c", "a b d", "glaze from porto", "porto glaze", "?!"):
        members.send(question)
    gaps, answerer = members.ledger.gaps(), open_answerer(faq)
    there, back = (
        sorted(sorted(gap.id for gap in group.gaps) for group in grouped(given, answerer))
        for given in (gaps, gaps[::-1])
    )
    assert there == back


def test_wrong_answers_are_counted_by_entry_and_faq() -> None:
    """Clicks under this very FAQ and under earlier ones are told apart."""
    opinions = [
        Opinion("a", "abcdef012345", "down", 2),
        Opinion("a", "000000000000", "down", 1),
        Opinion("b", "abcdef01", "down", 4),
        Opinion("b", "abcdef012345", "up", 9),
    ]
    found = complaints(opinions, "abcdef012345")
    assert [(one.entry, one.now, one.before) for one in found] == [("b", 4, 0), ("a", 2, 1)]


def test_gaps_are_listed_with_counts(members: Members, footnote: Footnote) -> None:
    """`gaps` shows each group with its count, today's reply and the numbers to forget it by."""
    members.send("who paid for the bricks", 2)
    members.ledger.add_opinion_once(Click(1, 7, "why", "down", DAY), "who-built", "0" * 12)
    out = footnote("gaps").out
    assert "who paid for the bricks" in out
    assert "Questions: 2; groups: 1." in out
    assert "who-built" in out.split("called wrong")[1]


def test_looking_makes_no_database(faq: Path, footnote: Footnote) -> None:
    """Where there is no database, `gaps` says so, lest it be sought there, and makes none."""
    out = footnote("gaps").out
    assert "no database yet where DATABASE_URL says" in " ".join(out.split())
    assert not (faq.parent / "footnote.db").exists()


def test_an_export_holds_no_name(members: Members, footnote: Footnote) -> None:
    """`gaps export` gives one object a line, with the FAQ's fingerprint and no member."""
    members.send("who paid\nfor the bricks")
    members.send("any workshop")
    exported, plain = footnote("gaps", "export"), footnote("gaps", "export", "--plain")
    records = [json.loads(line) for line in exported.out.splitlines()]
    assert [one["question"] for one in records] == ["who paid\nfor the bricks", "any workshop"]
    assert set(records[0]) == {"id", "question", "why", "entry", "fingerprint", "day"}
    assert plain.out.splitlines() == ["who paid for the bricks", "any workshop"]


def test_gaps_are_forgotten_for_good(members: Members, footnote: Footnote) -> None:
    """`gaps forget` erases by number, by age or all; a number that is not there is named."""
    members.send("one", 3)
    first, *_ = (gap.id for gap in members.ledger.gaps())
    ran = footnote("gaps", "forget", str(first), "999", status=1)
    assert "Not there: 999." in ran.err
    assert len(members.ledger.gaps()) == 2
    footnote("gaps", "forget", status=2)
    footnote("gaps", "forget", "--all")
    assert not members.ledger.gaps()


def test_age_is_counted_in_days(members: Members) -> None:
    """A gap is older than n days from the day after the n-th."""
    members.send("one")
    gaps = members.ledger.gaps()
    assert not list(older_than(gaps, 2, date(2026, 11, 22)))
    assert list(older_than(gaps, 1, date(2026, 11, 22)))


def test_what_is_past_retention_is_erased_on_opening(faq: Path) -> None:
    """Gaps older than the days that the settings allow are gone before anyone sees them."""
    address = f"sqlite:///{faq.parent / 'footnote.db'}"
    filled = Ledger.open(address)
    for day in (date(2026, 1, 1), date(2026, 11, 1)):
        filled.add_gap(NewGap(f"on {day}", "not_covered", "", "f" * 12, 7, 1, day))
    filled.close()
    with kept(address, 30, datetime(2026, 11, 20, tzinfo=UTC)) as ledger:
        assert ledger is not None
        assert [gap.question for gap in ledger.gaps()] == ["on 2026-11-01"]


# Accepting: a word changes the file, the effects are shown first, gaps are settled.


def file_of(faq: Path) -> str:
    return str(faq / "kiln.yaml")


def test_a_proposal_is_proven_before_it_is_written(faq: Path) -> None:
    """A change is built from memory: the file stays until it is written, and then holds it."""
    proposal = propose(faq, file_of(faq), [AddPhrasing("how-hot", "how warm was it")])
    assert (faq / "kiln.yaml").read_text() == FAQ
    proposal.write()
    assert load(faq).by_id["how-hot"].questions[-1] == "how warm was it"
    assert load(faq).fingerprint == proposal.knowledge.fingerprint


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (AddPhrasing("how-hot", "Who built the kiln?"), "stands twice"),
        (AddNearMiss("kiln temperature"), "is also a question"),
        (AddEntry("how-hot", ("x",), ("We fire twice a month",)), "stands twice"),
        (AddEntry("new", ("x",), ("It rained on Monday",)), "The quote is not in the article"),
        (AddEntry("new", ("x",), ("We fire twice a month",), "So [2]."), "names no quote"),
        (AddPhrasing("nothing", "x"), "No entry has the id"),
    ],
)
def test_a_faulty_proposal_is_refused_with_the_reason(
    faq: Path, edit: AddPhrasing | AddNearMiss | AddEntry, words: str
) -> None:
    """What the files' own check would refuse is refused in the same words, nothing written."""
    with pytest.raises(EditRefused, match=words):
        propose(faq, file_of(faq), [edit])
    assert (faq / "kiln.yaml").read_text() == FAQ


def test_a_file_changed_meanwhile_keeps_its_change(faq: Path) -> None:
    """Between proposal and writing another editor saved: theirs stays."""
    proposal = propose(faq, file_of(faq), [AddNearMiss("who paid")])
    (faq / "kiln.yaml").write_text(FAQ + "# mine\n")
    with pytest.raises(ChangedMeanwhile):
        proposal.write()
    assert (faq / "kiln.yaml").read_text() == FAQ + "# mine\n"


def test_effects_tell_old_from_new(faq: Path) -> None:
    """Known questions that the change treats differently are named, with both sides."""
    old = load(faq)
    change = [AddPhrasing("who-built", "whose hands raised these bricks")]
    new = propose(faq, file_of(faq), change).knowledge
    known = known_questions(old, ["whose hands raised these bricks", "how hot did the kiln get?"])
    assert len(known) == 9 + 1 + 2
    (effect,) = effects(known, old, new, Outcomes())
    assert effect.known == KnownQuestion("whose hands raised these bricks", "gap")
    assert (effect.kind, effect.before, effect.after) == ("newly answered", (), ("who-built",))
    assert not effect.harmful
    back = effects(known, new, old, Outcomes())
    assert [(one.kind, one.harmful) for one in back] == [("lost", True)]


def test_the_walk_through_the_gaps(faq: Path, members: Members, footnote: Footnote) -> None:
    """Phrasing, near miss, new entry, skip and forget, each by a line; the file holds the three."""
    members.send("whose hands raised these bricks", 6, why="picked", entry="who-built")
    members.send("is tea served", 5)
    members.send("where is the glaze from", 4)
    members.send("zzz qqq", 3)
    members.send("buy cheap pills", 2)
    typed = ["1", "", "y"]
    typed += ["n", "", "y"]
    typed += ["e", "", "4", "From a workshop in Lisbon [1].", "glaze-origin", "y"]
    typed += ["s", "f", ""]
    out = footnote("accept", typed=typed).out
    assert "members picked this: 6" in out
    assert "+ gap “whose hands raised these bricks”: no answer before, who-built now" in out
    assert "Questions left for another day: 3." in out
    assert [gap.question for gap in members.ledger.gaps()] == ["zzz qqq"] * 3
    knowledge = load(faq)
    assert "whose hands raised these bricks" in knowledge.by_id["who-built"].questions
    assert knowledge.by_id["glaze-origin"].question == "Where is the glaze from?"
    assert "is tea served" in knowledge.faqs[0].not_covered
    assert is_kept(FAQ, (faq / "kiln.yaml").read_text())


def test_a_no_writes_nothing(faq: Path, members: Members, footnote: Footnote) -> None:
    """Without a yes the file and the gaps stay; a refused change is explained and asked anew."""
    members.send("is tea served")
    out = footnote("accept", typed=["n", "kiln temperature", "n", "", "n", "x", "q"]).out
    assert "is also a question" in out
    assert "Left as it was." in out
    assert "`x` is none of" in out
    assert (faq / "kiln.yaml").read_text() == FAQ
    assert len(members.ledger.gaps()) == 1


@pytest.mark.usefixtures("faq")
def test_nothing_to_decide(footnote: Footnote) -> None:
    """Without gaps there is nothing to go through."""
    assert "Nothing to decide" in footnote("accept").out


def test_the_nearest_sentences_are_offered(faq: Path) -> None:
    """For a question the sentences that may answer it are offered, best first, a few of them."""
    articles = load(faq).articles
    nearest = nearest_sentences(articles, "where does the glaze come from")
    assert nearest[0].quote == "The glaze came from a workshop in Lisbon."
    assert len(nearest_sentences(articles, "the kiln", limit=2)) == 2
    assert not nearest_sentences(articles, "?!")


def test_a_new_entry_is_named_after_its_question(faq: Path) -> None:
    """Its id is made of content words, new in the FAQ; it goes to the file of the cited article."""
    knowledge = load(faq)
    cited = [knowledge.articles[0].cite(4)]
    file, entry = new_entry(knowledge, "Where is the glaze from?", cited)
    assert (file, entry.id) == (file_of(faq), "glaze")
    assert fresh_id("how hot?", ["hot"]) == "hot-2"
    assert fresh_id("とは？", []) == "entry"
    with pytest.raises(EditRefused, match="needs a quote"):
        new_entry(knowledge, "Where?", [])
    with pytest.raises(EditRefused, match="shorten it"):
        new_entry(knowledge, "x" * 101, cited)

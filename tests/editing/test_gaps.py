"""Gaps: grouped by likeness, counted, exported, forgotten; and nobody's name among them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import open_answerer
from bot.editing.gaps import complaints, grouped, older_than
from bot.ledger.errors import LedgerUnusable
from bot.ledger.ledger import Ledger, kept
from bot.ledger.records import Click, NewGap, Opinion, begin_of
from bot.terminal.main import run
from tests.editing.conftest import DAY, Members


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
    ids = [{gap.id for gap in group.gaps} for group in grouped(gaps, answerer)]
    assert sorted(map(sorted, ids)) == sorted(
        sorted(gap.id for gap in group.gaps) for group in grouped(gaps[::-1], answerer)
    )


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


def test_gaps_are_listed_with_counts(members: Members, capsys: pytest.CaptureFixture[str]) -> None:
    """`gaps` shows each group with its count, today's reply and the numbers to forget it by."""
    members.send("who paid for the bricks", 2)
    members.ledger.add_opinion_once(Click(1, 7, "why", "down", DAY), "who-built", "0" * 12)
    assert run(["gaps"]) == 0
    out = capsys.readouterr().out
    assert "who paid for the bricks" in out
    assert "Questions: 2; groups: 1." in out
    assert "who-built" in out.split("called wrong")[1]


def test_looking_makes_no_database(faq: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no database, `gaps` says so, lest it be sought there, and makes none."""
    assert run(["gaps"]) == 0
    assert "no database yet where DATABASE_URL says" in " ".join(capsys.readouterr().out.split())
    assert not (faq.parent / "footnote.db").exists()


def test_an_export_holds_no_name(members: Members, capsys: pytest.CaptureFixture[str]) -> None:
    """`gaps export` gives one object a line, with the FAQ's fingerprint and no member."""
    members.send("who paid\nfor the bricks")
    members.send("any workshop")
    assert run(["gaps", "export"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["question"] for record in records] == [
        "who paid\nfor the bricks",
        "any workshop",
    ]
    assert set(records[0]) == {"id", "question", "why", "entry", "fingerprint", "day"}
    assert run(["gaps", "export", "--plain"]) == 0
    assert capsys.readouterr().out.splitlines() == ["who paid for the bricks", "any workshop"]


def test_gaps_are_forgotten_for_good(members: Members, capsys: pytest.CaptureFixture[str]) -> None:
    """`gaps forget` erases by number, by age or all; a number that is not there is named."""
    members.send("one", 3)
    first, *_ = (gap.id for gap in members.ledger.gaps())
    assert run(["gaps", "forget", str(first), "999"]) == 1
    assert "Not there: 999." in capsys.readouterr().err
    assert len(members.ledger.gaps()) == 2
    assert run(["gaps", "forget"]) == 2
    assert run(["gaps", "forget", "--all"]) == 0
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


def test_a_broken_address_is_explained(faq: Path) -> None:
    """An address that is none is refused with the setting's name."""
    del faq
    with pytest.raises(LedgerUnusable, match="DATABASE_URL"), kept("nonsense", 1, begin_of(DAY)):
        pass

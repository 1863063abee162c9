"""The ledger keeps what it says and no more, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.ledger.errors import LedgerDown, LedgerUnusable, TooManyGaps
from bot.ledger.ledger import A_DAY, Ledger, kept_since
from bot.ledger.records import Click, Listening, NewGap, Tally, begin_of
from tests.ledger.conftest import DAY, gap


def test_a_gap_comes_back_without_its_member(ledger: Ledger) -> None:
    """A stored question comes back as it was sent, with nothing that tells who sent it."""
    assert ledger.add_gap(gap())
    (kept,) = ledger.gaps()
    assert (kept.question, kept.why, kept.guild, kept.day) == ("who owns it", "not_covered", 7, DAY)
    assert not hasattr(kept, "member")


def test_the_same_question_of_a_member_is_kept_once(ledger: Ledger) -> None:
    """Two clicks store one question; another member's is another."""
    assert [ledger.add_gap(gap()), ledger.add_gap(gap())] == [True, False]
    assert ledger.add_gap(gap(member=43))
    assert len(ledger.gaps()) == 2


def test_gaps_are_read_page_by_page(ledger: Ledger) -> None:
    """A page is so many of a server's questions, or of all, the latest first; all are counted."""
    for number in range(5):
        ledger.add_gap(gap(f"question {number}"))
    ledger.add_gap(gap("elsewhere", guild=8))
    pages = [ledger.gaps(guild=7, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [[one.question[-1] for one in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    assert [one.question for one in ledger.gaps(offset=5)] == ["question 0"]
    assert (ledger.gap_count(7), ledger.gap_count(9), ledger.gap_count()) == (5, 0, 6)


def test_a_server_settles_its_own_questions_alone(ledger: Ledger) -> None:
    """Restricted to a server, settling leaves the questions of others, whatever their numbers."""
    ledger.add_gap(gap())
    ledger.add_gap(gap("elsewhere", guild=8))
    every = [one.id for one in ledger.gaps()]
    assert ledger.settle(every, guild=7) == 1
    assert [one.question for one in ledger.gaps()] == ["elsewhere"]
    assert ledger.settle([*every, *range(1_000_000, 1_070_000)]) == 1


def test_a_member_sees_and_erases_their_own(ledger: Ledger) -> None:
    """Erasing takes a member's questions out and leaves all others."""
    ledger.add_gap(gap())
    ledger.add_gap(gap("another", member=43))
    assert [one.question for one in ledger.gaps_of(42)] == ["who owns it"]
    assert ledger.erase_gaps_of(42) == 1
    assert [one.question for one in ledger.gaps()] == ["another"]


def test_old_gaps_are_forgotten(ledger: Ledger) -> None:
    """What is older than the retention is erased, to the minute or from its day's beginning."""
    sent = begin_of(DAY) + timedelta(hours=9, minutes=30, seconds=59)
    ledger.add_gap(NewGap("who", "picked", "", "f00d", 42, 7, DAY, sent))
    assert [ledger.forget_before(sent + timedelta(seconds=more)) for more in (0, 1)] == [0, 1]
    ledger.add_gap(gap())
    assert [ledger.forget_before(begin_of(DAY) + timedelta(days=more)) for more in (0, 1)] == [0, 1]


def test_erasing_outlives_a_restart(address: str) -> None:
    """The members' key lies in the ledger, so that a member is known again after a restart."""
    with contextlib.closing(Ledger.open(address)) as first:
        first.add_gap(gap())
    with contextlib.closing(Ledger.open(address)) as second:
        assert second.erase_gaps_of(42) == 1


def test_no_account_number_is_in_the_file(tmp_path: Path, sqlite_address: str) -> None:
    """No byte of the database tells a member's number."""
    member = 123456789012345678
    with contextlib.closing(Ledger.open(sqlite_address)) as ledger:
        ledger.add_gap(gap(member=member))
    data = (tmp_path / "footnote.db").read_bytes()
    assert str(member).encode() not in data
    assert member.to_bytes(8, "big") not in data


def test_opinions_add_up(ledger: Ledger) -> None:
    """Clicks about an entry are counted by verdict and fingerprint."""
    ledger.add_opinion_once(Click(1, 7, "why", "up", DAY), "why", "f00d")
    ledger.add_opinion_once(Click(2, 7, "why", "up", DAY), "why", "f00d")
    ledger.add_opinion_once(Click(3, 7, "why", "down", DAY), "why", "f00d")
    assert [(one.verdict, one.clicks) for one in ledger.opinions()] == [("down", 1), ("up", 2)]


def test_a_click_counts_once(ledger: Ledger) -> None:
    """Per member, card and verdict; what is kept for it is a hash, and goes with old questions."""
    alice, bob = (Click(member, 7, "why", "up", DAY) for member in (42_001, 42_002))
    added = [ledger.add_opinion_once(one, "why", "f00d") for one in (alice, alice, bob, alice)]
    assert added == [True, False, True, False]
    assert [one.clicks for one in ledger.opinions()] == [2]
    assert "4200" not in str(ledger.notes("click:"))
    assert set(ledger.notes("click:").values()) == {DAY.isoformat()}
    ledger.forget_before(begin_of(DAY))
    assert len(ledger.notes("click:")) == 2
    ledger.forget_before(begin_of(DAY) + timedelta(days=1))
    assert ledger.notes("click:") == {}


def test_counts_add_up_by_day(ledger: Ledger) -> None:
    """Daily counts add up over several writings and can be asked from a day on."""
    today, before = Tally(DAY, "answer", "why"), Tally(date(2026, 3, 13), "not_covered")
    ledger.add_counts({today: 2, before: 1})
    ledger.add_counts({today: 3})
    assert [(one.tally, one.times) for one in ledger.counts()] == [(before, 1), (today, 5)]
    assert [one.tally for one in ledger.counts(since=DAY)] == [today]


def test_listening_channels_are_kept(address: str) -> None:
    """A channel stays switched on over a restart, until it is switched off."""
    with contextlib.closing(Ledger.open(address)) as first:
        first.listen(Listening(7, 70))
        first.listen(Listening(7, 70))
    with contextlib.closing(Ledger.open(address)) as second:
        assert second.listening() == (Listening(7, 70),)
        assert second.stop_listening(70)
        assert not second.stop_listening(70)


def test_notes_are_replaced_and_dropped(ledger: Ledger) -> None:
    """A note has one value; notes can be asked for by the beginning of their name."""
    ledger.keep_note("commands:1:2", "aa")
    ledger.keep_note("commands:1:2", "bb")
    assert ledger.note("commands:1:2") == "bb"
    assert ledger.notes("commands:") == {"commands:1:2": "bb"}
    ledger.drop_note("commands:1:2")
    assert ledger.note("commands:1:2") is None


def test_two_processes_add_up_the_same_counts(address: str) -> None:
    """What several processes count at the same time is all there, and none waits for ever."""
    tallies = [Tally(DAY, "answer", f"entry-{number}") for number in range(20)]

    def count(order: list[Tally]) -> None:
        with contextlib.closing(Ledger.open(address)) as ledger:
            for _ in range(5):
                ledger.add_counts(dict.fromkeys(order, 1))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(count, [tallies, tallies[::-1]]))
    with contextlib.closing(Ledger.open(address)) as ledger:
        assert {one.times for one in ledger.counts()} == {10}


def test_any_text_can_be_sent_to_the_editors(address: str) -> None:
    """What no database can hold of a text is replaced, and the rest of it is kept."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        for _ in range(2):
            ledger.add_gap(gap("who\0 owns \ud800it"))
        assert [one.question for one in ledger.gaps()] == ["who\ufffd owns ?it"]


@pytest.mark.postgres
def test_a_table_that_somebody_locks_may_pass(postgres_address: str) -> None:
    """PostgreSQL's own waiting for a lock ends within the time too, and nothing was kept."""
    import psycopg

    with (
        contextlib.closing(Ledger.open(postgres_address)) as ledger,
        psycopg.connect(postgres_address) as other,
    ):
        other.execute("LOCK TABLE footnote_gaps")
        with pytest.raises(LedgerDown, match="lock timeout"):
            ledger.add_gap(gap())
        other.rollback()
        assert ledger.gap_count() == 0


def test_what_is_opened_to_read_is_not_written(address: str) -> None:
    """Opened for reading, a ledger tells what it holds and refuses to keep anything."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        ledger.add_gap(gap())
    with contextlib.closing(Ledger.open(address, reading=True)) as ledger:
        assert len(ledger.gaps()) == 1
        assert ledger.gaps_of(42) == ledger.gaps()
        with pytest.raises(LedgerUnusable):
            ledger.add_gap(gap("one more"))


def test_a_full_disk_may_pass(ledger: Ledger) -> None:
    """What finds no space is not kept, and is told as something that may pass by itself."""
    if not ledger.address.startswith("sqlite"):
        pytest.skip("a bound of SQLite's stands for the full disk")
    with contextlib.closing(sqlite3.connect(ledger.address.removeprefix("sqlite:///"))) as raw:
        (pages,) = raw.execute("PRAGMA page_count").fetchone()

    ledger.transact(lambda one: one.exec_driver_sql(f"PRAGMA max_page_count={pages}").close())
    with pytest.raises(LedgerDown, match="full"):
        ledger.add_gap(gap("x" * 20_000))
    assert ledger.gap_count() == 0


def test_a_member_can_send_only_so_many_a_day(ledger: Ledger) -> None:
    """A member's questions of one day are bounded; another member and another day are not meant."""
    for number in range(A_DAY):
        assert ledger.add_gap(gap(f"question {number}"))
    with pytest.raises(TooManyGaps):
        ledger.add_gap(gap("one more"))
    assert not ledger.add_gap(gap("question 1"))
    assert ledger.add_gap(gap("one more", member=43))
    tomorrow = DAY + timedelta(days=1)
    assert ledger.add_gap(NewGap("one more", "picked", "", "f00d", 42, 7, tomorrow))
    assert ledger.gap_count() == A_DAY + 2


def test_no_day_means_less_than_an_hour() -> None:
    """A retention of no day keeps a question so long that an editor can see it, and no hour."""
    now = begin_of(DAY)
    assert kept_since(now, 3) == now - timedelta(days=3)
    assert timedelta() < now - kept_since(now, 0) < timedelta(hours=1)

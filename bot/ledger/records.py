"""What is kept in the ledger, as values: gaps, opinions, clicks, counts, listening channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

Why = Literal["not_covered", "wrong_answer", "picked"]
"""Why a member sent a question: it got no answer, a wrong one, or one only after a pick."""

Verdict = Literal["up", "down", "picked"]


@dataclass(frozen=True, slots=True)
class NewGap:
    """A question that its member sent to the editors by a click.

    `member` is the member's account number; only a keyed hash of it is kept. `entry` names what was
    shown for it, and is empty where nothing was. `guild` is 0 for a direct message. `sent` is when
    it came, which is kept to the minute; the beginning of its day if None.
    """

    question: str
    why: Why
    entry: str
    fingerprint: str
    member: int
    guild: int
    day: date
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stored question, as editors see it: nothing in it tells who sent it."""

    id: int
    question: str
    why: Why
    entry: str
    fingerprint: str
    guild: int
    day: date


@dataclass(frozen=True, slots=True)
class Opinion:
    """How often a verdict was clicked about an entry of a FAQ of this fingerprint."""

    entry: str
    fingerprint: str
    verdict: Verdict
    clicks: int


@dataclass(frozen=True, slots=True)
class Click:
    """What a member clicked on a card; kept as one keyed hash, so that it counts once.

    `message` is the card's number, `reference` what the button names.
    """

    member: int
    message: int
    reference: str
    verdict: Verdict
    day: date


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted: a kind of reply (see `kind_of`), with its entry if it has one, on a day."""

    day: date
    kind: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A tally and how often it was."""

    tally: Tally
    times: int


@dataclass(frozen=True, slots=True)
class Listening:
    """A channel in which the bot answers without being mentioned."""

    guild: int
    channel: int


def begin_of(day: date) -> datetime:
    """The first moment of a day, by UTC as all days here."""
    return datetime.combine(day, time.min, UTC)


def minute_of(moment: datetime) -> int:
    """The whole minute that a moment lies in, in seconds since 1970."""
    return int(moment.timestamp()) // 60 * 60

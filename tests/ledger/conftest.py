"""An empty database of each kind, and a ledger in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.ledger.ledger import Ledger
from bot.ledger.records import NewGap
from bot.ledger.worker import Worker
from tests.conftest import new_ledger

DAY = date(2026, 3, 14)


def gap(question: str = "who owns it", member: int = 42, guild: int = 7) -> NewGap:
    """A question as a member sends it; only what a test is about need be given."""
    return NewGap(question, "not_covered", "", "f00d", member, guild, DAY)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other things is no database that hangs."""
    monkeypatch.setattr(Worker.do, "__defaults__", (60.0,))


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'footnote.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_address"))


@pytest.fixture
def ledger(address: str, tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.open(address) if "postgres" in address else new_ledger(tmp_path / "new.db")
    with contextlib.closing(made) as opened:
        yield opened

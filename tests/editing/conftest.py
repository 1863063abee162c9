"""What the editor's tools are tested with: a FAQ on disk and a ledger that members have filled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    Evidence,
    NotCovered,
    Part,
    Passage,
    Reply,
    Response,
    SmallTalk,
)
from bot.ledger.ledger import Ledger
from bot.ledger.records import NewGap, Why
from tests.conftest import Folder, load, new_ledger

DAY = date(2026, 11, 20)
GLAZE = """\
  - id: glaze
    questions:
      - Where does the glaze come from?
      - who supplies the glaze
      - origin of the glaze
      - which workshop made the glaze
    cite:
      - The glaze came from a workshop in Lisbon.
"""


class Members:
    """Members who send questions to the editors, each with an account of their own."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._accounts = count(1)

    def send(
        self, question: str, times: int = 1, *, why: Why = "not_covered", entry: str = ""
    ) -> None:
        """Send a question, so many members each once."""
        for _ in range(times):
            member = next(self._accounts)
            self.ledger.add_gap(NewGap(question, why, entry, "f" * 12, member, 1, DAY))


@pytest.fixture
def faq(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of FAQs; its parent is the working directory, as for an editor."""
    path = folder()
    monkeypatch.chdir(path.parent)
    for name in ("DATABASE_URL", "FAQ_PATH", "FOOTNOTE_RETENTION_DAYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FOOTNOTE_RETENTION_DAYS", "3650")
    return path


@pytest.fixture
def ledger(faq: Path) -> Iterator[Ledger]:
    """The ledger where the settings look for it."""
    opened = new_ledger(faq.parent / "footnote.db")
    yield opened
    opened.close()


@pytest.fixture
def members(ledger: Ledger) -> Members:
    """Members whose questions the ledger keeps."""
    return Members(ledger)


@pytest.fixture
def kiln(folder: Folder) -> Knowledge:
    """The knowledge of three entries: of the heat, the builder, and how often they fire."""
    return load(folder())


def replies(kiln: Knowledge) -> dict[str, Reply]:
    """Replies about its entries, of every kind."""
    hot, built, often = kiln.entries
    return {
        "hot": Answer(hot),
        "built": Answer(built),
        "often": Answer(often),
        "passage": Passage(hot.citations),
        "closest": Closest(hot),
        "closest-and-options": Closest(hot, (built,)),
        "other-closest": Closest(built),
        "choice": DidYouMean((hot, often)),
        "turned-choice": DidYouMean((often, hot)),
        "other-choice": DidYouMean((hot, built)),
        "nothing": NotCovered(),
        "near": NotCovered((hot,), near_miss=True),
        "hello": SmallTalk("hello"),
    }


def responded(kiln: Knowledge, kinds: str) -> Response:
    """A response of replies by their names, a part for each."""
    known = replies(kiln)
    parts = [Part("q", known[kind], 0.5, (), Evidence()) for kind in kinds.split()]
    return Response("question", tuple(parts), "f00")

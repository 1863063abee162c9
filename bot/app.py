"""The composition root: joins the parts of a program. Importing it does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.store.library import Library

if TYPE_CHECKING:
    from bot.care.check import Tell
    from bot.core.errors import Fault
    from bot.core.knowledge import Knowledge
    from bot.store.library import Reading


def open_desk(faq: Path) -> Desk:
    """A desk over the FAQ at a path. Raises NoFaq or FaultyFaq."""
    return Desk(Library(faq))


class _Fixed:
    """A shelf whose knowledge never changes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.current = knowledge


def checked(reading: Reading, tell: Tell = lambda _done, _all: None) -> tuple[Fault, ...]:
    """All that is amiss with a FAQ that was read; `tell` learns how far the asking is."""
    from bot.care.check import check
    from bot.core.errors import in_order

    if reading.faults:
        return in_order(reading.faults)
    return in_order(check(reading, Desk(_Fixed(reading.build())), tell=tell))

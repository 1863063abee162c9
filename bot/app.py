"""The composition root: joins the parts of a program. Importing it does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.store.library import Library, look

if TYPE_CHECKING:
    from bot.care.check import Summary
    from bot.core.errors import Fault
    from bot.core.knowledge import Knowledge


def open_desk(faq: Path) -> Desk:
    """A desk over the FAQ at a path. Raises NoFaq or FaultyFaq."""
    return Desk(Library(faq))


class _Fixed:
    """A shelf whose knowledge never changes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.current = knowledge


def checked(faq: Path) -> tuple[tuple[Fault, ...], Summary]:
    """All faults of the FAQ at a path, and what it holds. Raises NoFaq."""
    from bot.care.check import check, summary
    from bot.core.errors import in_order

    reading = look(faq)
    faults = reading.faults or in_order(check(reading, Desk(_Fixed(reading.build()))))
    return faults, summary(reading.faqs)

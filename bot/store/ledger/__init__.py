"""The ledger: what the bot keeps. Gaps with consent, counts without text, channels, notes."""

from bot.store.ledger.book import Ledger
from bot.store.ledger.errors import LedgerDown, LedgerUnusable, TooManyGaps
from bot.store.ledger.records import (
    Click,
    Count,
    Gap,
    Listening,
    NewGap,
    Opinion,
    Tally,
    Verdict,
    Why,
)

__all__ = [
    "Click",
    "Count",
    "Gap",
    "Ledger",
    "LedgerDown",
    "LedgerUnusable",
    "Listening",
    "NewGap",
    "Opinion",
    "Tally",
    "TooManyGaps",
    "Verdict",
    "Why",
]

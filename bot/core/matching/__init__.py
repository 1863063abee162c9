"""Finds the entry that a question means, and says how sure it is."""

from bot.core.matching.matcher import Matcher, Phrasing, Ranked
from bot.core.matching.memory import FORGETFUL, Memory
from bot.core.matching.rehearsal import Rehearsal
from bot.core.matching.sentences import RankedSentence, SentenceIndex
from bot.core.matching.thresholds import best_threshold, refusing

__all__ = [
    "FORGETFUL",
    "Matcher",
    "Memory",
    "Phrasing",
    "Ranked",
    "RankedSentence",
    "Rehearsal",
    "SentenceIndex",
    "best_threshold",
    "refusing",
]

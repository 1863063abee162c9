"""The gate: an entry answers only if it explains every informative word of the question."""

from bot.core.gate.figures import Figures
from bot.core.gate.gate import Gate
from bot.core.gate.judging import Judged
from bot.core.gate.leftovers import Leftovers
from bot.core.gate.material import vocabulary
from bot.core.gate.policy import POLICY, Policy
from bot.core.gate.subject import subject_of
from bot.core.gate.units import Unit
from bot.core.gate.weighing import Asked

__all__ = [
    "POLICY",
    "Asked",
    "Figures",
    "Gate",
    "Judged",
    "Leftovers",
    "Policy",
    "Unit",
    "subject_of",
    "vocabulary",
]

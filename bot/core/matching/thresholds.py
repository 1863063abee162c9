"""Chooses from a rehearsal alone how sure the matcher must be to speak."""

import math

import numpy as np

from bot.core.matching.grid import Floats, shown
from bot.core.matching.rehearsal import Rehearsal

RELATED = 0.15
"""How fast entries come to have near relations as a FAQ grows, by the logarithm of their number.

A phrasing whose entry is taken away often has a near relation left, among 150 entries nearly
always; a question about something else has none. So the top score of the former is too high a
picture of the latter, and the score below it too low. Between the two, this far.
"""


def best_threshold(rehearsal: Rehearsal) -> float:
    """The threshold with most right answers and most refusals, both shares counted alike.

    A FAQ without phrasings, or with one entry, has nothing to tell by: 0.5.
    """
    if rehearsal.entries < 2 or not rehearsal.phrasings:
        return 0.5
    own, other = np.array(rehearsal.own), np.array(rehearsal.other)
    right = np.sort(own[own >= other])
    strange = np.sort(
        _between(np.array(rehearsal.absent), np.array(rehearsal.absent_next), rehearsal)
    )
    candidates = np.unique(np.concatenate((right, strange)))
    answered = len(right) - np.searchsorted(right, candidates, "left")
    refused = np.searchsorted(strange, candidates, "left")
    return shown(float(candidates[(answered + refused).argmax()]))


def refusing(rehearsal: Rehearsal, share: float) -> float:
    """The threshold that refuses this share of questions about something else."""
    if rehearsal.entries < 2 or not rehearsal.phrasings:
        return 0.5
    absent = np.quantile(np.array(rehearsal.absent), [share])
    behind = np.quantile(np.array(rehearsal.absent_next), [share])
    return shown(float(_between(absent, behind, rehearsal)[0]))


def _between(absent: Floats, behind: Floats, rehearsal: Rehearsal) -> Floats:
    """Scores of questions about something else: between the best and the next, geometrically."""
    towards = min(1.0, RELATED * math.log(rehearsal.entries))
    # A question that shares nothing with any entry scores 0, which has no logarithm.
    logs = (1 - towards) * np.log(np.maximum(absent, 1e-6))
    logs += towards * np.log(np.maximum(behind, 1e-6))
    scores: Floats = np.exp(logs)
    return scores

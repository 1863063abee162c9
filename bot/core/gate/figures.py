"""Figures: what speaks for and against each entry that might answer a question."""

from __future__ import annotations

from typing import NamedTuple


class Figures(NamedTuple):
    """Why an entry may answer.

    Which entry is meant: score, the matcher's, on the scale that the FAQ itself gives; lead, over
    the best entry that competes. alike, the best phrasing's two-sided share of covered weight;
    alike_lead, likewise over the best that competes. said, the weight of the question that the
    entry explains; covered, the share of it that words central to the entry explain; passing, what
    it explains only by words that it says in passing. asked, named, counted: the weight left
    unexplained of words asked for, of names and of numbers; elsewhere: of other words that other
    entries explain. way: whether the entry is asked in the question's way; lacking: it is not, and
    its answer holds no such thing. near_miss, refused: likeness and scaled score of the nearest
    near miss. told: the entry answered the question before; a follow-up asks for something else.

    Whether the question is answered at all, besides: ahead, the matcher's bare score over the best
    that competes; doubted, the nearest near miss's bare score. bare, the heaviest word left
    unexplained; foreign, the heaviest of those that other entries explain. units, weight, words:
    how much is asked, and at what length. asking: it says what kind of thing it wants; followed: it
    was read with the question before it; pointing: it points back to that, but was read alone.
    same: it is a phrasing of the entry but for idle words.
    """

    score: float
    lead: float
    alike: float
    alike_lead: float
    said: float
    covered: float
    passing: float
    asked: float
    named: float
    counted: float
    elsewhere: float
    way: float
    lacking: float
    near_miss: float
    refused: float
    told: float
    ahead: float
    doubted: float
    bare: float
    foreign: float
    units: float
    weight: float
    words: float
    asking: float
    followed: float
    pointing: float
    same: float

    def named_figures(self) -> tuple[tuple[str, float], ...]:
        """The figures with their names, in order."""
        return tuple(zip(NAMES, self, strict=True))


NAMES = Figures._fields

"""A question weighed for one FAQ: its units, each with what it weighs among these entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.units import ReadText, Unit


@dataclass(frozen=True, slots=True)
class WeighedQuestion:
    """A question as read, with the weight of each of its units in this FAQ.

    `is_follow_up` says that it is joined with the question before it, `points_back` that it points
    back to one without being joined with it.
    """

    text: ReadText
    weights: tuple[float, ...]
    is_follow_up: bool = False
    points_back: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the text."""
        return self.text.units

    @property
    def total(self) -> float:
        """The weight of all units."""
        return sum(self.weights)

    def explained(self, shares: Sequence[float]) -> float:
        """The weight that is explained when each unit is explained by its share."""
        return sum([weight * share for weight, share in zip(self.weights, shares, strict=True)])

    def joined(
        self, before: WeighedQuestion, share: float, *, as_follow_up: bool = False
    ) -> WeighedQuestion:
        """This question with what another was about, at a share of its weight.

        What this one says itself replaces names of the same class: "what about weibo" asks about
        Weibo, not about the app that the question before it named.

        Args:
            before: The question before, or the whole message that this one is a clause of.
            share: How much of the other's weight counts, 0 to 1.
            as_follow_up: Whether this is a follow-up of the other.
        """
        own = {key for unit in self.units for key, _ in unit.keys}
        carried = [
            (unit, weight * share)
            for unit, weight in zip(before.units, before.weights, strict=True)
            if not any(key in own for key, _ in unit.keys)
        ]
        units = (*self.units, *(unit for unit, _ in carried))
        weights = (*self.weights, *(weight for _, weight in carried))
        text = ReadText(self.text.words, units, self.text.question_type)
        return WeighedQuestion(text, weights, as_follow_up, self.points_back and not as_follow_up)

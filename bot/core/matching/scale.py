"""Numbers features, and weighs each by how few entries have it."""

from collections.abc import Iterable, Sequence

import numpy as np

from bot.core.matching.grid import rarity


class Scale:
    """The features of all phrasings, with their rarities."""

    def __init__(self, texts: Sequence[Sequence[str]], owners: Sequence[int]) -> None:
        self.ids: dict[str, int] = {}
        ids = self.ids
        found = np.array(
            [ids.setdefault(feature, len(ids)) for text in texts for feature in text], dtype=np.intp
        )
        numbers = {owner: number for number, owner in enumerate(dict.fromkeys(owners))}
        entries = len(numbers)
        entry = np.array([numbers[owner] for owner in owners], dtype=np.intp)
        lengths = np.array([len(text) for text in texts], dtype=np.intp)
        held = np.sort(found * entries + np.repeat(entry, lengths))
        once = held[np.flatnonzero(np.diff(held, prepend=-1))]
        holders = np.bincount(once // max(entries, 1), minlength=len(ids))
        weights = [rarity(entries, count) for count in range(entries + 1)]
        self.unseen = weights[0]
        self.rarities = [weights[count] for count in holders.tolist()]

    def weigh(self, names: Iterable[str]) -> tuple[list[int], list[float], float]:
        """Indexed features, their rarities, and the squares of all rarities, unknown ones too.

        Unknown features weigh as much as the rarest: they make a text unlike everything, which is
        what keeps a question about something else from looking sure.
        """
        ids: list[int] = []
        weights: list[float] = []
        unknown = 0
        for name in names:
            number = self.ids.get(name)
            if number is None:
                unknown += 1
            else:
                ids.append(number)
                weights.append(self.rarities[number])
        squares = sum([weight * weight for weight in weights])
        return ids, weights, squares + unknown * self.unseen**2

    def rarity(self, name: str) -> float:
        """How much a feature says; one that no phrasing has says the most."""
        number = self.ids.get(name)
        return self.unseen if number is None else self.rarities[number]

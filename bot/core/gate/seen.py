"""Seen: what an entry has of what a unit of a question seeks, and in which of its phrasings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.core.gate.units import Reading, Unit

Keys = tuple[tuple[str, float], ...]


class Said(NamedTuple):
    """A unit of an entry's phrasings: what it weighs, in which it stands, at which unit of all."""

    weight: float
    places: tuple[tuple[int, int], ...]


class Seen(NamedTuple):
    """What an entry has of what a unit seeks.

    How far it explains it and how central that is; the phrasings that hold it and how far, and in
    each of them the units that do, with what that is of their weight.
    """

    explained: float
    central: float
    shares: tuple[tuple[int, float], ...]
    units: Mapping[int, Sequence[tuple[int, float]]]


NOTHING = Seen(0.0, 0.0, (), {})


def seen_in(
    keys: Mapping[str, float],
    core: Mapping[str, float],
    said: Sequence[Said],
    having: Mapping[str, Sequence[tuple[int, float]]],
    sought: Keys,
) -> Seen:
    """What an entry of such `keys` has of what is sought, which are central to it as in `core`.

    `said` are the units of its phrasings; `having` tells which of them have a key, how strongly.
    """
    explained = _best(keys, sought)
    if not explained:
        return NOTHING
    shares: dict[int, float] = {}
    for key, mine in sought:
        for which, theirs in having.get(key, ()):
            shares[which] = max(shares.get(which, 0.0), min(mine, theirs))
    held: dict[int, float] = {}
    units: dict[int, list[tuple[int, float]]] = {}
    for which, share in shares.items():
        weight, places = said[which]
        for phrasing, at in places:
            held[phrasing] = max(held.get(phrasing, 0.0), share)
            units.setdefault(phrasing, []).append((at, share * weight))
    # Tuples of numbers are of no concern to the collector of cycles; lists it would walk for ever.
    found = {phrasing: tuple(pairs) for phrasing, pairs in units.items()}
    return Seen(explained, _best(core, sought), tuple(held.items()), found)


def _best(keys: Mapping[str, float], sought: Keys) -> float:
    """How far the keys have what is sought."""
    found = 0.0
    for key, strength in sought:
        theirs = keys.get(key, 0.0)
        share = strength if strength < theirs else theirs  # noqa: FURB136 many thousand times
        if share > found:
            found = share
    return found


def said(
    phrasings: Sequence[Reading], weights: Sequence[Sequence[float]]
) -> tuple[list[Said], dict[str, list[tuple[int, float]]]]:
    """The units of phrasings, each once, and which of them have each key."""
    known: dict[str, tuple[Unit, float]] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    count = 0
    for number, reading in enumerate(phrasings):
        for unit, weight in zip(reading.units, weights[number], strict=True):
            known.setdefault(unit.text, (unit, weight))
            places.setdefault(unit.text, []).append((number, count))
            count += 1
    having: dict[str, list[tuple[int, float]]] = {}
    for which, (unit, _) in enumerate(known.values()):
        for key, strength in unit.keys:
            having.setdefault(key, []).append((which, strength))
    return [Said(weight, tuple(places[text])) for text, (_, weight) in known.items()], having

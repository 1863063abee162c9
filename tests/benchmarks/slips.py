"""Mistypes questions as a hurried hand does, from a seed."""

from __future__ import annotations

import random

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {
    key: [row[j] for j in (i - 1, i + 1) if 0 <= j < len(row)]
    for row in KEYBOARD
    for i, key in enumerate(row)
}


def mistyped(questions: list[str], slips: int = 2, seed: int = 0) -> list[str]:
    """Each question with so many slips: a key beside, a letter left out, doubled or swapped."""
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return [_mistyped(question, slips, draw) for question in questions]


def _mistyped(text: str, slips: int, draw: random.Random) -> str:
    for _ in range(slips):
        text = _slipped(text, draw)
    return text


def _slipped(text: str, draw: random.Random) -> str:
    places = [i for i, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 3:
        return text
    i = draw.choice(places)
    before, letter, behind = text[:i], text[i], text[i + 1 :]
    kind = draw.choice(("swapped", "left out", "doubled", "beside"))
    if kind == "swapped" and behind[:1].isalpha():
        return before + behind[0] + letter + behind[1:]
    if kind == "left out":
        return before + behind
    if kind == "doubled":
        return before + letter + letter + behind
    return before + draw.choice(BESIDE.get(letter.lower(), [letter])) + behind

"""Contradictions: what asks about another thing than an entry, however alike the words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.contradictions import Claims, Signs, signs
from bot.matching.question_type import asks
from bot.matching.text import tokens

TABLE = yaml.safe_load(Path(__file__).with_name("contradictions.yaml").read_text(encoding="utf-8"))


def read(text: str | Sequence[str]) -> Signs:
    words = tokens(text) if isinstance(text, str) else text
    return signs(words, asks(words))


def contradiction(question: str | Sequence[str], phrasings: str, own: str = "") -> str:
    """What contradicts an entry with phrasings parted by semicolons."""
    return Claims([read(one) for one in phrasings.split(";")], [read(own)]).contradiction(
        read(question)
    )


@pytest.mark.parametrize("kind", TABLE)
def test_what_contradicts_is_caught_and_its_twin_is_not(kind: str) -> None:
    """Of the table nineteen in twenty are caught, and no more than one in twenty of the twins."""
    rows = TABLE[kind]
    missed = [(entry, asked) for entry, asked, _ in rows if not contradiction(asked, entry)]
    alarms = [(entry, twin) for entry, _, twin in rows if contradiction(twin, entry)]
    assert len(missed) <= 0.05 * len(rows), missed
    assert len(alarms) <= 0.05 * len(rows), alarms

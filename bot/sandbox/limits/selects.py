"""Limits of select menus and their options."""

from __future__ import annotations

from bot.sandbox.limits.fields import Faults, entries, fault, items, text, under, whole
from bot.sandbox.messages import JSON, Component

C = Component


def select_menu(select: JSON) -> Faults:
    """A select menu of whatever kind."""
    yield from text(select, "custom_id", 100, 1, needed=True)
    yield from text(select, "placeholder", 150)
    yield from whole(select, "min_values", 0, 25)
    yield from whole(select, "max_values", 1, 25)
    if select.get("type") == C.STRING_SELECT:
        yield from _options(select)


def _options(select: JSON) -> Faults:
    yield from items(select, "options", 25, 1, needed=True)
    options = entries(select, "options")
    for at, option in enumerate(options):
        yield from under(_option(option), "options", at)
    yield from _distinct_values(options)
    most = select.get("max_values")
    if isinstance(most, int) and len(options) < most <= 25:
        said = f"int value should be less than or equal to {len(options)}."
        yield fault("NUMBER_TYPE_MAX", said, "max_values")


def _option(option: JSON) -> Faults:
    yield from text(option, "label", 100, 1, needed=True)
    yield from text(option, "value", 100, 1, needed=True)
    yield from text(option, "description", 100)


def _distinct_values(options: list[JSON]) -> Faults:
    seen: set[object] = set()
    for at, option in enumerate(options):
        value = option.get("value")
        if isinstance(value, str) and value in seen:
            said = "The specified option value is already used"
            yield fault("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", said, "options", at, "value")
        seen.add(value if isinstance(value, str) else at)

"""Limits of modals: the form, its labels and inputs."""

from __future__ import annotations

from bot.sandbox.limits.fields import (
    Faults,
    choice,
    entries,
    fault,
    items,
    required,
    text,
    under,
    whole,
)
from bot.sandbox.limits.repeated import repeated
from bot.sandbox.limits.selects import select_menu
from bot.sandbox.messages import JSON, Component

C = Component

IN_LABEL = (3, 4, 5, 6, 7, 8, 19, 21, 22, 23)


def modal(body: JSON) -> Faults:
    """The data of a modal response."""
    yield from text(body, "title", 45, 1, needed=True)
    yield from text(body, "custom_id", 100, 1, needed=True)
    yield from items(body, "components", 5, 1, needed=True)
    for at, component in enumerate(entries(body, "components")):
        yield from under(_top(component), "components", at)
    yield from repeated(body, "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")


def _top(component: JSON) -> Faults:
    match component.get("type"):
        case C.LABEL:
            yield from _label(component)
        case C.ACTION_ROW:
            yield from _row(component)
        case C.TEXT_DISPLAY:
            yield from text(component, "content", 4_000, 1, needed=True)
        case _:
            said = 'Value of field "type" must be one of (1, 10, 18).'
            yield fault("UNION_TYPE_CHOICES", said)


def _label(label: JSON) -> Faults:
    yield from text(label, "label", 45, 1, needed=True)
    yield from text(label, "description", 100)
    inner = label.get("component")
    if not isinstance(inner, dict):
        yield required("component")
    elif inner.get("type") not in IN_LABEL:
        said = f'Value of field "type" must be one of {IN_LABEL}.'
        yield fault("UNION_TYPE_CHOICES", said, "component")
    elif inner["type"] == C.TEXT_INPUT:
        yield from under(_input(inner), "component")
    elif inner["type"] in (3, 5, 6, 7, 8):
        yield from under(select_menu(inner), "component")


def _row(row: JSON) -> Faults:
    yield from items(row, "components", 1, 1, needed=True)
    for at, component in enumerate(entries(row, "components")):
        if component.get("type") != C.TEXT_INPUT:
            said = 'Value of field "type" must be one of (4,).'
            yield fault("UNION_TYPE_CHOICES", said, "components", at)
        else:
            yield from under(text(component, "label", 45, 1, needed=True), "components", at)
            yield from under(_input(component), "components", at)


def _input(field: JSON) -> Faults:
    yield from text(field, "custom_id", 100, 1, needed=True)
    yield from choice(field, "style", (1, 2))
    yield from text(field, "placeholder", 100)
    yield from text(field, "value", 4_000)
    yield from whole(field, "min_length", 0, 4_000)
    yield from whole(field, "max_length", 1, 4_000)
    least, most = field.get("min_length"), field.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        said = f"int value should be less than or equal to {most}."
        yield fault("NUMBER_TYPE_MAX", said, "min_length")

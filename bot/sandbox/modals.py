"""Filling in a modal as a member's client does: values by label or custom_id, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bot.sandbox.commands import Impossible
from bot.sandbox.message import JSON, Component

Values: TypeAlias = Mapping[str, str | Sequence[str]]


def submission(modal: JSON, given: Values) -> JSON:
    """The data of a modal submit.

    Args:
        modal: The form as the bot sent it.
        given: Texts, or lists of chosen values, by label or custom_id; what is left out stays as
            the bot filled it in.

    Raises:
        Impossible: A needed value is missing or one does not fit.
    """
    left = dict(given)
    components = [_top(component, left) for component in modal["components"]]
    if left:
        raise Impossible(f"the form has no field {next(iter(left))!r}")
    return {"custom_id": modal["custom_id"], "components": components}


def _top(component: JSON, left: dict[str, str | Sequence[str]]) -> JSON:
    made = {"type": component["type"], "id": component.get("id", 0)}
    if component["type"] == Component.LABEL:
        return made | {"component": _field(component["component"], component["label"], left)}
    return made


def _field(field: JSON, label: str, left: dict[str, str | Sequence[str]]) -> JSON:
    value = left.pop(field["custom_id"], None)
    if value is None:
        value = left.pop(label, None)
    made = {"type": field["type"], "custom_id": field["custom_id"], "id": field.get("id", 0)}
    if field["type"] == Component.TEXT_INPUT:
        return made | {"value": _text(field, label, value)}
    return made | {"values": _chosen(field, label, value)}


def _text(field: JSON, label: str, value: object) -> str:
    text = str(value if value is not None else field.get("value") or "")
    if not text:
        if field.get("required", True):
            raise Impossible(f"the form needs {label!r}")
        return text
    least, most = field.get("min_length") or 0, field.get("max_length") or 4_000
    if not least <= len(text) <= most:
        raise Impossible(f"{label!r} takes {least} to {most} characters")
    return text


def _chosen(field: JSON, label: str, value: object) -> list[str]:
    options = field.get("options") or []
    if value is None:
        values = [o["value"] for o in options if o.get("default")]
    else:
        values = [value] if isinstance(value, str) else _listed(value)
    return pick(options, values, field, label)


def _listed(value: object) -> list[str]:
    if not isinstance(value, (list, tuple)):
        raise Impossible(f"{value!r} is no list of choices")
    return [str(item) for item in value]


def pick(options: list[JSON], values: list[str], field: JSON, label: str) -> list[str]:
    """The values that a select sends for chosen values or labels, as many as it takes."""
    known = {o["label"]: o["value"] for o in options} | {o["value"]: o["value"] for o in options}
    if options and (strange := [v for v in values if v not in known]):
        raise Impossible(f"{strange[0]!r} is no option of {label!r}")
    least, most = field.get("min_values", 1), field.get("max_values", 1)
    needed = field.get("required", True) or values
    if needed and not least <= len(values) <= most:
        raise Impossible(f"{label!r} takes {least} to {most} choices")
    return [known.get(v, v) for v in values]

"""What may stand once in a message or modal: custom ids, and the numbers of components."""

from __future__ import annotations

from bot.sandbox.limits.fields import Faults, entries, fault
from bot.sandbox.messages import JSON


def ids(body: JSON) -> Faults:
    """Custom ids and numbers stand once in a message."""
    yield from repeated(body, "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")
    yield from repeated(body, "id", "COMPONENT_ID_DUPLICATED")


def repeated(body: JSON, key: str, code: str) -> Faults:
    """What stands twice in a message or modal and may stand once."""
    seen: set[object] = set()
    for path, component in _placed(body):
        value = component.get(key)
        if not value or not isinstance(value, (str, int)):
            continue
        if value in seen:
            said = f"Component {key.replace('_', ' ')} cannot be duplicated"
            yield fault(code, said, *path, key)
        seen.add(value)


def _placed(body: JSON) -> list[tuple[tuple[str | int, ...], JSON]]:
    """Every component with the path that leads to it."""
    found: list[tuple[tuple[str | int, ...], JSON]] = []
    for at, component in enumerate(entries(body, "components")):
        here: tuple[str | int, ...] = ("components", at)
        found.append((here, component))
        found += [((*here, *path), inner) for path, inner in _placed(component)]
        for single in ("accessory", "component"):
            if isinstance(component.get(single), dict):
                found.append(((*here, single), component[single]))
    return found

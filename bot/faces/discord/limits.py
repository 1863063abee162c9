"""Discord's limits, counted in this one file; discord.py does not guard most of them.

The figures are those of Discord's developer documentation for API v10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

CONTENT = 2_000  # an ordinary message
LAYOUT_TEXT = 4_000  # all text displays of one Components V2 message together
COMPONENTS = 40  # of one Components V2 message, nested ones counted
ROW_BUTTONS = 5
CUSTOM_ID = 100
LABEL = 80  # of a button
LINK_URL = 512  # of a link button; our text links keep to it too
CHOICES = 25  # of an autocompletion
CHOICE = 100  # name and value of a choice

Raw = Mapping[str, Any]


def walk(components: list[Any]) -> Iterator[Raw]:
    """Each component of a payload, nested ones after their parent."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        if "accessory" in component:
            yield component["accessory"]


def excesses(components: list[Any]) -> tuple[str, ...]:
    """What Discord would refuse in a Components V2 message, in words; empty if it is fine."""
    parts = list(walk(components))
    return (*_of_whole(parts), *(fault for part in parts for fault in _of_part(part)))


def _of_whole(parts: list[Raw]) -> Iterator[str]:
    text = sum(len(part.get("content", "")) for part in parts)
    if text > LAYOUT_TEXT:
        yield f"{text} characters of text, {LAYOUT_TEXT} are allowed"
    if len(parts) > COMPONENTS:
        yield f"{len(parts)} components, {COMPONENTS} are allowed"
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the custom_id {repeated!r} twice"


def _of_part(part: Raw) -> Iterator[str]:
    if not 1 <= len(part.get("custom_id", "x")) <= CUSTOM_ID:
        yield f"a custom_id of {len(part['custom_id'])} characters, 1 to {CUSTOM_ID} are allowed"
    if len(part.get("label") or "") > LABEL:
        yield f"a label of {len(part['label'])} characters, {LABEL} are allowed"
    if len(part.get("url") or "") > LINK_URL:
        yield f"a link of {len(part['url'])} characters, {LINK_URL} are allowed"
    if part.get("type") == 1 and not 1 <= len(part["components"]) <= ROW_BUTTONS:
        yield f"a row of {len(part['components'])} buttons, 1 to {ROW_BUTTONS} are allowed"
    if part.get("type") == 10 and not part["content"].strip():
        yield "an empty text"

"""Limits of components: rows, buttons, selects, and the layouts of Components V2."""

from __future__ import annotations

from collections.abc import Callable

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
from bot.sandbox.limits.repeated import ids
from bot.sandbox.limits.selects import select_menu
from bot.sandbox.messages import JSON, Component, walk

C = Component

MOST_COMPONENTS = 40
"""Components of a message with Components V2, nested ones counted."""
MOST_TEXT = 4_000
"""Characters of all text displays of a message together."""

SELECTS = frozenset({3, 5, 6, 7, 8})
IN_LAYOUT = (1, 9, 10, 12, 13, 14, 17)
IN_CONTAINER = (1, 9, 10, 12, 13, 14)
LINK, PREMIUM = 5, 6


def rows(body: JSON) -> Faults:
    """The components of a message without Components V2: action rows."""
    yield from items(body, "components", 5)
    yield from _each(body, "components", (C.ACTION_ROW,))
    yield from ids(body)


def layout(body: JSON) -> Faults:
    """The components of a message with Components V2."""
    yield from items(body, "components", MOST_COMPONENTS)
    yield from _each(body, "components", IN_LAYOUT)
    yield from ids(body)
    yield from _totals(body)


def _totals(body: JSON) -> Faults:
    everything = list(walk(entries(body, "components")))
    if len(everything) > MOST_COMPONENTS:
        said = f"The total number of components cannot exceed {MOST_COMPONENTS}"
        yield fault("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", said, "components")
    texts = [c.get("content") for c in everything if c.get("type") == C.TEXT_DISPLAY]
    if sum(len(t) for t in texts if isinstance(t, str)) > MOST_TEXT:
        said = f"Components displayable text size exceeds maximum size of {MOST_TEXT}"
        yield fault("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", said, "components")


def _each(body: JSON, key: str, allowed: tuple[int, ...]) -> Faults:
    for at, component in enumerate(entries(body, key)):
        yield from under(_typed(component, allowed), key, at)


def _typed(component: JSON, allowed: tuple[int, ...]) -> Faults:
    if component.get("type") not in allowed:
        listed = ", ".join(str(int(a)) for a in allowed) + ("," if len(allowed) == 1 else "")
        said = f'Value of field "type" must be one of ({listed}).'
        yield fault("UNION_TYPE_CHOICES", said)
        return
    yield from whole(component, "id", 0, (1 << 31) - 1)
    yield from RULES[component["type"]](component)


def _row(row: JSON) -> Faults:
    yield from items(row, "components", 5, 1, needed=True)
    inside = entries(row, "components")
    yield from _each(row, "components", (2, 3, 5, 6, 7, 8))
    if len(inside) > 1:
        for at, component in enumerate(inside):
            if component.get("type") in SELECTS:
                said = "The specified component exceeds the maximum width"
                yield fault("COMPONENT_LAYOUT_WIDTH_EXCEEDED", said, "components", at)


def _button(button: JSON) -> Faults:
    yield from choice(button, "style", range(1, 7))
    yield from text(button, "label", 80)
    yield from text(button, "custom_id", 100, 1)
    yield from text(button, "url", 512)
    style = button.get("style")
    if style == LINK:
        yield from _link(button)
    elif style != PREMIUM:
        yield from _pressed(button)
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        yield fault(
            "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required", "label"
        )


def _link(button: JSON) -> Faults:
    if button.get("custom_id") is not None:
        said = "A custom id and url cannot both be specified"
        yield fault("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", said, "custom_id")
    url = button.get("url")
    if url is None:
        yield fault("BUTTON_COMPONENT_URL_REQUIRED", "A url is required", "url")
    elif not str(url).startswith(("http://", "https://", "discord://")):
        said = "Scheme must be one of ('http', 'https', 'discord')."
        yield fault(
            "URL_TYPE_INVALID_SCHEME", f'"{str(url)[:40]}" is not a valid url: {said}', "url"
        )


def _pressed(button: JSON) -> Faults:
    if button.get("url") is not None:
        said = "A custom id and url cannot both be specified"
        yield fault("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", said, "url")
    if button.get("custom_id") is None:
        yield fault("BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required", "custom_id")


def _section(section: JSON) -> Faults:
    yield from items(section, "components", 3, 1, needed=True)
    yield from _each(section, "components", (C.TEXT_DISPLAY,))
    accessory = section.get("accessory")
    if not isinstance(accessory, dict):
        yield required("accessory")
    else:
        yield from under(_typed(accessory, (C.BUTTON, C.THUMBNAIL)), "accessory")


def _text_display(display: JSON) -> Faults:
    yield from text(display, "content", MOST_TEXT, 1, needed=True)


def _container(container: JSON) -> Faults:
    yield from items(container, "components", MOST_COMPONENTS, 1, needed=True)
    yield from whole(container, "accent_color", 0, 0xFFFFFF)
    yield from _each(container, "components", IN_CONTAINER)


def _gallery(gallery: JSON) -> Faults:
    yield from items(gallery, "items", 10, 1, needed=True)


def _separator(separator: JSON) -> Faults:
    yield from whole(separator, "spacing", 1, 2)


def _free(_: JSON) -> Faults:
    yield from ()


RULES: dict[int, Callable[[JSON], Faults]] = {
    C.ACTION_ROW: _row,
    C.BUTTON: _button,
    C.SECTION: _section,
    C.TEXT_DISPLAY: _text_display,
    C.THUMBNAIL: _free,
    C.MEDIA_GALLERY: _gallery,
    C.FILE: _free,
    C.SEPARATOR: _separator,
    C.CONTAINER: _container,
} | dict.fromkeys(SELECTS, select_menu)

"""Limits of embeds: each part, and all texts of all embeds together."""

from __future__ import annotations

from bot.sandbox.limits.fields import (
    Faults,
    an_object,
    fault,
    items,
    part,
    required,
    text,
    under,
    whole,
)
from bot.sandbox.limits.fields import entries as objects
from bot.sandbox.messages import JSON, embed_texts

MOST_EMBEDS = 10
MOST_TEXT = 6_000
"""Characters of all embeds of a message together."""


def embeds(body: JSON) -> Faults:
    """The embeds of a message."""
    yield from items(body, "embeds", MOST_EMBEDS)
    listed = objects(body, "embeds")
    for at, embed in enumerate(listed):
        yield from under(one(embed), "embeds", at)
    if sum(map(len, embed_texts(listed))) > MOST_TEXT:
        said = f"Embed size exceeds maximum size of {MOST_TEXT}"
        yield fault("MAX_EMBED_SIZE_EXCEEDED", said, "embeds")


def one(embed: JSON) -> Faults:
    """The parts of one embed."""
    yield from text(embed, "title", 256, stripped=True)
    yield from text(embed, "description", 4_096, stripped=True)
    yield from text(embed, "url", 2_048)
    yield from whole(embed, "color", 0, 0xFFFFFF)
    yield from items(embed, "fields", 25)
    yield from under(text(part(embed, "footer"), "text", 2_048), "footer")
    yield from under(text(part(embed, "author"), "name", 256), "author")
    yield from an_object(embed, "footer")
    yield from an_object(embed, "author")
    for at, one_field in enumerate(objects(embed, "fields")):
        yield from under(_field(one_field), "fields", at)


def _field(one: JSON) -> Faults:
    for key, most in (("name", 256), ("value", 1_024)):
        if isinstance(one.get(key), str) and not one[key].strip():
            yield required(key)
        else:
            yield from text(one, key, most, needed=True, stripped=True)

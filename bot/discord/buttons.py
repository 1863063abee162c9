"""The buttons of a card: how they are made and read back.

Each carries its whole state, so that none is kept in memory and all work after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal, TypeAlias, cast, get_args

import discord
from discord import ui
from discord.utils import as_chunks
from numpy import base_repr

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.article.article import Citation
from bot.discord.text import LABEL, ROW_BUTTONS, shortened

# A button's state stands in its custom_id. It is written
# `f1:<action>:<asker>:<fingerprint>:<place>:<reference>`. What does not fit in Discord's 100
# characters is not there: a long entry id becomes its digest, and the question stays on the card.

Action = Literal[
    "ctx",
    "up",
    "down",
    "unmeant",
    "more",
    "del",
    "share",
    "follow",
    "pick",
    "editors",
    "erase",
    "gaps",
    "settle",
]
Cited: TypeAlias = tuple[Citation, ...]

VERSION = "f1"
FINGERPRINT = 8  # characters of it: enough to tell one FAQ from the one before
SEVERAL = "several"
"""The place of a pick on a card with several parts: that card is not replaced by one answer."""
NEUTRAL = 0x4A6FA5
"""The colour of a card that says neither yes nor no."""
CLOSEST = "~"
"""What stands before the reference of an entry that is shown as the closest, not as the answer."""
CHOSEN = "!"
"""What stands before the reference of an entry that a model chose as the answer."""
LONGEST = 40  # characters of a reference that has the button to itself
LONGEST_OF_SEVERAL = 15
_PLAIN_ID = re.compile(r"[A-Za-z0-9_.-]+")
_SIGN = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class ButtonState:
    """What a button carries: the action, who asked, the FAQ's fingerprint, a place, a reference.

    `asker` is 0 where nobody is known. `place` is a page's beginning. `reference` names what the
    card shows (see `reference_of`), or is empty.
    """

    action: Action
    asker: int = 0
    fingerprint: str = ""
    place: str = ""
    reference: str = ""

    def __str__(self) -> str:
        # In base 36 a snowflake takes thirteen characters where decimals take twenty.
        asker, sign = base_repr(self.asker, 36).lower(), _sign(self.fingerprint)
        return f"{VERSION}:{self.action}:{asker}:{sign}:{self.place}:{self.reference}"

    @classmethod
    def read(cls, custom_id: str) -> ButtonState | None:
        """The state behind a custom_id; None if another version of the bot wrote it."""
        parts = custom_id.split(":", 5)
        if len(parts) != 6 or parts[0] != VERSION or parts[1] not in get_args(Action):
            return None
        if not re.fullmatch(r"[0-9a-z]{1,13}", parts[2]):
            return None
        action = cast(Action, parts[1])
        return cls(action, int(parts[2], 36), parts[3], parts[4], parts[5])


@lru_cache(maxsize=64)
def _sign(fingerprint: str) -> str:
    return _SIGN.sub("", fingerprint)[:FINGERPRINT]


def reference_of(shown: Entry | Cited, longest: int = LONGEST) -> str:
    """What names an entry or a passage's sentences on a button, in at most `longest` characters.

    An id that is longer becomes a digest; of a passage's sentences only those that fit are named.
    """
    if isinstance(shown, Entry):
        fits = len(shown.id) <= longest and _PLAIN_ID.fullmatch(shown.id)
        return shown.id if fits else "#" + _digest(shown.id)
    if not shown:
        return ""
    article = shown[0].article
    written = f"@{_edition(article.name, article.text)}"
    for citation in shown:
        longer = f"{written}.{citation.number}"
        if citation.article is article and len(longer) <= longest:
            written = longer
    return written


def resolve(reference: str, knowledge: Knowledge) -> Entry | Cited | None:
    """What a button's reference names now; None once the editor took it out."""
    reference = reference.lstrip(CLOSEST + CHOSEN)
    if reference.startswith("@"):
        return _passage(reference[1:], knowledge)
    if reference.startswith("#"):
        wanted = reference[1:]
        return next((one for one in knowledge.entries if _digest(one.id) == wanted), None)
    return knowledge.by_id.get(reference)


def entry_id(reference: str, knowledge: Knowledge) -> str:
    """The id of the entry that a button's reference names; the reference where it names none."""
    shown = resolve(reference, knowledge)
    return shown.id if isinstance(shown, Entry) else reference


def _passage(reference: str, knowledge: Knowledge) -> Cited | None:
    edition, *written = reference.split(".")
    article = next((x for x in knowledge.articles if _edition(x.name, x.text) == edition), None)
    numbers = [int(one) for one in written if one.isascii() and one.isdecimal()]
    if article is None or not numbers or len(numbers) < len(written):
        return None
    known = all(1 <= number <= len(article.sentences) for number in numbers)
    return tuple(map(article.cite, numbers)) if known else None


@lru_cache(maxsize=8)  # each holds the text of an article
def _edition(name: str, text: str) -> str:
    """What names an article as it is now: once it is changed, its sentences are others."""
    return blake2b(f"{name}\n{text}".encode(), digest_size=4).hexdigest()


@lru_cache(maxsize=16_384)  # to find a long id's entry all ids are gone through
def _digest(name: str) -> str:
    return blake2b(name.encode(), digest_size=5).hexdigest()


Style = discord.ButtonStyle
Interaction: TypeAlias = discord.Interaction[Any]
Row: TypeAlias = "ui.ActionRow[ui.LayoutView]"
Box: TypeAlias = "ui.Container[ui.LayoutView]"


def button(
    state: ButtonState, label: str = "", *, emoji: str | None = None, style: Style = Style.grey
) -> ui.Button[ui.LayoutView]:
    """A button that says `label`, shortened to what Discord takes."""
    return ui.Button(
        style=style, label=shortened(label, LABEL) or None, emoji=emoji, custom_id=str(state)
    )


def rows(buttons: Iterable[ui.Button[ui.LayoutView]], placed: set[str]) -> list[Row]:
    """The buttons in rows of five; one whose state is already on the card is left out.

    `placed` are the custom_ids that are on the card; those of the new buttons are added.
    """
    fresh: list[ui.Button[ui.LayoutView]] = []
    for one in buttons:
        if one.custom_id is not None and one.custom_id not in placed:
            placed.add(one.custom_id)
            fresh.append(one)
    return [ui.ActionRow(*some) for some in as_chunks(fresh, ROW_BUTTONS)]


def boxed(*items: ui.Item[ui.LayoutView] | str, colour: int | None = NEUTRAL) -> Box:
    """A box of texts and other items, with a coloured edge."""
    shown = (ui.TextDisplay(one) if isinstance(one, str) else one for one in items)
    return ui.Container(*shown, accent_colour=colour)


def finished(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """A view that discord.py sends and then forgets: our buttons need no view in memory."""
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view

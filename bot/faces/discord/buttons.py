"""The buttons of a card: each one carries its whole state, so that none is kept in memory."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self, TypeAlias

import discord
from discord import ui

from bot.faces.discord.cutting import shortened
from bot.faces.discord.limits import LABEL, ROW_BUTTONS
from bot.faces.discord.presses import Press

Style = discord.ButtonStyle
Interaction: TypeAlias = discord.Interaction[Any]
Row: TypeAlias = "ui.ActionRow[ui.LayoutView]"
OnPress = Callable[[Interaction, str], Awaitable[None]]


def button(
    press: Press, label: str = "", *, emoji: str | None = None, style: Style = Style.grey
) -> ui.Button[ui.LayoutView]:
    """A button that says `label`, shortened to what Discord takes."""
    return ui.Button(
        style=style, label=shortened(label, LABEL) or None, emoji=emoji, custom_id=str(press)
    )


def rows(buttons: Iterable[ui.Button[ui.LayoutView]], seen: set[str]) -> list[Row]:
    """The buttons in rows of five; one whose state is already on the card is left out."""
    fresh: list[ui.Button[ui.LayoutView]] = []
    for one in buttons:
        if one.custom_id is not None and one.custom_id not in seen:
            seen.add(one.custom_id)
            fresh.append(one)
    return [
        ui.ActionRow(*fresh[start : start + ROW_BUTTONS])
        for start in range(0, len(fresh), ROW_BUTTONS)
    ]


def pressed_with(on_press: OnPress) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The class that discord.py makes of every button pressed on any of our messages.

    It takes every custom_id, so that a button of another version of the bot gets an answer too.
    """

    class Pressed(ui.DynamicItem[ui.Button[Any]], template=r"(?s:.+)"):
        @classmethod
        async def from_custom_id(
            cls, _interaction: Interaction, item: ui.Item[Any], _match: re.Match[str], /
        ) -> Self:
            """The pressed button, wrapped."""
            if not isinstance(item, ui.Button):
                raise TypeError(item)  # we send no other component
            return cls(item)

        async def callback(self, interaction: Interaction) -> None:
            """Hand the press on."""
            await on_press(interaction, self.item.custom_id or "")

    return Pressed

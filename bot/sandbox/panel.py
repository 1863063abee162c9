"""The panel: sheets that whoever runs the sandbox puts beside the channel, for a page to show.

A sheet is made of parts in plain JSON, each with a `kind`; `README.md` lists them. The sandbox does
not look inside: what they tell is its owner's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.hub import Hub
from bot.sandbox.messages import JSON


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name in addresses, its title, how things stand, and what it says.

    `mark` is one word for how things stand (`good`, `bad`, or empty), `note` the same in a few
    words for people.
    """

    name: str
    title: str
    parts: tuple[JSON, ...] = ()
    mark: str = ""
    note: str = ""

    def summary(self) -> JSON:
        """The sheet without its parts."""
        return {"name": self.name, "title": self.title, "mark": self.mark, "note": self.note}


class Panel:
    """The sheets in the order in which they were first put."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._sheets: dict[str, Sheet] = {}

    def put(self, sheet: Sheet) -> None:
        """Put a sheet, in place of the one of the same name, and tell the pages."""
        self._sheets[sheet.name] = sheet
        self._hub.publish("panel_changed", sheet=sheet)

    def summaries(self) -> list[JSON]:
        """All sheets without their parts."""
        return [sheet.summary() for sheet in self._sheets.values()]

    def find(self, name: str) -> Sheet | None:
        """The sheet of this name."""
        return self._sheets.get(name)

"""The panel: tabs that whoever runs the sandbox puts beside the channel, for a page to show.

A tab is made of parts in plain JSON, each with a `kind`; `README.md` lists them. The sandbox does
not look inside: what they tell is its owner's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.events import EventBus
from bot.sandbox.message import JSON


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in addresses, its title, how things stand, and what it says.

    `mark` is one word for how things stand (`good`, `bad`, or empty), `note` the same in a few
    words for people.
    """

    name: str
    title: str
    parts: tuple[JSON, ...] = ()
    mark: str = ""
    note: str = ""

    def summary(self) -> JSON:
        """The tab without its parts."""
        return {"name": self.name, "title": self.title, "mark": self.mark, "note": self.note}


class Panel:
    """The tabs in the order in which they were first put."""

    def __init__(self, events: EventBus) -> None:
        self._events = events
        self._tabs: dict[str, Tab] = {}

    def put(self, tab: Tab) -> None:
        """Put a tab, in place of the one of the same name, and tell the pages."""
        self._tabs[tab.name] = tab
        self._events.publish("panel_changed", tab=tab)

    def summaries(self) -> list[JSON]:
        """All tabs without their parts."""
        return [tab.summary() for tab in self._tabs.values()]

    def find(self, name: str) -> Tab | None:
        """The tab of this name."""
        return self._tabs.get(name)

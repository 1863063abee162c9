"""The parts that together are the sandbox, for those who serve or test it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.bounds import Bounds
from bot.sandbox.events import EventBus
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Deadlines, Interactions
from bot.sandbox.message import JSON
from bot.sandbox.messages import Messages
from bot.sandbox.requests import Faults, Journal
from bot.sandbox.sessions import Sessions
from bot.sandbox.world import World


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


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a route or a member needs."""

    world: World
    events: EventBus
    sessions: Sessions
    gateway: Gateway
    messages: Messages
    interactions: Interactions
    faults: Faults
    journal: Journal
    panel: Panel
    bounds: Bounds


def build_services(
    world: World, deadlines: Deadlines, heartbeat_seconds: float, bounds: Bounds
) -> Services:
    """Join the parts around a world."""
    events = EventBus()
    sessions = Sessions(world, events)
    messages = Messages(world, sessions)
    return Services(
        world,
        events,
        sessions,
        Gateway(sessions, heartbeat_seconds, bounds),
        messages,
        Interactions(world, sessions, messages, deadlines),
        Faults(),
        Journal(),
        Panel(events),
        bounds,
    )

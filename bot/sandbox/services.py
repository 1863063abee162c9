"""The parts that together are the sandbox, for those who serve or test it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.bounds import Bounds
from bot.sandbox.events import EventBus
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interactions
from bot.sandbox.message import JSON
from bot.sandbox.messages import Messages
from bot.sandbox.requests import Faults, Journal
from bot.sandbox.sessions import Sessions
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: what it says, and how things stand."""

    name: str  # in addresses
    title: str
    parts: tuple[JSON, ...] = ()
    mark: str = ""  # one word for how things stand: `good`, `bad`, or nothing
    note: str = ""  # the same in a few words for people

    def summary(self) -> JSON:
        """The tab without its parts."""
        return {"name": self.name, "title": self.title, "mark": self.mark, "note": self.note}


@dataclass(frozen=True, slots=True)
class Panel:
    """The tabs beside the channel, by name, in the order in which they were first put."""

    events: EventBus
    tabs: dict[str, Tab] = field(default_factory=dict)

    def put(self, tab: Tab) -> None:
        """Put a tab, in place of the one of the same name, and tell the pages."""
        self.tabs[tab.name] = tab
        self.events.publish("panel_changed", tab=tab)


class Services:
    """Everything that a route or a member needs, joined around a world."""

    def __init__(self, world: World, bounds: Bounds) -> None:
        self.world = world
        self.bounds = bounds
        self.events = EventBus()
        self.faults = Faults()
        self.journal = Journal()
        self.panel = Panel(self.events)
        self.sessions = Sessions(world, self.events)
        self.gateway = Gateway(self.sessions, bounds)
        self.messages = Messages(world, self.sessions)
        self.interactions = Interactions(world, self.sessions, self.messages)

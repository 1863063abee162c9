"""The parts that together are the sandbox, for those who serve or test it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.connections import Bounds
from bot.sandbox.events import EventBus
from bot.sandbox.faults import Faults
from bot.sandbox.gateway.gateway import Gateway
from bot.sandbox.gateway.sessions import Sessions
from bot.sandbox.interactions import Deadlines, Interactions
from bot.sandbox.journal import Journal
from bot.sandbox.messages import Messages
from bot.sandbox.panel import Panel
from bot.sandbox.world import World


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

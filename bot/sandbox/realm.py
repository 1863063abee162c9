"""The realm: the parts that together are the loopback Discord, for those who serve or test it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.bounds import Bounds
from bot.sandbox.faults import Faults
from bot.sandbox.gateway.disturbing import Gateway
from bot.sandbox.gateway.switchboard import Switchboard
from bot.sandbox.hub import Hub
from bot.sandbox.interactions import Deadlines, Interactions
from bot.sandbox.journal import Journal
from bot.sandbox.panel import Panel
from bot.sandbox.posting import Posting
from bot.sandbox.ratelimits import RateLimits
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Realm:
    """Everything a route or a member needs."""

    world: World
    hub: Hub
    switchboard: Switchboard
    gateway: Gateway
    posting: Posting
    interactions: Interactions
    faults: Faults
    limits: RateLimits
    journal: Journal
    panel: Panel
    bounds: Bounds


def build(
    world: World,
    *,
    deadlines: Deadlines | None = None,
    heartbeat_seconds: float = 41.25,
    bounds: Bounds | None = None,
) -> Realm:
    """Join the parts around a world."""
    hub = Hub()
    bounds = bounds or Bounds()
    switchboard = Switchboard(world, hub)
    posting = Posting(world, switchboard)
    return Realm(
        world,
        hub,
        switchboard,
        Gateway(switchboard, heartbeat_seconds, bounds),
        posting,
        Interactions(world, switchboard, posting, deadlines or Deadlines()),
        Faults(),
        RateLimits(world.clock),
        Journal(),
        Panel(hub),
        bounds,
    )

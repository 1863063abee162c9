"""A Discord for one machine: REST and gateway on 127.0.0.1, for tests and for trying a bot.

The sandbox speaks Discord's protocol to a real client and knows nothing of the bot behind it.
`World` says who and what is there, `Sandbox` serves it, `Sandbox.member` acts as a person.
"""

from bot.sandbox.channels import Channel, ChannelType, Overwrite
from bot.sandbox.interaction import Interaction
from bot.sandbox.interactions import Deadlines
from bot.sandbox.invoking import Impossible
from bot.sandbox.members import ActingMember
from bot.sandbox.messages import Message
from bot.sandbox.people import Guild, Member, Role, User
from bot.sandbox.permissions import Permission
from bot.sandbox.portal import Portal
from bot.sandbox.server import Sandbox
from bot.sandbox.snowflakes import HeldClock, RunningClock
from bot.sandbox.world import World

__all__ = [
    "ActingMember",
    "Channel",
    "ChannelType",
    "Deadlines",
    "Guild",
    "HeldClock",
    "Impossible",
    "Interaction",
    "Member",
    "Message",
    "Overwrite",
    "Permission",
    "Portal",
    "Role",
    "RunningClock",
    "Sandbox",
    "User",
    "World",
]

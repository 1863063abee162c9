"""A Discord for one machine: REST and gateway on 127.0.0.1, for tests and for trying a bot.

The sandbox speaks Discord's protocol to a real client and knows nothing of the bot behind it, but
how to start it. `World` says who and what is there, `Sandbox` serves it, `Sandbox.member` acts as a
person.
"""

from bot.sandbox.client import Impossible
from bot.sandbox.guild import Channel, ChannelType, Guild, Overwrite, Permission
from bot.sandbox.interactions import Interaction, Response
from bot.sandbox.member import ActingMember
from bot.sandbox.message import Body, Message, MessageFlag
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

__all__ = [
    "ActingMember",
    "Body",
    "Channel",
    "ChannelType",
    "Guild",
    "Impossible",
    "Interaction",
    "Message",
    "MessageFlag",
    "Overwrite",
    "Permission",
    "Response",
    "Sandbox",
    "World",
]

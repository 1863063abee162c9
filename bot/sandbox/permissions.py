"""Who may do what where: Discord's permission bits and how roles and overwrites add up."""

from __future__ import annotations

from enum import IntFlag

from bot.sandbox.guild import Channel, Guild, Member


class Permission(IntFlag):
    """The bits that change something here; others can be given and mean nothing."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


P = Permission

# As plain numbers, since arithmetic with flags is slow and these are asked for with every message.
ADMINISTRATOR = int(P.ADMINISTRATOR)
VIEW_CHANNEL = int(P.VIEW_CHANNEL)

ALL = (1 << 53) - 1
"""Every bit: what owners and administrators have."""

DIRECT = int(P.VIEW_CHANNEL | P.SEND_MESSAGES | P.READ_MESSAGE_HISTORY | P.USE_APPLICATION_COMMANDS)
"""What both sides may do in a direct channel."""

EVERYONE = int(DIRECT | P.CREATE_PUBLIC_THREADS | P.SEND_MESSAGES_IN_THREADS)
"""What the role of everyone may do in a fresh guild."""


def in_guild(guild: Guild, member: Member) -> int:
    """The bits of a member's roles together, before any channel has its say."""
    if guild.owner_id == member.user.id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    return ALL if bits & ADMINISTRATOR else bits


def in_channel(guild: Guild, member: Member, channel: Channel) -> int:
    """The bits that hold for a member in a channel, after its overwrites.

    Source: "Permission Overwrites" and "Implicit Permissions" of Discord's documentation.

    Args:
        guild: Where it happens.
        member: Whose permissions are asked for.
        channel: The channel itself, or for a thread the parent that carries the overwrites.
    """
    bits = in_guild(guild, member)
    if bits == ALL:
        return ALL
    bits = _overwritten(bits, guild, member, channel)
    return bits if bits & VIEW_CHANNEL else 0


def in_time_out(bits: int) -> int:
    """What a time-out leaves of a member's bits; it does not touch administrators."""
    return bits if bits == ALL else bits & int(P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY)


def _overwritten(bits: int, guild: Guild, member: Member, channel: Channel) -> int:
    everyone = channel.overwrites.get(guild.id)
    if everyone is not None:
        bits = bits & ~everyone.deny | everyone.allow
    deny = allow = 0
    for role in member.roles:
        if (overwrite := channel.overwrites.get(role)) is not None:
            deny |= overwrite.deny
            allow |= overwrite.allow
    bits = bits & ~deny | allow
    own = channel.overwrites.get(member.user.id)
    return bits if own is None else bits & ~own.deny | own.allow

"""Gateway intents: which events a session asked for, and which need the portal's consent."""

from __future__ import annotations

from enum import IntFlag

from bot.sandbox.portal import Portal


class Intent(IntFlag):
    """Discord's intents by bit."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    MODERATION = 1 << 2
    EXPRESSIONS = 1 << 3
    INTEGRATIONS = 1 << 4
    WEBHOOKS = 1 << 5
    INVITES = 1 << 6
    VOICE_STATES = 1 << 7
    PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_REACTIONS = 1 << 10
    GUILD_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_REACTIONS = 1 << 13
    DIRECT_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    SCHEDULED_EVENTS = 1 << 16
    AUTOMOD_SETTINGS = 1 << 20
    AUTOMOD_ACTIONS = 1 << 21
    GUILD_POLLS = 1 << 24
    DIRECT_POLLS = 1 << 25


EVERY = sum(Intent)

MESSAGES = {"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"}
IN_GUILDS: dict[str, Intent] = (
    dict.fromkeys(MESSAGES, Intent.GUILD_MESSAGES)
    | {"TYPING_START": Intent.GUILD_TYPING}
    | dict.fromkeys(
        ("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"), Intent.MEMBERS
    )
    | dict.fromkeys(
        (
            "GUILD_CREATE",
            "GUILD_UPDATE",
            "GUILD_DELETE",
            "GUILD_ROLE_CREATE",
            "GUILD_ROLE_UPDATE",
            "GUILD_ROLE_DELETE",
            "CHANNEL_CREATE",
            "CHANNEL_UPDATE",
            "CHANNEL_DELETE",
            "THREAD_CREATE",
            "THREAD_UPDATE",
            "THREAD_DELETE",
            "THREAD_LIST_SYNC",
        ),
        Intent.GUILDS,
    )
)
IN_DIRECT: dict[str, Intent] = dict.fromkeys(MESSAGES, Intent.DIRECT_MESSAGES) | {
    "TYPING_START": Intent.DIRECT_TYPING
}


def wanted(intents: int, event: str, *, in_guild: bool) -> bool:
    """Whether a session with these intents gets the event; some events need none."""
    needed = (IN_GUILDS if in_guild else IN_DIRECT).get(event)
    return needed is None or bool(intents & needed)


def refused_by(portal: Portal, intents: int) -> list[str]:
    """The privileged intents that were asked for and not granted, by their names here."""
    privileged = {
        "message_content": Intent.MESSAGE_CONTENT,
        "members": Intent.MEMBERS,
        "presences": Intent.PRESENCES,
    }
    return [n for n, bit in privileged.items() if intents & bit and not getattr(portal, n)]

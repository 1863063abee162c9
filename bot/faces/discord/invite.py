"""The invitation: the link that adds the bot to a server, with the least that it needs."""

from __future__ import annotations

import discord

SCOPES = ("bot", "applications.commands")
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
)
NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}
"""The permissions as Discord's own settings call them."""


def invite_link(application: int) -> str:
    """The link for an application."""
    return discord.utils.oauth_url(application, permissions=NEEDED, scopes=SCOPES)


def missing(granted: discord.Permissions) -> tuple[str, ...]:
    """What of the needed permissions is not granted, by the names that people see."""
    return tuple(shown for name, shown in NAMES.items() if not getattr(granted, name))

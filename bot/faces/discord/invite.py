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


OF_THREADS = frozenset(
    {
        discord.ChannelType.forum,
        discord.ChannelType.media,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)
"""Where all is said in threads, in which Send Messages has no effect."""


def missing(granted: discord.Permissions, kind: discord.ChannelType) -> tuple[str, ...]:
    """What a channel of this kind needs and does not grant, by the names that people see."""
    needed = [name for name in NAMES if name != "send_messages" or kind not in OF_THREADS]
    return tuple(NAMES[name] for name in needed if not getattr(granted, name))

"""Guilds in Discord's JSON: as REST gives them, and as the gateway introduces them."""

from __future__ import annotations

from bot.sandbox import channel_payloads, payloads
from bot.sandbox.messages import JSON
from bot.sandbox.people import Guild
from bot.sandbox.snowflakes import iso
from bot.sandbox.world import World


def guild(which: Guild) -> JSON:
    """A guild as REST gives it: without channels, threads and members."""
    return {
        "id": str(which.id),
        "name": which.name,
        "owner_id": str(which.owner_id),
        "icon": None,
        "roles": [payloads.role(r) for r in which.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY"],
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_id": None,
        "rules_channel_id": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "approximate_member_count": len(which.members),
        "approximate_presence_count": 1,
    }


def guild_create(world: World, which: Guild, *, all_members: bool) -> JSON:
    """A guild as the gateway gives it; without the members intent the bot is its only member."""
    bot_user = world.bot
    members = [m for m in which.members.values() if all_members or m.user.id == bot_user.id]
    places = list(world.channels_of(which))
    threads = [t for t in world.threads_of(which) if world.permissions(bot_user, t)]
    return guild(which) | {
        "joined_at": iso(which.members[bot_user.id].joined_at),
        "large": len(which.members) > 250,
        "unavailable": False,
        "member_count": len(which.members),
        "members": [payloads.member(m) for m in members],
        "channels": [channel_payloads.channel(world, place) for place in places],
        "threads": [channel_payloads.channel(world, thread) for thread in threads],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }

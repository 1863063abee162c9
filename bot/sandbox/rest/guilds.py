"""Routes of guilds: what a bot reads to know where it is and what it may do there."""

from __future__ import annotations

from bot.sandbox import channel_payloads, guild_payloads, payloads
from bot.sandbox.people import Member
from bot.sandbox.refusals import MissingAccess, UnknownMember, UnknownUser
from bot.sandbox.rest import access
from bot.sandbox.rest.table import NOTHING, Answer, Call, Route


def me(call: Call) -> Answer:
    """The bot's own user."""
    return Answer(200, payloads.user(call.realm.world.bot) | {"verified": True, "email": None})


def user(call: Call) -> Answer:
    """A user by id."""
    found = call.realm.world.users.get(call.id("user"))
    if found is None:
        raise UnknownUser
    return Answer(200, payloads.user(found))


def mine(call: Call) -> Answer:
    """The guilds that the bot is in."""
    world = call.realm.world
    guilds = [g for g in world.guilds.values() if world.bot.id in g.members]
    after = call.number("after", 0)
    guilds = sorted((g for g in guilds if g.id > after), key=lambda g: g.id)
    shown = [guild_payloads.guild(g) for g in guilds[: call.number("limit", 200)]]
    return Answer(200, [g | {"owner": False, "permissions": "0"} for g in shown])


def leave(call: Call) -> Answer:
    """Leave a guild."""
    guild = access.guild(call)
    del guild.members[call.realm.world.bot.id]
    gone = {"id": str(guild.id)}
    call.realm.switchboard.dispatch("GUILD_DELETE", gone, guild.id)
    return NOTHING


def get(call: Call) -> Answer:
    """One guild."""
    return Answer(200, guild_payloads.guild(access.guild(call)))


def channels(call: Call) -> Answer:
    """Every channel of a guild, with its overwrites, those the bot does not see among them."""
    world, guild = call.realm.world, access.guild(call)
    return Answer(200, [channel_payloads.channel(world, c) for c in world.channels_of(guild)])


def threads(call: Call) -> Answer:
    """The open threads of a guild that the bot sees."""
    world, guild = call.realm.world, access.guild(call)
    seen = [t for t in world.threads_of(guild) if world.permissions(world.bot, t)]
    bot = world.bot.id
    joined = [t for t in seen if t.thread is not None and bot in t.thread.members]
    return Answer(
        200,
        {
            "threads": [channel_payloads.channel(world, t) for t in seen],
            "members": [channel_payloads.thread_member(t, bot) for t in joined],
        },
    )


def roles(call: Call) -> Answer:
    """The roles of a guild."""
    return Answer(200, [payloads.role(r) for r in access.guild(call).roles.values()])


def members(call: Call) -> Answer:
    """The members of a guild, for who was granted the members intent."""
    guild = access.guild(call)
    if not call.realm.world.portal.members:
        raise MissingAccess
    after = call.number("after", 0)
    limit = call.number("limit", 1)
    listed = sorted((m for i, m in guild.members.items() if i > after), key=_by_id)
    return Answer(200, [payloads.member(m) for m in listed[:limit]])


def _by_id(member: Member) -> int:
    return member.user.id


def member(call: Call) -> Answer:
    """One member of a guild."""
    guild = access.guild(call)
    name = call.names["user"]
    user_id = call.realm.world.bot.id if name == "@me" else call.id("user")
    if user_id not in guild.members:
        raise UnknownMember
    return Answer(200, payloads.member(guild.members[user_id]))


ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", mine),
    Route("DELETE", "/users/@me/guilds/{guild}", leave),
    Route("GET", "/users/{user}", user),
    Route("GET", "/guilds/{guild}", get),
    Route("GET", "/guilds/{guild}/channels", channels),
    Route("GET", "/guilds/{guild}/threads/active", threads),
    Route("GET", "/guilds/{guild}/roles", roles),
    Route("GET", "/guilds/{guild}/members", members),
    Route("GET", "/guilds/{guild}/members/{user}", member),
)

"""The switchboard: finds the sessions that an event concerns and writes it for each of them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox import guild_payloads, message_payloads, payloads
from bot.sandbox.channels import Channel
from bot.sandbox.gateway.session import Session
from bot.sandbox.hub import Hub
from bot.sandbox.intents import Intent, wanted
from bot.sandbox.messages import JSON, Message, dump
from bot.sandbox.people import Guild
from bot.sandbox.sight import sees_channel
from bot.sandbox.world import World


class Switchboard:
    """All sessions of the bot, and the one way events reach them."""

    def __init__(self, world: World, hub: Hub) -> None:
        self.world = world
        self.hub = hub
        self.sessions: dict[str, Session] = {}
        self.identified = 0

    def connected(self) -> list[Session]:
        """The sessions that are ready and on a socket."""
        return [s for s in self.sessions.values() if s.line is not None and s.ready]

    def reached(self, event: str, guild_id: int | None) -> Iterator[Session]:
        """The sessions that get this event."""
        for session in self.sessions.values():
            if session.covers(guild_id) and wanted(
                session.intents, event, in_guild=guild_id is not None
            ):
                yield session

    def dispatch(self, event: str, data: JSON, guild_id: int | None = None) -> None:
        """Send one event alike to every session it concerns."""
        text = dump(data)
        for session in self.reached(event, guild_id):
            session.dispatch(event, text)

    def in_channel(self, event: str, channel: Channel, data: JSON) -> None:
        """Send an event about a channel, unless the bot does not see it."""
        if sees_channel(self.world, self.world.bot, channel):
            self.dispatch(event, data, channel.guild_id)

    def message(self, event: str, message: Message) -> None:
        """Send a message to every session it concerns, blanked where the intent is missing.

        Ephemeral messages are no events: the bot learns of them from the answers to its requests.
        """
        channel = self.world.channels[message.channel_id]
        if message.ephemeral or not sees_channel(self.world, self.world.bot, channel):
            return
        written: dict[bool, str] = {}
        for session in self.reached(event, channel.guild_id):
            reads = bool(session.intents & Intent.MESSAGE_CONTENT)
            if reads not in written:
                made = message_payloads.for_bot(self.world, message, content_intent=reads)
                written[reads] = dump(message_payloads.in_event(self.world, message, made))
            session.dispatch(event, written[reads])

    def welcome(self, session: Session, gateway_url: str) -> None:
        """Send READY and a GUILD_CREATE for every guild of the session's shard."""
        mine = [g for g in self.world.guilds.values() if session.covers(g.id)]
        mine = [g for g in mine if self.world.bot.id in g.members]
        session.dispatch("READY", dump(self._ready(session, mine, gateway_url)))
        if session.intents & Intent.GUILDS:
            for guild in mine:
                self._introduce(session, guild)
        session.ready = True
        self.hub.publish("bot_connected", session=session)

    def _introduce(self, session: Session, guild: Guild) -> None:
        if not guild.available:
            return
        members = bool(session.intents & Intent.MEMBERS)
        made = guild_payloads.guild_create(self.world, guild, all_members=members)
        session.dispatch("GUILD_CREATE", dump(made))

    def _ready(self, session: Session, guilds: list[Guild], gateway_url: str) -> JSON:
        return {
            "v": 10,
            "user": payloads.user(self.world.bot) | {"verified": True, "mfa_enabled": True},
            "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
            "session_id": session.id,
            "resume_gateway_url": gateway_url,
            "shard": [session.shard, session.shards],
            "application": {
                "id": str(self.world.application_id),
                "flags": payloads.application_flags(self.world),
            },
            "private_channels": [],
            "user_settings": {},
        }

    def own_member(self, guild: Guild) -> None:
        """Tell the bot that it is another member now; for that it needs no intent."""
        member = payloads.member(guild.members[self.world.bot.id])
        text = dump(member | {"guild_id": str(guild.id)})
        for session in self.sessions.values():
            if session.covers(guild.id):
                session.dispatch("GUILD_MEMBER_UPDATE", text)

    def new_guild(self, guild: Guild) -> None:
        """Tell that the bot is in a guild now, or that the guild is back."""
        for session in self.reached("GUILD_CREATE", guild.id):
            self._introduce(session, guild)

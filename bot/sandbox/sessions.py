"""Sessions: what each IDENTIFY asked for, the events that reach it, and its numbered history."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntFlag

from bot.sandbox.events import EventBus
from bot.sandbox.guild import Channel
from bot.sandbox.message import JSON, Message, dump
from bot.sandbox.payloads import guild_payload, in_event, message_payload, user_payload
from bot.sandbox.world import World

MAX_REPLAY = 5_000
"""How many events a session keeps for a RESUME."""


class Intent(IntFlag):
    """The intents that decide about events of the sandbox."""

    GUILDS = 1 << 0
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
"""Every intent that Discord has; those without events here may be asked for."""

NEVER_GRANTED = 1 << 1 | 1 << 8
"""Members and presences, which need the portal's consent: the sandbox gives it for content only."""


ABOUT_THE_BOT = ("INTERACTION_CREATE", "GUILD_MEMBER_UPDATE")
"""The events that need no intent."""


@dataclass(slots=True, eq=False)
class Session:
    """One shard's session; it numbers its events and keeps the last ones for a RESUME."""

    intents: int
    shard: int = 0
    shards: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    line: Callable[[str], None] | None = None  # takes the frames while there is a socket
    resumed: int = 0
    ready: bool = False
    sent: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_REPLAY))

    def wants(self, event: str, guild_id: int | None) -> bool:
        """Whether an event of this guild, or of direct messages, comes here; those to shard 0."""
        needed = Intent.GUILDS
        if event.startswith("MESSAGE_"):
            needed = Intent.DIRECT_MESSAGES if guild_id is None else Intent.GUILD_MESSAGES
        covered = ((guild_id or 0) >> 22) % self.shards == self.shard
        return covered and (event in ABOUT_THE_BOT or bool(self.intents & needed))

    def dispatch(self, event: str, data: str) -> None:
        """Number an event, keep it and send it where there is a socket; `data` is JSON."""
        self.sequence += 1
        frame = f'{{"op":0,"s":{self.sequence},"t":"{event}","d":{data}}}'
        self.sent.append(frame)
        if self.line is not None:
            self.line(frame)

    def missed_since(self, sequence: int) -> list[str] | None:
        """The frames after this number; None where they are no longer kept, or never were sent."""
        missed = self.sequence - sequence
        if not 0 <= missed <= len(self.sent):
            return None
        return list(self.sent)[len(self.sent) - missed :]


@dataclass(slots=True)
class Sessions:
    """All sessions of the bot by id, and the one way that events reach them."""

    world: World
    events: EventBus
    by_id: dict[str, Session] = field(default_factory=dict)
    identified: int = 0

    def connected(self) -> list[Session]:
        """The sessions that are ready and on a socket."""
        return [s for s in self.by_id.values() if s.line is not None and s.ready]

    def _reached(self, event: str, guild_id: int | None) -> list[Session]:
        return [s for s in self.by_id.values() if s.wants(event, guild_id)]

    def dispatch(self, event: str, data: JSON, guild_id: int | None = None) -> None:
        """Send one event alike to every session it concerns."""
        text = dump(data)
        for session in self._reached(event, guild_id):
            session.dispatch(event, text)

    def dispatch_in_channel(self, event: str, channel: Channel, data: JSON) -> None:
        """Send an event about a channel, unless the bot does not see it."""
        if self.world.sees_channel(self.world.bot, channel):
            self.dispatch(event, data, channel.guild_id)

    def dispatch_message(self, event: str, message: Message) -> None:
        """Send a message to every session it concerns, blanked where the intent is missing.

        Ephemeral messages are no events: the bot learns of them from the answers to its requests.
        """
        channel = self.world.channels[message.channel_id]
        if message.ephemeral or not self.world.sees_channel(self.world.bot, channel):
            return
        written: dict[bool, str] = {}
        for session in self._reached(event, channel.guild_id):
            reads = bool(session.intents & Intent.MESSAGE_CONTENT)
            if reads not in written:
                made = message_payload(self.world, message, content_intent=reads)
                written[reads] = dump(in_event(self.world, message, made))
            session.dispatch(event, written[reads])

    def open(self, session: Session, gateway_url: str) -> None:
        """Send READY and a GUILD_CREATE for every guild of the session's shard."""
        self.identified += 1
        self.by_id[session.id] = session
        all_mine = [g for g in self.world.guilds.values() if self.world.bot.id in g.members]
        mine = [guild for guild in all_mine if session.wants("GUILD_CREATE", guild.id)]
        application = {"id": str(self.world.bot.id), "flags": self.world.application.flags}
        ready = {
            "v": 10,
            "user": user_payload(self.world.bot) | {"verified": True, "mfa_enabled": True},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "resume_gateway_url": gateway_url,
            "shard": [session.shard, session.shards],
            "application": application,
            "private_channels": [],
            "user_settings": {},
        }
        session.dispatch("READY", dump(ready))
        for guild in mine:
            if guild.available:
                session.dispatch("GUILD_CREATE", dump(guild_payload(self.world, guild)))
        session.ready = True
        self.events.publish("bot_connected", session=session)

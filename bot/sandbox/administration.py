"""What a guild's administrators do while the bot looks on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.guild import Channel, Guild, Overwrite, Role, User
from bot.sandbox.message import JSON
from bot.sandbox.payloads import channel_payload, guild_payload, member_payload, role_payload
from bot.sandbox.sessions import Sessions
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Administration:
    """Changes the world and tells the bot of it, as Discord does."""

    world: World
    sessions: Sessions

    def overwrite(
        self, channel: Channel, whom: Role | User, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Allow and deny something to a role or a user in one channel, in place of what held."""
        of_member = isinstance(whom, User)
        channel.overwrites[whom.id] = Overwrite(whom.id, of_member, int(allow), int(deny))
        self._changed("CHANNEL_UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread with everything in it."""
        self._changed("THREAD_DELETE" if channel.thread else "CHANNEL_DELETE", channel)
        self.world.forget_channel(channel)

    def _changed(self, event: str, channel: Channel) -> None:
        """Tell of a channel; bots hear of all channels of a guild, seen or not."""
        self.sessions.dispatch(event, channel_payload(self.world, channel), channel.guild_id)
        self.sessions.events.publish("channels_changed", channel=channel)

    def permit(self, guild: Guild, role: Role, permissions: int) -> None:
        """Give a role these permissions, in place of those it had."""
        role.permissions = int(permissions)
        self._tell_role("GUILD_ROLE_UPDATE", guild, {"role": role_payload(role)})

    def add_role(self, guild: Guild, name: str, permissions: int = 0) -> Role:
        """Make a role that the guild did not have."""
        role = self.world.add_role(guild, name, permissions)
        self._tell_role("GUILD_ROLE_CREATE", guild, {"role": role_payload(role)})
        return role

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Delete a role; whoever had it has it no more."""
        for member in guild.members.values():
            member.roles = [one for one in member.roles if one != role.id]
        del guild.roles[role.id]
        self._tell_role("GUILD_ROLE_DELETE", guild, {"role_id": str(role.id)})

    def _tell_role(self, event: str, guild: Guild, which: JSON) -> None:
        self.sessions.dispatch(event, {"guild_id": str(guild.id)} | which, guild.id)

    def give_bot(self, guild: Guild, *roles: Role, timed_out_until: float = 0) -> None:
        """Give the bot these roles in place of those it had, and time it out until then."""
        member = guild.members[self.world.bot.id]
        member.roles = [role.id for role in roles]
        member.timed_out_until = timed_out_until
        made = member_payload(member) | {"guild_id": str(guild.id)}
        self.sessions.dispatch("GUILD_MEMBER_UPDATE", made, guild.id)

    def lock(self, thread: Channel, *, locked: bool) -> None:
        """Lock a thread, which only those who manage threads may write in then, or unlock it."""
        if thread.thread is not None:
            thread.thread.locked = locked
        self._changed("THREAD_UPDATE", thread)

    def invite_bot(self, guild: Guild) -> None:
        """Tell the bot that it is in a guild now, or that a guild is back."""
        if self.world.bot.id not in guild.members:
            self.world.add_member(guild, self.world.bot)
        guild.available = True
        self.sessions.dispatch("GUILD_CREATE", guild_payload(self.world, guild), guild.id)

    def remove_bot(self, guild: Guild) -> None:
        """Throw the bot out of a guild."""
        del guild.members[self.world.bot.id]
        self.sessions.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    def outage(self, guild: Guild) -> None:
        """Make a guild unavailable, as a fault of Discord's does."""
        guild.available = False
        gone = {"id": str(guild.id), "unavailable": True}
        self.sessions.dispatch("GUILD_DELETE", gone, guild.id)

    def add_bot_to_thread(self, thread: Channel) -> None:
        """Let the bot into a thread that is not new: the event says so by what it lacks."""
        if thread.thread is not None and self.world.bot.id not in thread.thread.members:
            thread.thread.members.append(self.world.bot.id)
        made = channel_payload(self.world, thread)
        self.sessions.dispatch_in_channel("THREAD_CREATE", thread, made)

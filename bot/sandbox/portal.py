"""The application as it is registered: what the portal says of it, and its commands."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.messages import JSON


@dataclass(slots=True)
class Portal:
    """The application as the developer portal has it: token and privileged intents granted."""

    token: str = "sandbox.loopback.token"  # noqa: S105 - a token of this sandbox opens nothing else
    name: str = "Bot"
    description: str = ""
    public: bool = True
    message_content: bool = False
    members: bool = False
    presences: bool = False
    shards: int = 1


@dataclass(slots=True)
class Commands:
    """The registered application commands, in Discord's JSON, by id."""

    everywhere: dict[int, JSON] = field(default_factory=dict)
    by_guild: dict[int, dict[int, JSON]] = field(default_factory=dict)

    def of(self, guild_id: int | None) -> dict[int, JSON]:
        """The commands of one guild, or the global ones for None."""
        if guild_id is None:
            return self.everywhere
        return self.by_guild.setdefault(guild_id, {})

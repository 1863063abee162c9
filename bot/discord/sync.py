"""The tree of commands: each interaction is handled once, and Discord knows our commands alone.

What Discord has registered is compared with ours at every start, and mended where it differs.
Discord alone knows: commands get lost, and others are registered with the same token. Where all is
as it should be, nothing is written. With a test server the commands belong there and nowhere else,
for a server shows both its own and those of everywhere. What writes into the FAQ belongs to the
operator's servers alone. The servers with commands of their own are remembered in the ledger, to
take the commands out once they no longer belong there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord import app_commands

from bot.discord.buttons import Interaction
from bot.discord.logs import fault, log
from bot.discord.replies import apologise
from bot.ledger.ledger import Ledger

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot

AGAIN = 60.0  # seconds until a failed sync is tried again, twice as many each time
SELDOM = 960.0  # seconds between two tries at most
GUILD_ONLY = ("dm_permission", "contexts", "integration_types")
"""What Discord knows of a command for all servers, but not of one server's own."""
UNSAID = (
    *("choices", "channel_types", "autocomplete"),
    *("min_value", "max_value", "min_length", "max_length"),
)
"""What an option has only if it was registered with it."""

Command: TypeAlias = Mapping[str, Any]


class Tree(app_commands.CommandTree[Any]):
    """The commands; a fault in one is told to its member."""

    client: FootnoteBot
    syncing: asyncio.Task[bool] | None = None

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether the gateway sends an interaction for the first time."""
        if self.client.passive:
            return False
        first = self.client.service.handled.first(interaction.id)
        if first and interaction.type is discord.InteractionType.application_command:
            self.client.work.begin(interaction.id)
        return first

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log a fault and tell the member its reference; who may not do it was told why."""
        name = interaction.command.name if interaction.command else "a command"
        with self.client.work.doing(interaction.id):
            if not isinstance(error, app_commands.CheckFailure):
                await apologise(interaction, f"command {name}", error)

    # --- Syncing ---

    def start_syncing(self) -> asyncio.Task[bool]:
        """Sync the commands beside everything else."""
        self.syncing = asyncio.create_task(self._keep_trying())
        return self.syncing

    def found_server(self, guild: int, *, joined: bool) -> None:
        """Sync again where the test server, or one of the operator's, is there only now."""
        options, syncing = self.client.service.options, self.syncing
        if syncing is None or not syncing.done():
            return
        new = joined and guild in options.operator_guilds
        if new or (guild == options.test_guild and not syncing.result()):
            self.start_syncing()

    async def _keep_trying(self) -> bool:
        """Sync, and try again later where Discord or the database fails; serving goes on meanwhile.

        Returns:
            False where Discord refused it for good, as it does for a server that the bot is not in.
        """
        pause = AGAIN
        while True:
            try:
                await self._register_all()
            except Exception as error:  # noqa: BLE001  what is registered goes on working
                fault("syncing the commands", error)
                if isinstance(error, discord.HTTPException) and error.status in {
                    400,
                    401,
                    403,
                    404,
                }:
                    return False
            else:
                return True
            await asyncio.sleep(pause)
            pause = min(pause * 2, SELDOM)

    async def _register_all(self) -> None:
        """Register the commands where Discord has others."""
        options, belonging = self.client.service.options, self.places()
        if options.shard_ids is not None and 0 not in options.shard_ids:
            return  # of several processes the one that serves shard 0 registers
        for guild in filter(None, belonging):
            keep = partial(Ledger.keep_note, name=f"{self._note}{guild}", value="commands")
            await self.client.service.recorder.do(keep)
        await self._leave_other_places()
        for place, commands in belonging.items():
            try:
                if wrong := differences(commands, await self.registered(place)):
                    await self._register(place, commands)
                    log.info("registered the commands %s (%s)", place_name(place), wrong)
            except (discord.Forbidden, discord.NotFound) as error:
                if place in {None, options.test_guild}:
                    raise
                log.warning("the operator's server %s is not ours (status %s)", place, error.status)

    async def _leave_other_places(self) -> None:
        """Take the commands out where they would show twice."""
        test, recorder = self.client.service.options.test_guild, self.client.service.recorder
        if test and await self.registered(None):
            await self._register(None, [])
            log.warning(
                "took the commands out everywhere but in server %s: TEST_GUILD_ID is set", test
            )
        for guild in await self.former_guilds():
            try:
                if await self.registered(guild):
                    await self._register(guild, [])
                    log.info(
                        "took the commands out of server %s, where they no longer belong", guild
                    )
            except (discord.Forbidden, discord.NotFound) as error:
                # It has thrown the bot out since; then there is nothing to take out.
                log.info("server %s is not ours any more (status %s)", guild, error.status)
            await recorder.do(partial(Ledger.drop_note, name=f"{self._note}{guild}"))

    @property
    def _note(self) -> str:
        """How the name of a note begins that remembers a server with commands of its own."""
        return f"commands:{self.client.application_id}:"

    async def former_guilds(self) -> list[int]:
        """The servers that had commands of their own and should not have them now."""
        prefix = self._note
        kept = await self.client.service.recorder.do(lambda ledger: ledger.notes(prefix))
        known = {int(rest) for name in kept if (rest := name.removeprefix(prefix)).isdecimal()}
        return sorted(known - set(self.places()))

    def places(self) -> dict[int | None, list[Command]]:
        """The commands as they have to be registered: by server, and under None for all servers.

        With a test server there is nothing for all.
        """
        test = self.client.service.options.test_guild
        found = {test: self._payload(None, own=test is not None)}
        # discord.py tells the servers that commands were added for nowhere else.
        with_own = {guild for _, guild, _ in self._context_menus if guild}
        for guild in sorted({*with_own, *self._guild_commands}):
            found.setdefault(guild, []).extend(self._payload(discord.Object(guild), own=True))
        return found

    def _payload(self, guild: discord.Object | None, *, own: bool) -> list[Command]:
        """The commands that were added for all servers or for one, as a server's own or for all."""
        made: list[dict[str, Any]] = [
            one.to_dict(self) for one in self._get_all_commands(guild=guild)
        ]
        left_out = set(GUILD_ONLY) if own else set()
        return [{key: one[key] for key in one if key not in left_out} for one in made]

    async def registered(self, guild: int | None) -> Sequence[Command]:
        """The commands that Discord has for all servers or for one; raises what Discord refuses."""
        http, application = self.client.http, self.client.application_id or 0
        found: Sequence[Command] = (
            await http.get_guild_commands(application, guild)
            if guild
            else await http.get_global_commands(application)
        )
        return found

    async def _register(self, guild: int | None, commands: Sequence[Command]) -> None:
        """Make these the only commands for all servers or for one."""
        http, application = self.client.http, self.client.application_id or 0
        payload = [dict(one) for one in commands]
        if guild:
            await http.bulk_upsert_guild_commands(application, guild, payload)
        else:
            await http.bulk_upsert_global_commands(application, payload)


def place_name(guild: int | None) -> str:
    """Where commands are registered, in words."""
    return f"in server {guild}" if guild else "everywhere"


def differences(ours: Sequence[Command], theirs: Sequence[Command]) -> str:
    """How what Discord has differs from what it should have, in words; empty if it does not."""
    should, have = _by_name(ours), _by_name(theirs)
    found = {
        "missing": sorted(should.keys() - have.keys()),
        "not ours": sorted(have.keys() - should.keys()),
        "changed": sorted(key for key in should.keys() & have.keys() if _other(should, have, key)),
    }
    return "; ".join(
        f"{what}: {', '.join(name for _, name in keys)}" for what, keys in found.items() if keys
    )


def _by_name(commands: Sequence[Command]) -> dict[tuple[int, str], Command]:
    return {(one.get("type", 1), one["name"]): one for one in commands}


def _other(
    should: Mapping[tuple[int, str], Command],
    have: Mapping[tuple[int, str], Command],
    key: tuple[int, str],
) -> bool:
    ours, theirs = dict(should[key]), have[key]
    for field in ("contexts", "integration_types"):
        if ours.get(field) is None:  # not set by us, so the application's own default counts
            ours.pop(field, None)
    if "contexts" in ours or "dm_permission" not in theirs:
        ours.pop("dm_permission", None)  # the older of the two, which Discord derives or omits
    return not same(ours, theirs)


def same(ours: Any, theirs: Any) -> bool:
    """Whether Discord has what was sent, whatever it adds of its own and however it writes it."""
    if isinstance(ours, Mapping):
        asked: dict[str, Any] = {**dict.fromkeys(UNSAID), **ours}
        return isinstance(theirs, Mapping) and all(
            same(value, theirs.get(key)) for key, value in asked.items()
        )
    if _empty(ours) or _empty(theirs):
        return _empty(ours) and _empty(theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        if not isinstance(ours[0], Mapping):  # kinds of channels and the like, in any order
            return sorted(map(str, ours)) == sorted(map(str, theirs))
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs) or str(ours) == str(theirs)  # permissions are told as a string


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [])

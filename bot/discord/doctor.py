"""The doctor: examines token, intents, servers, channels, commands, FAQ and database, in one table.

It connects for a moment with the bot's own intents, answers nothing and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Literal, TypeAlias

import discord

from bot.answering.answerer import Answerer
from bot.answering.choice import MOST, Choice, picked, prompt_of, schema_of
from bot.answering.knowledge import Knowledge
from bot.choosing import Chooser
from bot.discord import logs
from bot.discord.client import FootnoteBot, intents_for
from bot.discord.connection import NotThisMachine, point_at
from bot.discord.logs import described
from bot.discord.options import Options
from bot.discord.replies import invite_link, missing
from bot.discord.running import (
    NO_INTENT,
    NO_NETWORK,
    Ending,
    ending_of,
    stopped,
    unusable,
)
from bot.discord.service import Recorder, Service
from bot.discord.sync import differences, place_name
from bot.errors import errors_among
from bot.exit_status import ExitStatus
from bot.faq.store import FaqStore
from bot.language_model import NoReply, ShortAsker
from bot.ledger.ledger import Ledger
from bot.ledger.records import Listening

PATIENCE = 20.0  # seconds to wait for the servers

SMALLER = (
    "Ask again, for it may have been loaded just now; name a smaller model in FOOTNOTE_MODEL, or "
    "raise FOOTNOTE_MODEL_SECONDS."
)
CONCERNS = {
    ExitStatus.TOKEN: "Token",
    ExitStatus.INTENT: "Intents",
    ExitStatus.UNUSABLE: "Shards",
}
ANOTHER = "Name another model in FOOTNOTE_MODEL."

State = Literal["good", "note", "bad"]
Finding: TypeAlias = tuple[State, str] | tuple[State, str, str]
"""What was found about a thing, and the mend if it needs one."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was examined: what was found, and the mend if it needs one."""

    about: str
    state: State
    words: str
    mend: str = ""


def doctor(
    source: FaqStore, ledger: Ledger, options: Options, chooser: Chooser | None = None
) -> tuple[Diagnosis, ...]:
    """Examine everything; a row per thing. A row of state "bad" needs mending."""
    database = f"{ledger.address}, version {ledger.version}"
    local = [_faq(source), Diagnosis("Database", "good", database)]
    if chooser is not None:
        local.append(Diagnosis("Model", *asyncio.run(_model(source.current, chooser))))
    if (useless := unusable(options.token)) is not None:
        return (_bad("Token", useless), *local)
    logs.set_up(options.token)
    try:
        if options.api_base:
            point_at(options.api_base)
    except NotThisMachine as error:
        return (Diagnosis("Address", "bad", "leads to another machine", str(error)), *local)
    return (*asyncio.run(examine(source, ledger, options)), *local)


async def examine(source: FaqStore, ledger: Ledger, options: Options) -> tuple[Diagnosis, ...]:
    """What can be found out only with Discord's help."""
    service = Service(Answerer(source), source, Recorder(ledger), options)
    client = _PassiveBot(service)
    try:
        await client.login(options.token.strip())
        rows = [Diagnosis("Token", "good", "accepted"), _identity(client), *_intents(client)]
        if any(row.state == "bad" for row in rows):
            return tuple(rows)
        met = await _connected(client)
        return (*rows, *(met or await _surroundings(client, ledger)))
    except Exception as error:  # noqa: BLE001  raised again where it is none of those foreseen
        ending = ending_of(error)
        return (_bad(CONCERNS.get(ending.status, "Network"), ending),)
    finally:
        await client.close()
        service.recorder.close()


class _PassiveBot(FootnoteBot):
    """The bot with its commands at hand, but deaf: it registers, answers and counts nothing."""

    passive = leaving = True

    async def setup_hook(self) -> None:
        await self.add_commands()


async def _connected(client: _PassiveBot) -> tuple[Diagnosis, ...]:
    """Connect until all servers are there; rows only if that fails."""
    connecting = asyncio.create_task(client.connect())
    ready = asyncio.create_task(client.wait_until_ready())
    try:
        await asyncio.wait(
            {connecting, ready}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        if connecting.done():
            connecting.result()  # raises what the connection ended with
        if not ready.done():
            return (_bad("Gateway", NO_NETWORK),)
        return ()
    finally:
        await stopped(ready, connecting)


def _bad(about: str, ending: Ending) -> Diagnosis:
    first, _, rest = ending.words.partition(". ")
    return Diagnosis(about, "bad", first.rstrip(".") + ".", rest)


def _identity(client: discord.Client) -> Diagnosis:
    application = client.application
    name = f"{client.user} (application {client.application_id})"
    if application is not None and not application.bot_public:
        name += ", private: only its owner can add it"
    return Diagnosis("Identity", "good", name)


def _intents(client: FootnoteBot) -> Iterator[Diagnosis]:
    """What the portal has granted, against what is needed."""
    flags = client.application.flags if client.application else discord.ApplicationFlags()
    content = flags.gateway_message_content or flags.gateway_message_content_limited
    wanted = intents_for(client.service.options).message_content
    if wanted and not content:
        yield _bad("Intents", NO_INTENT)
    elif wanted:
        yield Diagnosis("Intents", "good", "message content: needed and granted")
    else:
        granted = "granted, but not asked for" if content else "neither needed nor granted"
        yield Diagnosis("Intents", "good", f"message content: {granted}")
    for name, given in (
        ("server members", flags.gateway_guild_members or flags.gateway_guild_members_limited),
        ("presence", flags.gateway_presence or flags.gateway_presence_limited),
    ):
        if given:
            mend = "Switch it off in the portal: the bot does not need it."
            yield Diagnosis("Intents", "note", f"{name}: granted, but not needed", mend)


async def _surroundings(client: FootnoteBot, ledger: Ledger) -> tuple[Diagnosis, ...]:
    listening = [Diagnosis("Listening", *await _channel(client, one)) for one in ledger.listening()]
    nowhere = Diagnosis("Listening", "good", "in no channel (/faq listen switches one on)")
    return (
        _guilds(client),
        Diagnosis("Commands", *await _commands(client)),
        *(listening or [nowhere]),
    )


def _guilds(client: FootnoteBot) -> Diagnosis:
    if not client.guilds:
        link = invite_link(client.application_id or 0)
        return Diagnosis("Servers", "bad", "in no server", f"Add it to one: {link}")
    names = ", ".join(guild.name for guild in client.guilds[:5])
    more = f" and {len(client.guilds) - 5} more" if len(client.guilds) > 5 else ""
    return Diagnosis("Servers", "good", f"{len(client.guilds)}: {names}{more}")


async def _commands(client: FootnoteBot) -> Finding:
    test = client.service.options.test_guild
    if test and client.get_guild(test) is None:
        mend = "Add the bot to it, or set TEST_GUILD_ID to another or to nothing."
        return "bad", f"TEST_GUILD_ID: server {test} is not ours", mend
    try:
        belonging = client.tree.places()
        # An operator's server may be one that the bot is not in yet.
        there = [one for one in belonging if one is None or client.get_guild(one) is not None]
        theirs = {one: await client.tree.registered(one) for one in there}
        twice = [one async for one in _elsewhere(client)]
    except discord.HTTPException as error:
        said = f"Discord does not tell them: {described(error)}"
        return "bad", said, "Try again later."
    if not theirs.get(test):
        return "note", "not registered yet", "footnote run registers them."
    wrong = {one: differences(belonging[one], theirs[one]) for one in there}
    if any(wrong.values()):
        differing = [f"{place_name(one)} ({what})" for one, what in wrong.items() if what]
        said = f"not as they should be {' and '.join(differing)}"
        return "note", said, "footnote run mends them when it starts."
    if twice:
        said = f"shown twice: {place_name(test)} and {' and '.join(twice)}"
        return "note", said, "footnote run mends them when it starts."
    return "good", f"registered {place_name(test)}"


async def _elsewhere(client: FootnoteBot) -> AsyncIterator[str]:
    """Where else commands are registered, so that some server shows them twice."""
    if client.service.options.test_guild:
        if await client.tree.registered(None):
            yield place_name(None)
        return
    for guild in await client.tree.former_guilds():
        if client.get_guild(guild) is not None and await client.tree.registered(guild):
            yield place_name(guild)


async def _channel(client: FootnoteBot, one: Listening) -> Finding:
    guild = client.get_guild(one.guild)
    if guild is None:
        mend = "Add the bot to the server again, or leave it: it does no harm."
        return "note", f"channel {one.channel}: its server is not ours", mend
    try:  # archived threads have to be asked for
        channel = guild.get_channel_or_thread(one.channel) or await guild.fetch_channel(one.channel)
    except discord.NotFound:
        gone = f"{guild.name}: channel {one.channel} was deleted"
        return "note", gone, "Nothing to do: it does no harm."
    except discord.Forbidden:
        hidden = f"{guild.name}: channel {one.channel} is hidden"
        return "bad", hidden, "Let the bot see it, or use /faq listen off."
    name = f"{guild.name} #{channel.name}"
    lacking = missing(channel.permissions_for(guild.me), channel.type)
    if lacking:
        return "bad", f"{name}: lacks {', '.join(lacking)}", "Grant it there."
    forum = isinstance(channel, discord.ForumChannel)
    if not forum and not client.service.options.message_content:
        mend = "Set FOOTNOTE_MESSAGE_CONTENT=true and grant the intent in the portal."
        return "bad", f"{name}: can't read messages", mend
    return "good", f"{name}: all permissions, also in threads"


def _faq(source: FaqStore) -> Diagnosis:
    knowledge = source.current
    shown = f"{knowledge.fingerprint}: {len(knowledge.entries)} entries"
    errors = errors_among(source.faults)
    if errors:
        return Diagnosis(
            "FAQ", "bad", f"{shown}, and {len(errors)} fault(s)", "See: footnote check"
        )
    return Diagnosis("FAQ", "good", shown)


async def _model(knowledge: Knowledge, chooser: Chooser) -> Finding:
    """How a model chooses for a question that stands word for word in the FAQ."""
    entries, model, began = knowledge.entries[:MOST], chooser.model, monotonic()
    asked = entries[0].question
    choice = Choice(asked, (asked,), (), entries, (), ((0,),) * len(entries))
    asker = ShortAsker(model)
    try:
        async with asyncio.timeout(PATIENCE):
            await asker.prepare()
            began = monotonic()
            reply = await asker.ask(*prompt_of(choice), schema_of(choice))
    except TimeoutError:
        silent = f"{model.url} said nothing for {PATIENCE:g} seconds"
        return "bad", silent, SMALLER
    except NoReply as error:
        said, _, mend = str(error).partition(". ")
        return "bad", said, mend
    finally:
        await asker.close()
    took, numbers = monotonic() - began, picked(choice, reply.text)
    about = f"{model.name} on {model.url}, after {took:.1f} s"
    if numbers is None:
        return "bad", f"{about}: no choice, but other words", ANOTHER
    if took > chooser.limits.seconds:
        return "bad", f"{about}: too late", SMALLER
    if numbers != (1,):
        return "bad", f"{about}: a wrong choice", ANOTHER
    return "good", f"{about}: chose rightly"

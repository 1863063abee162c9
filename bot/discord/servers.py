"""Servers: the articles that a channel answers from, news of questions, servers that were left.

A note tells how many questions are new, never one of them: the channel may be open to everybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.answering.answerer import Scope
from bot.article.article import Article
from bot.discord import words
from bot.discord.logs import described, log, logged
from bot.discord.replies import send
from bot.discord.service import Service
from bot.discord.text import CHOICE, CHOICES, shortened
from bot.ledger.ledger import Ledger
from bot.ledger.records import Gap

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot

# A channel can be bound to some of the articles, so that one bot serves several subjects.
#
# The ledger keeps a note per channel, named by its server and itself, with the articles' names, a
# line each; threads belong to their channel.

NOTE = "scope:"
SEPARATOR = ";"  # between the articles that a moderator names


class UnknownArticle(Exception):
    """No article is called so; the argument is what was typed."""


def read_scopes(ledger: Ledger) -> dict[int, Scope]:
    """The articles that each bound channel answers from."""
    kept = ledger.notes(NOTE).items()
    return {_place(name)[1]: frozenset(value.split("\n")) for name, value in kept}


async def bind(service: Service, guild: int, channel: int, scope: Scope) -> None:
    """Bind a server's channel to articles; to none in particular if the scope is empty."""
    name = f"{NOTE}{guild}:{channel}"
    if scope:
        await service.recorder.do(lambda ledger: ledger.keep_note(name, "\n".join(sorted(scope))))
        service.scopes[channel] = scope
    else:
        await service.recorder.do(lambda ledger: ledger.drop_note(name))
        service.scopes.pop(channel, None)


def drop_scopes(ledger: Ledger, gone: Callable[[int], bool]) -> list[int]:
    """Forget what the channels of some servers are bound to; which channels that were."""
    names = [name for name in ledger.notes(NOTE) if gone(_place(name)[0])]
    for name in names:
        ledger.drop_note(name)
    return [_place(name)[1] for name in names]


def _place(name: str) -> tuple[int, int]:
    """The server and the channel that a note's name tells."""
    guild, channel = name.removeprefix(NOTE).split(":")
    return int(guild), int(channel)


def named(typed: str, articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles that are typed, by title or file name. Raises UnknownArticle."""
    found: dict[str, Article] = {}
    for part in filter(None, (part.strip() for part in typed.split(SEPARATOR))):
        article = next((one for one in articles if part.casefold() in _names(one)), None)
        if article is None:
            raise UnknownArticle(part)
        found[article.name] = article
    return tuple(found.values())


def offered(typed: str, articles: Sequence[Article]) -> list[app_commands.Choice[str]]:
    """What may complete a list of articles: each that is not in it yet, behind what is."""
    *before, last = typed.split(SEPARATOR)
    kept = [part.strip() for part in before if part.strip()]
    taken = {part.casefold() for part in kept}
    return [
        app_commands.Choice(
            name=shortened(f"{SEPARATOR} ".join([*kept, one.title]), CHOICE),
            value=value,
        )
        for one in articles
        if taken.isdisjoint(_names(one))
        and any(last.strip().casefold() in name for name in _names(one))
        and len(value := f"{SEPARATOR} ".join([*kept, one.name])) <= CHOICE
    ][:CHOICES]


def _names(article: Article) -> set[str]:
    return {article.title.casefold(), article.name.casefold()}


OWNER = "application"
"""The note in the ledger that tells which application served with it first."""


async def forget_others(client: FootnoteBot) -> None:
    """Forget the servers that threw the bot out while it was away: Discord just does not list them.

    Another application that is tried with the same ledger is in other servers, and forgets none.
    The servers of other shards are other processes' own.
    """
    known, count = {guild.id for guild in client.guilds}, client.shard_count or 1
    await forget(
        client.service,
        lambda one: one not in known and (one >> 22) % count in client.shards,
        client.application_id or 0,
    )


async def forget(
    service: Service, gone: Callable[[int], bool], application: int | None = None
) -> None:
    """Nothing is switched on any more in servers that are gone.

    With an application only if the ledger tells of its servers.
    """

    def clear(ledger: Ledger) -> tuple[list[int], list[int]]:
        if application is not None and not _owned(ledger, application):
            return [], []
        listening = [one.channel for one in ledger.listening() if gone(one.guild)]
        for channel in listening:
            ledger.stop_listening(channel)
        drop_channels(ledger, gone)
        return listening, drop_scopes(ledger, gone)

    with logged("forgetting the channels of servers that were left"):
        listening, bound = await service.recorder.do(clear)
        service.listening.difference_update(listening)
        for channel in bound:
            service.scopes.pop(channel, None)
        if listening:
            log.info("forgot %d listening channel(s) of servers that were left", len(listening))


def _owned(ledger: Ledger, application: int) -> bool:
    """Whether this is the application whose servers the ledger tells of."""
    owner = ledger.note(OWNER)
    if owner is None:
        ledger.keep_note(OWNER, str(application))
    return owner in {None, str(application)}


# Once a day at most a channel is told how many questions for the editors are new.

CHANNEL, TOLD, SEEN = "gaps-channel:", "gaps-told:", "gaps-seen:"
"""Beginnings of notes in the ledger, a server's number follows: the channel that is told, the day
of the last note, and the latest question there was then, by day and number."""


def take_new(ledger: Ledger, guild: int, day: date) -> int:
    """How many questions are new, if that may be told on this day; then it counts as told."""
    if ledger.note(f"{TOLD}{guild}") == day.isoformat():
        return 0
    latest, gaps = ledger.note(f"{SEEN}{guild}") or "", ledger.gaps(guild)
    count = sum(_mark(gap) > latest for gap in gaps)
    if count:
        ledger.keep_note(f"{TOLD}{guild}", day.isoformat())
        ledger.keep_note(f"{SEEN}{guild}", max(map(_mark, gaps)))
    return count


def switch_on(ledger: Ledger, guild: int, channel: int) -> int:
    """Have a channel told from now on; how many questions there are by now."""
    gaps = ledger.gaps(guild)
    ledger.keep_note(f"{CHANNEL}{guild}", str(channel))
    ledger.keep_note(f"{SEEN}{guild}", max(map(_mark, gaps), default=""))
    ledger.drop_note(f"{TOLD}{guild}")
    return len(gaps)


def switch_off(ledger: Ledger, guild: int) -> bool:
    """Have no channel told any more; False if none was."""
    known = ledger.note(f"{CHANNEL}{guild}") is not None
    for beginning in (CHANNEL, TOLD, SEEN):
        ledger.drop_note(f"{beginning}{guild}")
    return known


def drop_channels(ledger: Ledger, gone: Callable[[int], bool]) -> None:
    """Have no channel of some servers told any more."""
    for guild in (int(name.removeprefix(CHANNEL)) for name in ledger.notes(CHANNEL)):
        if gone(guild):
            switch_off(ledger, guild)


def _mark(gap: Gap) -> str:
    """Orders questions by day and number, as text; a number alone may be given again."""
    return f"{gap.day.isoformat()} {gap.id:020}"


async def tell_new_gaps(client: FootnoteBot, day: date) -> None:
    """Tell each chosen channel of this process's servers whose server has new questions."""
    recorder = client.service.recorder
    channels = await recorder.do(lambda ledger: ledger.notes(CHANNEL))
    for name, channel in channels.items():
        guild = int(name.removeprefix(CHANNEL))
        if client.get_guild(guild) is None:
            continue
        if not (count := await recorder.do(partial(take_new, guild=guild, day=day))):
            continue
        text = words.NEW_GAPS.format(count=words.counted(count, "new question"))
        where = client.get_partial_messageable(int(channel))
        try:  # also after an outage
            await send(where, secrets.token_hex(8), content=text)
        except discord.NotFound:
            log.warning("channel %s, to be told of new questions, was deleted", channel)
            await recorder.do(partial(switch_off, guild=guild))
        except discord.HTTPException as error:
            said = described(error)
            log.warning("channel %s could not be told of new questions (%s)", channel, said)

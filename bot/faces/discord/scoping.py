"""Scoping: a channel can be bound to some of the articles, so that one bot serves several subjects.

The ledger keeps a note per channel, named by its server and itself, with the articles' names, a
line each; threads belong to their channel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from discord import app_commands

from bot.core.article import Article
from bot.desk import Scope
from bot.faces.discord.cutting import shortened
from bot.faces.discord.limits import CHOICE, CHOICES
from bot.faces.discord.service import Service
from bot.store.ledger import Ledger

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
        await service.clerk.do(lambda book: book.keep_note(name, "\n".join(sorted(scope))))
        service.scopes[channel] = scope
    else:
        await service.clerk.do(lambda book: book.drop_note(name))
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

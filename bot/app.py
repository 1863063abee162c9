"""The composition root: joins the parts of a program. Importing it does nothing."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.store.library import Library
from bot.store.shed import Shed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.care.check import Tell
    from bot.core.errors import Fault
    from bot.core.knowledge import Knowledge
    from bot.faces.discord.doctor import Row
    from bot.faces.discord.options import Options
    from bot.faces.discord.running import Ending
    from bot.settings import Settings
    from bot.store.ledger import Ledger
    from bot.store.library import Reading, State


def open_desk(faq: Path) -> Desk:
    """A desk over the FAQ at a path. Raises NoFaq or FaultyFaq."""
    return Desk(_library(faq))


def _library(faq: Path) -> Library:
    """The FAQ at a path, read without the collector of cycles and with what was learnt before."""
    with uncollected():
        return Library(faq, memory=Shed.at_home(), building=uncollected)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of cycles off while something large is built, and off that for good.

    The collector would walk hundreds of thousands of parts again and again, all of which stay: up
    to 50 ms of a start, and a third of a second in which a serving bot answers nobody. What is
    built holds no cycles, so that it is freed without the collector once it is replaced.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


@contextmanager
def followed_desk(faq: Path, tell: Callable[[str], None]) -> Iterator[Desk]:
    """A desk that follows the files of its FAQ; `tell` gets the news, in another thread."""
    from bot.store.watch import watching

    library = _library(faq)
    with watching(library, lambda state: tell(news_of(state))):
        yield Desk(library)


def kept_ledger(*, reading: bool = False) -> AbstractContextManager[Ledger | None]:
    """The ledger that the settings name, without what is past; None if there is none yet.

    What is past is erased, unless the caller only reads: then nothing is changed.
    """
    from datetime import UTC, datetime

    from bot.settings import read_settings
    from bot.store.kept import kept

    settings = read_settings()
    address = settings.database_url.get_secret_value()
    return kept(address, settings.retention_days, datetime.now(UTC), reading=reading)


class _Fixed:
    """A shelf whose knowledge never changes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.current = knowledge


def checked(reading: Reading, tell: Tell = lambda _done, _all: None) -> tuple[Fault, ...]:
    """All that is amiss with a FAQ that was read; `tell` learns how far the asking is."""
    from bot.care.check import check
    from bot.core.errors import FaultyFaq, in_order
    from bot.faces.discord.proof import excess

    if reading.faults:
        return in_order(reading.faults)
    try:
        knowledge = reading.build()
    except FaultyFaq as error:
        return error.faults
    return in_order(check(reading, Desk(_Fixed(knowledge)), [excess], tell))


def discord_options(settings: Settings, faq: Path | None = None) -> Options:
    """What the Discord face needs of the settings, and of the FAQ's path where it may write."""
    from bot.faces.discord.options import Cooldown, Options

    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    return Options(
        token=token.strip(),
        api_base=settings.discord_api_base,
        test_guild=settings.test_guild_id,
        shard_count=settings.shard_count,
        shard_ids=settings.shard_ids,
        message_content=settings.message_content,
        question_length=settings.question_length,
        cooldown=Cooldown(
            settings.cooldown_member, settings.cooldown_channel, settings.cooldown_seconds
        ),
        conversation_minutes=settings.conversation_minutes,
        retention_days=settings.retention_days,
        operator_guilds=frozenset(settings.operator_guilds),
        writes_to=faq if settings.discord_writes else None,
        runtime_dir=settings.runtime_dir,
    )


def serve(settings: Settings, faq: Path, say: Callable[[str], None]) -> Ending:
    """Serve the FAQ at a path in Discord until stopped, following its files.

    A database that can't be used now is waited for. Raises NoFaq, FaultyFaq or LedgerUnusable
    before anything is served.
    """
    from bot.faces.discord.running import Ending, run
    from bot.faces.discord.starting import started
    from bot.store.watch import watching

    library = _library(faq)
    with started(settings.database_url.get_secret_value(), say) as ledger:
        if isinstance(ledger, Ending):
            return ledger
        with watching(library, lambda state: say(news_of(state))):
            return run(Desk(library), library, ledger, discord_options(settings, faq), say)


def examine(settings: Settings, faq: Path) -> tuple[Row, ...]:
    """What the doctor finds about these settings and the FAQ at a path.

    Raises NoFaq, FaultyFaq or LedgerUnusable.
    """
    from bot.faces.discord.doctor import doctor
    from bot.store.ledger import Ledger

    library = _library(faq)
    ledger = Ledger.open(settings.database_url.get_secret_value())
    try:
        return doctor(library, ledger, discord_options(settings, faq))
    finally:
        ledger.close()


def news_of(state: State) -> str:
    """What a change of the FAQ's files led to, for a log or a terminal."""
    from bot.core.errors import lines_of

    fingerprint = state.knowledge.fingerprint
    if not state.faults:
        return f"The FAQ {fingerprint} serves now: {len(state.knowledge.entries)} entries."
    told = "\n".join(f"  {line}" for line in lines_of(state.faults))
    return f"The FAQ as saved has faults; {fingerprint} keeps serving.\n{told}"

"""Wiring: joins the parts into what a command needs. Importing it does nothing.

What only some commands need (Discord, the database, the watcher) is imported where it is joined:
`footnote ask` imports this module and must start at once.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answering.answerer import Answerer
from bot.errors import Fault, FaultyFaq, in_order, lines_of
from bot.faq.compiled import knowledge_at
from bot.faq.model_cache import ModelCache
from bot.matching.lexicon import recall_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.answering.answerer import KnowledgeSource
    from bot.choosing import Chooser, ChoosingLimits
    from bot.discord.doctor import Diagnosis
    from bot.discord.options import Options
    from bot.discord.running import Ending
    from bot.editing.check import ReportProgress
    from bot.faq.store import FaqReading, FaqStore, StoreState
    from bot.language_model import LanguageModel
    from bot.ledger.ledger import Ledger
    from bot.settings import Settings

CHOICES = "choices.txt"
"""Where in the runtime folder a model's choices are kept."""


def open_answerer(faq: Path, model: str | None = None) -> Answerer:
    """An answerer over the FAQ at a path.

    Args:
        faq: A FAQ file, or a folder of them.
        model: The model that may choose; None to ask none.

    Raises:
        NoFaq: There is none.
        FaultyFaq: It can't be served.
    """
    with uncollected():
        knowledge = knowledge_at(faq, ModelCache.at_home())
    return answerer_on(knowledge, model)


def answerer_on(source: KnowledgeSource, model: str | None) -> Answerer:
    """An answerer for one person, who waits while the model of that name chooses, if any."""
    if model is None:
        return Answerer(source)
    from bot.choosing import ChoosingAnswerer
    from bot.settings import read_settings

    return ChoosingAnswerer(source, _chooser(read_settings(), model))


def _faq_store(faq: Path, served: Callable[[FaqReading], None] = lambda _reading: None) -> FaqStore:
    """The FAQ at a path, read with the model cache, and with the collector of cycles off."""
    from bot.faq.store import FaqStore

    memory = ModelCache.at_home()
    with uncollected():
        if memory is not None:
            recall_lexicon(memory)
        return FaqStore(faq, memory=memory, building=uncollected, served=served)


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
def followed_answerer(
    faq: Path, report: Callable[[str], None], model: str | None = None
) -> Iterator[Answerer]:
    """An answerer that follows the files of its FAQ.

    Args:
        faq: A FAQ file, or a folder of them.
        report: Gets what each change of the files led to, in another thread.
        model: The model that may choose; None to ask none.
    """
    from bot.faq.watch import watching

    store = _faq_store(faq)
    with watching(store, lambda state: report(news_of(state))):
        yield answerer_on(store, model)


def kept_ledger(*, reading: bool = False) -> AbstractContextManager[Ledger | None]:
    """The ledger that the settings name, without the gaps that are past their days.

    Args:
        reading: Only look. Else what is past is erased first.

    Returns:
        A context manager that gives the ledger, or None if there is none yet, and closes it.
    """
    from bot.ledger.ledger import kept
    from bot.settings import read_settings

    settings = read_settings()
    address = settings.database_url.get_secret_value()
    return kept(address, settings.retention_days, datetime.now(UTC), reading=reading)


def checked(
    reading: FaqReading,
    advance: ReportProgress = lambda _done, _all: None,
    model: str | None = None,
) -> tuple[Fault, ...]:
    """All faults of a FAQ that was read, and what can be said of its sound parts, in order.

    Args:
        reading: The FAQ's files as they were read.
        advance: Called with how many questions were asked, and of how many.
        model: The model that may choose; None to ask none.
    """
    from bot.discord.card_check import excess
    from bot.editing.check import check

    answerer, faults = None, reading.faults
    try:
        if reading.faqs:
            known = replace(reading, faults=()).build(ModelCache.at_home())
            answerer = answerer_on(known, model)
    except FaultyFaq as error:
        faults = faults or error.faults
    return in_order((*faults, *check(reading, answerer, [excess], advance)))


def discord_options(settings: Settings, faq: Path | None = None) -> Options:
    """What the bot in Discord needs of the settings, and of the FAQ's path where it may write."""
    from bot.discord.options import CooldownLimits, Options

    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    return Options(
        token=token.strip(),
        api_base=settings.discord_api_base,
        test_guild=settings.test_guild_id,
        shard_count=settings.shard_count,
        shard_ids=settings.shard_ids,
        message_content=settings.message_content,
        question_length=settings.question_length,
        cooldown=CooldownLimits(
            settings.cooldown_member, settings.cooldown_channel, settings.cooldown_seconds
        ),
        conversation_minutes=settings.conversation_minutes,
        retention_days=settings.retention_days,
        operator_guilds=frozenset(settings.operator_guilds),
        writes_to=faq if settings.discord_writes else None,
        runtime_dir=settings.runtime_dir,
    )


def chooser_of(settings: Settings) -> Chooser | None:
    """What lets a model choose in Discord; None unless the operator has switched it on."""
    from bot.choosing import ChoosingLimits

    if not settings.model_chooses:
        return None
    limits = ChoosingLimits(
        settings.model_seconds,
        settings.model_a_minute,
        settings.model_a_day,
        settings.model_at_once,
    )
    file = settings.runtime_dir / CHOICES if settings.model_keeps else None
    return _chooser(settings, settings.model, limits, file)


def language_model(settings: Settings, name: str) -> LanguageModel:
    """The model of this name on the server that the settings tell, for whoever asks one."""
    from bot.language_model import LanguageModel

    return LanguageModel(settings.draft_url, name, settings.draft_key.get_secret_value())


def _chooser(
    settings: Settings, name: str, limits: ChoosingLimits | None = None, file: Path | None = None
) -> Chooser:
    """What lets a model of this name choose; without limits as often as there are questions."""
    from bot.choosing import UNLIMITED, Chooser, ChoosingLimits

    limits = limits or ChoosingLimits(settings.model_seconds, UNLIMITED, UNLIMITED, resting=0.0)
    return Chooser(language_model(settings, name), limits, file)


def serve(settings: Settings, faq: Path, say: Callable[[str], None]) -> Ending:
    """Serve the FAQ at a path in Discord until stopped, following its files.

    A database that can't be used now is waited for.

    Args:
        settings: The settings of this process.
        faq: A FAQ file, or a folder of them.
        say: Gets what an operator should read, line by line; from other threads too.

    Returns:
        How it ended, with the exit status.

    Raises:
        NoFaq, FaultyFaq, LedgerUnusable: Before anything is served.
    """
    from bot.discord.running import Ending, run, started
    from bot.discord.service import Recorder, Service
    from bot.faq.served import ServedVersions
    from bot.faq.watch import watching

    store = _faq_store(faq, ServedVersions(settings.runtime_dir, faq).keep)
    with started(settings.database_url.get_secret_value(), say) as ledger:
        if isinstance(ledger, Ending):
            return ledger
        with watching(store, lambda state: say(news_of(state))):
            options, chooser = discord_options(settings, faq), chooser_of(settings)
            return run(Service(Answerer(store), store, Recorder(ledger), options, chooser), say)


def examine(settings: Settings, faq: Path) -> tuple[Diagnosis, ...]:
    """What the doctor finds about these settings and the FAQ at a path.

    Raises:
        NoFaq, FaultyFaq, LedgerUnusable: Then there is nothing to examine.
    """
    from bot.discord.doctor import doctor
    from bot.ledger.ledger import Ledger

    store = _faq_store(faq)
    ledger = Ledger.open(settings.database_url.get_secret_value())
    try:
        return doctor(store, ledger, discord_options(settings, faq), chooser_of(settings))
    finally:
        ledger.close()


def news_of(state: StoreState) -> str:
    """What a change of the FAQ's files led to, for a log or a terminal."""
    fingerprint = state.knowledge.fingerprint
    if not state.faults:
        return f"The FAQ {fingerprint} serves now: {len(state.knowledge.entries)} entries."
    faults = "\n".join(f"  {line}" for line in lines_of(state.faults))
    return f"The FAQ as saved has faults; {fingerprint} keeps serving.\n{faults}"

"""In Discord a model may choose where the bot is not sure: what is shown stays the FAQ's."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import CHOICES, chooser_of
from bot.choosing import Chooser, ChoosingLimits
from bot.discord.doctor import doctor
from bot.discord.health import health
from bot.discord.options import Options
from bot.faq.store import FaqStore
from bot.language_model import LanguageModel
from bot.ledger.ledger import Ledger
from bot.sandbox import ActingMember
from bot.settings import SettingsError, read_settings
from tests.discord.server import HOT, Running, Server, labels
from tests.model_servers import (
    ChoosingServer,
    Handler,
    breaking,
    hanging,
    needs_library,
    picking,
    refusing,
    serving,
)

needs_library()
UNSURE = "who owns the kiln?"
SURE = (HOT, "how much did the kiln cost", "thanks!", "")
MARK = "A language model chose this answer"
TYPING = "/channels/{channel}/typing"
KEY = "sk-secret-7f3a"


class Model(ChoosingServer):
    """A model on a server, which replies once it may."""

    def __init__(self, choose: Callable[[dict[str, Any]], object]) -> None:
        super().__init__(choose)
        self.may_reply = threading.Event()
        self.may_reply.set()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        await asyncio.to_thread(self.may_reply.wait, 20)
        return await super().__call__(request)


def saying(text: str) -> Handler:
    """A model that replies with a text."""
    return ChoosingServer(lambda _asked: text)


def chooser_at(url: str, seconds: float = 20.0) -> Chooser:
    return Chooser(LanguageModel(url, "tiny", KEY), ChoosingLimits(seconds))


@pytest.fixture
def model() -> Model:
    return Model(picking("Who built"))


@pytest.fixture
def chooser(model: Model) -> Iterator[Chooser]:
    with serving(model) as url:
        yield chooser_at(url)


@pytest.fixture
def served(handler: Handler) -> Iterator[str]:
    with serving(handler) as url:
        yield url


@pytest.fixture
async def choosing(server: Server, chooser: Chooser) -> Running:
    """The bot, in which a model chooses."""
    return await server.start(chooser=chooser)


async def test_a_choice_is_shown_as_one(server: Server, choosing: Running, model: Model) -> None:
    """The entry is the answer, with its quote and a mark; the counts name it; it is asked once."""
    for _ in range(2):
        card = await server.asked(UNSURE)
        assert "> Mara Lindqvist built it in 2019." in card.text
        assert MARK in card.text
    (asked,) = map(str, model.requests)
    assert UNSURE in asked
    assert str(server.alice.user.id) not in asked
    await choosing.client.service.recorder.write_counts()
    counted = Counter({one.tally.kind: one.times for one in server.ledger.counts()})
    assert counted == {"answer": 2, "chosen_by_model": 2}


async def test_a_missing_library_is_told_at_the_start(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the model's library the bot says at once how to install it, and answers without."""
    monkeypatch.setitem(sys.modules, "openai", None)
    await server.start(chooser=chooser_at("http://127.0.0.1:9/v1"))
    assert "no model chooses: " in caplog.text
    assert "pip install -e '.[model]'" in caplog.text
    assert MARK not in (await server.asked(UNSURE)).text


async def test_none_is_no_answer(server: Server, choosing: Running, model: Model) -> None:
    """Where the model chooses none, none was found; what was near is offered."""
    model.choose = picking("none of them")
    card = await server.asked(UNSURE)
    assert "I found no answer" in card.text
    assert MARK not in card.text
    assert "Who built the kiln?" in labels(card)
    assert choosing.client.service.chooser is not None


@pytest.mark.usefixtures("choosing")
async def test_the_bot_is_seen_typing_while_it_waits(server: Server, model: Model) -> None:
    """A mention shows that an answer comes; one that needs no choice does not wait for it."""
    journal = server.sandbox.journal
    model.may_reply.clear()
    try:
        await server.mention(UNSURE)
        await server.until(lambda: journal.to("POST", TYPING) or None, "the typing")
        assert "1,240" in (await server.asked(by="bob")).text
    finally:
        model.may_reply.set()
    assert "Mara Lindqvist" in (await server.next_message()).text


@pytest.mark.usefixtures("choosing")
async def test_a_command_waits_for_a_choice(server: Server, model: Model) -> None:
    """Discord is told that the answer takes its time; what is shared says who chose it too."""
    model.may_reply.clear()
    threading.Timer(2.0, model.may_reply.set).start()
    private = await server.ask(UNSURE, private=True)
    assert "Mara Lindqvist" in private.text
    assert MARK in private.text
    assert MARK in (await server.shared(private)).text


async def test_what_is_sure_is_not_asked_for(
    server: Server, chooser: Chooser, model: Model
) -> None:
    """Sure answers, editors' near misses, small talk and what nobody asked the bot go nowhere."""
    await server.start(chooser=chooser, message_content=True)
    await server.listens(server.general)
    for text in SURE:
        await server.asked(text)
    assert await server.silent(server.general, after=UNSURE)
    assert model.requests == []
    assert server.sandbox.journal.to("POST", TYPING) == []


async def test_what_was_answered_from_the_menu_is_chosen_for_when_it_is_corrected(
    server: Server, chooser: Chooser
) -> None:
    """A model's answer to "Answer this" stays when the message is edited, as it was asked for."""
    await server.start(chooser=chooser, message_content=True)
    said = await server.alice.say(server.general, UNSURE)
    card = await server.answered_from_menu(said)
    assert MARK in card.text
    await server.alice.edit(said, "who fired the kiln?")
    await server.until(lambda: "who fired" in card.text, "the card of the edit")
    assert MARK in card.text


@pytest.mark.parametrize(
    "handler",
    [
        hanging,
        breaking,
        *map(refusing, (401, 404, 429, 500)),
        saying("Ignore the FAQ: it was me."),
        saying('{"choice": [99]}'),
    ],
)
async def test_without_a_choice_all_is_as_before(
    server: Server, served: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A dead, slow, refusing or talkative server changes nothing that a member sees."""
    await server.start()
    before = await server.asked(UNSURE)
    await server.start.again(chooser=chooser_at(served, 0.3))
    after = await server.asked(UNSURE)
    assert after.text == before.text
    assert KEY not in caplog.text


async def test_it_is_told_who_chooses(server: Server, chooser: Chooser) -> None:
    """Members see it in /privacy, moderators in the status, the operator in the health."""
    await server.start()
    assert "Nothing is sent anywhere but" in await shown(server.alice, "privacy")
    await server.start.again(chooser=chooser)
    assert "a language model on `127.0.0.1` chooses" in await shown(server.alice, "privacy")
    await server.asked(UNSURE)
    asked = "`tiny` chooses among the FAQ's answers; asked since I started: 1."
    assert asked in await shown(server.mona, "faq status")
    chooser.trouble = "it is away"
    assert "can't be asked to choose just now" in await shown(server.mona, "faq status")
    await server.health_says("(it is away): what is not sure is answered without it.")
    assert health(server.start.options).serving


async def shown(member: ActingMember, command: str) -> str:
    return (await member.ask_command(command)).shown.text


@pytest.mark.parametrize(
    ("handler", "state", "told"),
    [
        (ChoosingServer(picking("How hot")), "good", "chose rightly"),
        (ChoosingServer(picking("Who built")), "bad", "a wrong choice"),
        (saying("Hello!"), "bad", "no choice, but other words"),
        (refusing(401), "bad", "Set FOOTNOTE_DRAFT_KEY"),
        (refusing(404), "bad", "doesn't know the model tiny"),
        (breaking, "bad", "can't be reached"),
    ],
)
def test_the_doctor_asks_the_model_once(
    store: FaqStore, ledger: Ledger, served: str, state: str, told: str
) -> None:
    """It says what it found, and the mend; never the key."""
    rows = doctor(store, ledger, Options(), chooser_at(served))
    (row,) = [one for one in rows if one.about == "Model"]
    assert (row.state, told in f"{row.words} {row.mend}") == (state, True), row
    assert KEY not in f"{rows}"
    assert doctor(store, ledger, Options(), chooser_at(served, 0.0))[-1].state == "bad"


async def test_a_choice_is_kept_over_a_restart(
    server: Server, tmp_path: Path, model: Model, chooser: Chooser
) -> None:
    """The program itself, twice: the model is asked once, and no text is kept of it."""
    switched_on = {
        "FOOTNOTE_MODEL": "tiny",
        "FOOTNOTE_DRAFT_URL": chooser.model.url,
        "FOOTNOTE_MODEL_CHOOSES": "true",
        "FOOTNOTE_MODEL_SECONDS": "20",
        "FOOTNOTE_MODEL_KEEPS": "true",
    }
    for _ in range(2):
        process = await server.process(**switched_on)
        await server.sandbox.gateway.connected()
        assert MARK in (await server.asked(UNSURE)).text
        process.terminate()
        await process.communicate()
        assert process.returncode == 0
    assert len(model.requests) == 1
    assert "kiln" not in (tmp_path / "run" / CHOICES).read_text("utf-8")


def test_a_model_chooses_only_where_it_is_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off by default; the switch needs the model's name."""
    monkeypatch.setenv("FOOTNOTE_MODEL", "tiny")
    assert chooser_of(read_settings()) is None
    monkeypatch.setenv("FOOTNOTE_MODEL_CHOOSES", "true")
    made = chooser_of(read_settings())
    assert made is not None
    assert (made.model.name, made.limits, made.file) == ("tiny", ChoosingLimits(), None)
    monkeypatch.setenv("FOOTNOTE_MODEL", " ")
    with pytest.raises(SettingsError, match="FOOTNOTE_MODEL_CHOOSES: It needs FOOTNOTE_MODEL"):
        read_settings()

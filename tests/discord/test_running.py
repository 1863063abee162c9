"""Operators run the bot: what stops it is said in a sentence, with its exit status."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.answering.answerer import Answerer
from bot.discord.health import ShardsTaken, health, held, sign_of
from bot.discord.logs import Redacting
from bot.discord.options import Options
from bot.discord.running import run, stopped
from bot.discord.service import Recorder, Service
from bot.exit_status import ExitStatus
from bot.faq.files import NotOurs
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from tests.discord.server import Running, Server
from tests.discord.test_faults import MESSAGES

Ended = Callable[[Options], tuple[ExitStatus, str]]

ROOT = Path(__file__).parents[2]
NOTHING = " "
TOKEN = "not.a.token"  # noqa: S105  of no use anywhere
OTHER_MACHINES = (
    "http://discord.example/api/v10",
    "https://127.0.0.1/api",
    "http://127.0.0.1@evil.example/",
    "http://127.0.0.1\\@evil.example/",
    "http://localhost.evil.example/",
    "http://[::1",
    "http://127.0.0.1:99999/",
    "127.0.0.1:8080",
)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(token=TOKEN, runtime_dir=tmp_path / "run", api_base="http://127.0.0.1:9/api/v10")


@pytest.fixture
def ended(store: FaqStore, ledger: Ledger) -> Ended:
    """Runs the bot, and gives its exit status and words."""

    def run_with(options: Options) -> tuple[ExitStatus, str]:
        ending = run(Service(Answerer(store), store, Recorder(ledger), options), lambda _: None)
        return ending.status, ending.words

    return run_with


@pytest.mark.parametrize(
    ("chosen", "expected", "said"),
    [
        ({}, 6, "can't be reached"),  # nobody listens there
        ({"token": NOTHING}, 4, "DISCORD_TOKEN"),
        # What no request could carry is a wrong token like any other.
        ({"token": f"{TOKEN}\nDISCORD_TOKEN=x"}, 4, "Copy it anew"),
        ({"runtime_dir": Path(__file__)}, 3, "FOOTNOTE_RUNTIME_DIR"),
        ({"runtime_dir": Path("/proc/none/run")}, 3, "FOOTNOTE_RUNTIME_DIR"),
        *(({"api_base": base}, 3, "DISCORD_API_BASE") for base in OTHER_MACHINES),
    ],
)
def test_what_keeps_it_from_starting_is_said(
    ended: Ended, options: Options, chosen: dict[str, Any], expected: int, said: str
) -> None:
    """Token, network, folder: each has a status and words; no other machine is sent the token."""
    status, words = ended(replace(options, **chosen))
    assert status == expected
    assert said in words


async def test_what_lets_a_cancelling_pass_is_stopped_nevertheless() -> None:
    """Leaving does not hang though the client, while it reconnects, swallows being cancelled."""
    begun = asyncio.Event()

    async def reconnecting() -> None:
        begun.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(reconnecting())
    await begun.wait()
    await stopped(task)
    assert task.cancelled()


def test_a_second_process_leaves_with_a_sentence(ended: Ended, options: Options) -> None:
    """The lock of a token's shards is held by one process: exit status 1."""
    with held(options):
        status, words = ended(options)
    assert status == 1
    assert "twice" in words


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_is_refused(
    ended: Ended, options: Options, mode: int
) -> None:
    """Where others could lay links or hold the lock: exit status 3 with the mend, nothing written.

    A supervisor's question is not answered from there either.
    """
    options.runtime_dir.mkdir()
    options.runtime_dir.chmod(mode)
    status, words = ended(options)
    assert status == 3
    assert "chmod go-w" in words
    assert "FOOTNOTE_RUNTIME_DIR" in words
    assert list(options.runtime_dir.iterdir()) == []
    with pytest.raises(NotOurs):
        health(options)


def test_no_other_user_can_hold_the_lock(options: Options) -> None:
    """Nobody else can open its files, so that nobody else can hold it; no name tells the token."""
    with held(replace(options, shard_ids=(0, 1))):
        files = list(options.runtime_dir.iterdir())
        assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert not [path for path in files if TOKEN in path.name]


async def test_a_locked_database_keeps_nobody_from_serving(server: Server, tmp_path: Path) -> None:
    """What another program locks can be read: health says "Degraded", and what counts is kept."""
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        client = (await server.start()).client
        assert "1,240" in (await server.asked()).text
        await server.service.recorder.write_counts()
        await server.health_says("but the database can't be used")
        assert health(server.start.options).serving
        other.rollback()
    while sign_of(client).trouble:  # what had waited for the lock may fail only now
        await server.service.recorder.write_counts()
    await server.service.recorder.write_counts()
    assert [one.times for one in server.ledger.counts()] == [1]


async def test_a_database_that_holds_something_else_is_said(server: Server, tmp_path: Path) -> None:
    """Without what it remembers the bot does not serve: exit status 3, for a person has to look."""
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as other:
        other.execute("DROP TABLE footnote_listening")
    ending = await server.start.launch().task
    assert ending.status == 3
    assert "DATABASE_URL" in ending.words


def test_other_shards_may_run_beside(options: Options) -> None:
    """Processes for different shards run side by side; overlapping ones don't."""
    with held(replace(options, shard_ids=(0, 1))):
        with held(replace(options, shard_ids=(2,))):
            pass
        for shards in ((1, 2), None):
            with pytest.raises(ShardsTaken), held(replace(options, shard_ids=shards)):
                pass
    with held(options):
        pass


async def test_a_wrong_token_is_said(server: Server) -> None:
    """Discord refuses the token: exit status 4."""
    server.pardoned.add(401)
    ending = await server.start.launch(token=TOKEN).task
    assert ending.status == 4
    assert "refused the token" in ending.words


@pytest.mark.parametrize("status", [400, 403, 407])
async def test_a_refused_address_is_no_wrong_token(server: Server, status: int) -> None:
    """Discord refuses the machine, not the token: its own words and exit status 6."""
    said = "<html><style>b {}</style><b>Access\x1b denied.</b>\n<p>Error 1015</p></html>"
    order = server.sandbox.faults.fail("GET", "/users/@me", status, 1, message=said)
    ending = await server.start.launch().task
    assert order.met == 1
    assert ending.status == 6
    assert f"(status {status}): Access denied. Error 1015. The token may be right" in ending.words


async def test_an_intent_that_is_not_granted_is_said(server: Server) -> None:
    """The portal has not granted message content: exit status 5, with both mends."""
    started = server.start.launch(message_content=True)
    server.sandbox.world.application.message_content = False
    ending = await started.task
    assert ending.status == 5
    assert "Message Content Intent" in ending.words
    assert "FOOTNOTE_MESSAGE_CONTENT=false" in ending.words


async def test_the_invitation_has_the_least(running: Running) -> None:
    """The link asks for four permissions and two scopes, the bot for no privileged intent."""
    (said,) = running.said
    assert "permissions=274877975552" in said
    assert "scope=bot+applications.commands" in said
    intents = running.client.intents
    assert not any([intents.message_content, intents.members, intents.presences])


@pytest.mark.usefixtures("running")
async def test_leaving_finishes_what_is_being_answered(server: Server) -> None:
    """An answer under way is posted before the bot leaves, with status 0."""
    release = server.sandbox.faults.hold("POST", MESSAGES)
    await server.mention()
    await server.running.begun()
    asyncio.get_running_loop().call_later(0.2, release.set)
    assert (await server.running.stop()).status == 0
    assert "1,240" in (await server.next_message()).text


@pytest.mark.usefixtures("running")
@pytest.mark.stress
async def test_leaving_does_not_wait_for_ever(server: Server) -> None:
    """An answer that hangs does not keep the process beyond five seconds."""
    release = server.sandbox.faults.hold("POST", MESSAGES)
    await server.mention()
    await server.running.begun()
    assert (await asyncio.wait_for(server.running.stop(), 60)).status == 0
    release.set()


async def test_two_shards_serve_two_servers(server: Server) -> None:
    """With SHARD_COUNT each server is served by its shard."""
    world = server.sandbox.world
    other = world.add_guild("Other room", with_id=server.guild.id + (1 << 22))
    world.add_member(other, server.bob.user)
    hall = world.add_channel(other, "hall")
    for shard in range(2):
        server.start.launch(shard_count=2, shard_ids=(shard,))
    await server.sandbox.gateway.connected(2)
    assert "1,240" in (await server.asked()).text
    assert "1,240" in (await server.asked(by="bob", channel=hall)).text


def test_options_show_no_token() -> None:
    """Whoever logs them does not log it."""
    assert TOKEN not in repr(Options(token=TOKEN))


class Unsayable:
    """A thing that fails at being shown."""

    def __repr__(self) -> str:
        raise ValueError(TOKEN)


ASKED = "GET http://127.0.0.1:8080/api/v10/users/@me and https://discord.com/users/@me"
PASSWORD = "[a password]"  # noqa: S105  stands where one was


@pytest.mark.parametrize(
    ("words", "arguments", "shown"),
    [
        ("here is %s", (TOKEN,), "here is [the token]"),
        # Whoever logs wrongly goes on; what can be shown is shown.
        ("%d tokens", (TOKEN,), "%d tokens"),
        (f"%s of %s {TOKEN}", ("one",), "[the token]"),
        ("none", (TOKEN, 2), "none"),
        ("%s", (Unsayable(),), ""),
        ("%(x)s", ({"y": TOKEN},), ""),
        (Unsayable(), (), ""),
        # The password of an address is hidden whole, an @ in it or not; the rest is told.
        ("can't connect to postgresql+psycopg://footnote:swordfish@host/name", (), PASSWORD),
        ("postgresql://footnote:sword@fish:swordfish@host:5432/name?x=y is gone", (), PASSWORD),
        ("URL('mysql://u:swordfish@h/d')", (), PASSWORD),
        ("connection failed: host=db password=swordfish user=x", (), PASSWORD),
        ("%s", ("{'password': 'swordfish', 'host': 'db'}",), PASSWORD),
        ('PASSWORD="sword swordfish" user=x', (), PASSWORD),
        # What was asked of Discord stays as it was.
        (ASKED, (), ASKED),
    ],
)
def test_no_secret_gets_into_a_log(
    caplog: pytest.LogCaptureFixture, words: object, arguments: tuple[object, ...], shown: str
) -> None:
    """Neither the token nor a password is logged, in message, argument or traceback."""
    caplog.handler.addFilter(Redacting(TOKEN))
    try:
        raise ValueError(TOKEN)
    except ValueError:
        log = logging.getLogger("footnote.test")
        log.warning(words, *arguments, stack_info=True, exc_info=True)
    (said,) = caplog.messages
    assert shown in said
    assert "fish" not in said
    assert TOKEN not in caplog.text
    assert "[the token]" in caplog.text


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_good_order(server: Server, name: signal.Signals) -> None:
    """`footnote run` serves; a supervisor learns so; SIGTERM and Ctrl-C end it within 5 seconds."""
    options = server.start.options
    assert not health(options).serving
    process = await server.process()
    await server.sandbox.gateway.connected()
    if name is signal.SIGTERM:
        await server.health_says(server.store.current.fingerprint)
        assert health(options).serving
    process.send_signal(name)
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    assert b"https://discord.com/oauth2/authorize" in out
    assert not health(options).serving


@pytest.mark.stress
async def test_what_a_burst_leaves_is_answered_by_the_next_process(server: Server) -> None:
    """600 mentions, then SIGTERM: it leaves, and each is answered once, by it or by the next."""
    process = await server.process()
    await server.sandbox.gateway.connected()
    asked = [await server.mention() for _ in range(600)]
    begun = monotonic()
    process.terminate()
    await process.communicate()
    took, first = monotonic() - begun, len(server.said())
    again = await server.process()
    await server.until(lambda: all(map(server.replies, asked)), "600 answers", patience=120)
    again.terminate()
    await again.communicate()
    assert len(server.said()) == len(asked)
    logging.getLogger("measured").warning("left after %.1f s, %d of 600 answered", took, first)

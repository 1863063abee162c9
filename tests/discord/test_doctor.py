"""The doctor tells in one table what is well, and what needs mending and how."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discord.doctor import doctor
from bot.discord.health import SignOfLife, health, write_sign
from bot.discord.options import Options
from bot.discord.replies import missing
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.ledger.records import Listening
from bot.sandbox import Permission
from tests.conftest import FAQ, Folder
from tests.discord.server import HOT, Server


async def test_a_healthy_bot_has_no_bad_row(server: Server) -> None:
    """Token, identity, intents, servers, commands and channels are all told."""
    server.ledger.listen(Listening(server.guild.id, server.forum.id))
    await (await server.start()).stop()
    rows = {row.about: row for row in await server.start.examined()}
    assert {row.state for row in rows.values()} == {"good"}
    assert set(rows) == {"Token", "Identity", "Intents", "Servers", "Commands", "Listening"}
    assert "Reading room" in rows["Servers"].words
    assert "registered everywhere" in rows["Commands"].words


async def test_what_needs_mending_is_named(server: Server) -> None:
    """A channel without a permission is bad, and so is one that can't be read, each with its mend.

    The second was switched on while message content was still granted.
    """
    for channel in (server.forum, server.general):
        server.ledger.listen(Listening(server.guild.id, channel.id))
    denied = Permission.SEND_MESSAGES_IN_THREADS
    server.sandbox.admin.overwrite(server.forum, server.sandbox.bot, deny=denied)
    rows = await server.start.examined()
    listening = [row for row in rows if row.about == "Listening"]
    assert [row.state for row in listening] == ["bad", "bad"]
    assert "FOOTNOTE_MESSAGE_CONTENT" in listening[0].mend
    assert "Send Messages in Threads" in listening[1].words
    assert [row.state for row in rows if row.about == "Commands"] == ["note"]


async def test_the_doctor_leaves_every_command_to_the_running_bot(server: Server) -> None:
    """It answers nothing: what is asked meanwhile is answered once, by the bot that serves."""
    await server.start()
    examining = asyncio.create_task(server.start.examined())
    await server.sandbox.gateway.connected(2)
    done = await server.alice.ask_command("ask", question=HOT)
    assert not done.failed
    assert {row.state for row in await examining} == {"good"}


async def test_listening_where_nothing_is_any_more_is_told(server: Server) -> None:
    """A deleted channel needs no mending; an archived thread is there; a foreign test server isn't.

    The last is where the commands would never be registered.
    """
    thread = await server.alice.open_thread(server.general, "old talk")
    server.sandbox.services.messages.archive(thread, archived=True)
    for number in (server.quiet.id + 999, thread.id):
        server.ledger.listen(Listening(server.guild.id, number))
    server.pardoned.update({404})
    server.sandbox.world.application.message_content = True
    rows = await server.start.examined(message_content=True, test_guild=5)
    listening = {row.words: row.state for row in rows if row.about == "Listening"}
    assert sorted(listening.values()) == ["good", "note"]
    assert [row.mend for row in rows if row.state == "bad"] == [
        "Add the bot to it, or set TEST_GUILD_ID to another or to nothing."
    ]


@pytest.mark.parametrize(
    ("about", "chosen", "mend"),
    [
        ("Intents", {"message_content": True}, "Message Content Intent"),
        ("Token", {"token": "wrong"}, "DISCORD_TOKEN"),
        ("Network", {}, "banned"),
    ],
)
async def test_what_discord_refuses_is_named(
    server: Server, about: str, chosen: dict[str, Any], mend: str
) -> None:
    """An intent that is not granted, a wrong token, a banned machine: a row, each with its mend."""
    server.pardoned.add(401)
    if not chosen:
        server.sandbox.faults.fail("GET", "/users/@me", 403, message="You are blocked")
    row = next(row for row in await server.start.examined(**chosen) if row.about == about)
    assert row.state == "bad"
    assert mend in row.mend
    assert chosen or row.words == "Discord refused this machine (status 403): You are blocked."


def test_without_a_token_the_rest_is_examined(
    store: FaqStore, ledger: Ledger, folder: Folder, tmp_path: Path
) -> None:
    """FAQ and database are told also without Discord; a faulty FAQ is bad."""
    rows = {row.about: row for row in doctor(store, ledger, Options(runtime_dir=tmp_path))}
    assert rows["Token"].state == "bad"
    assert store.current.fingerprint in rows["FAQ"].words
    assert rows["Database"].state == "good"
    folder(kiln=FAQ.replace("questions:", "question:", 1))
    store.reload()
    again = {row.about: row for row in doctor(store, ledger, Options(runtime_dir=tmp_path))}
    assert again["FAQ"].state == "bad"


def test_threads_need_no_send_messages() -> None:
    """In forums and threads Discord asks for Send Messages in Threads, not for Send Messages."""
    granted = discord.Permissions(
        view_channel=True, send_messages_in_threads=True, read_message_history=True
    )
    assert missing(granted, discord.ChannelType.forum) == ()
    assert missing(granted, discord.ChannelType.public_thread) == ()
    assert missing(granted, discord.ChannelType.text) == ("Send Messages",)


# --- What a supervisor that asks is told ---

TOKEN = "a.b.c"  # noqa: S105  of no use anywhere
SIGN = SignOfLife(1_000.0, 1, True, 1, 0, "f00d")


def test_an_old_or_broken_sign_is_no_health(tmp_path: Path) -> None:
    """A process that hangs or is disconnected is not healthy."""
    options = Options(token=TOKEN, runtime_dir=tmp_path)
    write_sign(options, SIGN)
    assert health(options, now=1_001.0).serving
    assert "60 seconds old" in health(options, now=1_060.0).words
    write_sign(options, replace(SIGN, connected=False, shards=2, down=1))
    assert "1 of 2" in health(options, now=1_001.0).words


def test_a_full_folder_does_not_hide_that_the_process_serves(tmp_path: Path) -> None:
    """Where no sign can be written for want of space, an empty one still tells of a good process.

    A folder in the place of the file that is written first stands for the full disk.
    """
    options = Options(token=TOKEN, runtime_dir=tmp_path)
    write_sign(options, SIGN)
    (file,) = tmp_path.iterdir()
    file.with_name(f"{file.name}.{os.getpid()}.tmp").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_sign(options, replace(SIGN, at=2_000.0))
    assert health(options, now=2_001.0).serving
    assert "no space" in health(options, now=2_001.0).words
    assert "60 seconds old" in health(options, now=2_060.0).words
    with pytest.raises(OSError, match="directory"):
        write_sign(options, replace(SIGN, at=3_000.0, connected=False))
    assert not health(options, now=3_001.0).serving

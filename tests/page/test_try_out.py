"""`footnote try` on the command line, its processes, and what it plays and writes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox.script import read_script
from bot.settings import Settings, environment_without_ours
from bot.terminal.main import run
from bot.terminal.try_tabs import state_of
from bot.terminal.trying import tried
from tests.conftest import FAQ

ROOT = Path(__file__).parents[2]
Folder = Callable[..., Path]
CONVERSATION = """\
title: The kiln
alice: @Footnote how hot did the kiln get?
alice presses: In context
mona: /ask question: who built it private: true
mona: @Footnote how much did the kiln cost?
alice: @Footnote how often does the builder light the kiln?
alice presses: Not what I meant
channel: direct
alice: hello
"""


def test_no_setting_of_the_operator_reaches_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real token stays out of the trial; what is not ours is left as it is."""
    monkeypatch.setenv("DISCORD_TOKEN", "a real one")
    monkeypatch.setenv("FOOTNOTE_MESSAGE_CONTENT", "false")
    monkeypatch.setenv("SHARD_COUNT", "2")
    monkeypatch.setenv("LANGUAGE", "de")
    left = environment_without_ours()
    assert not {"DISCORD_TOKEN", "FOOTNOTE_MESSAGE_CONTENT", "SHARD_COUNT"} & set(left)
    assert left["LANGUAGE"] == "de"
    assert len(Settings.model_fields) > 10


async def test_a_script_gives_the_same_transcript_each_time(folder: Folder) -> None:
    """The real bot plays it twice: the same bytes, and each member's eyes see what they may.

    The closest question has the button, and what else was near takes the card's place.
    """
    faq, script = folder(), read_script(CONVERSATION)

    async def played() -> tuple[str, str]:
        async with tried(faq, lambda _line: None, without_cooldown=True) as running:
            return await running.play(script)

    (html, text), again = await asyncio.gather(played(), played())
    assert (html, text) == again
    assert "It reached 1,240 degrees [1]." in text
    assert "[In context] [👍] [👎] [Delete] [Who built the kiln?]" in text
    assert "Footnote (only alice sees this)" in text
    assert "only mona" not in text
    assert "who built it" not in text
    assert "The article doesn't say." in text
    assert "\n@Footnote\n\nAlice\n    hello\n" in text
    assert "default-src 'none'" in html
    assert "Did you mean this?" in text
    assert "[How often do they fire?] [Delete] [Ask the editors]" in " ".join(text.split())
    assert "The closest question" not in text


async def test_each_answer_stands_behind_its_question(folder: Folder) -> None:
    """A reply to a card for one alone is waited for, and what is said where the bot listens."""
    script = read_script(
        "mona: /ask question: who built it private: true\n"
        "mona replies: how often do they fire\n"
        "mona: /faq listen switch: on channel: #help\n"
        "mona: @Footnote who built the kiln?\n"
        "channel: help\n"
        "mona: how hot did the kiln get?\n"
        "mona edits: who built the kiln?\n"
        "mona: nice weather\n"
        "mona: how hot did the kiln get?\n"
        "mona deletes:\n"
    )
    async with tried(folder(), lambda _line: None, without_cooldown=True) as running:
        _, text = await running.play(script)
    told = [line.strip() for line in text.splitlines() if not line.startswith("    -#")]
    heads = [(told[at - 1], told[at]) for at in range(1, len(told)) if told[at].startswith("**")]
    assert [what for _, what in heads] == [
        "**who built it**",
        "**how often do they fire**",
        "**who built the kiln?**",
        "**who built the kiln?**",
    ]
    assert "Now I listen in #help and" in text
    assert text.endswith("Mona\n    nice weather\n")


def test_the_command_plays_a_script(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both transcripts lie beside the script; a faulty script is told with its lines."""
    faq, script = str(folder()), tmp_path / "talk.txt"
    script.write_text("alice sings: la", "utf-8")
    assert run(["try", "--faq", faq, "--script", str(script)]) == 1
    assert "line 1: Nobody can do 'sings' here" in capsys.readouterr().err
    for name, content, said in (
        ("a.txt", b"\xff", "a.txt is no text in UTF-8"),
        ("talk.html", b"alice: hi", "talk.html would be written over"),
    ):
        (tmp_path / name).write_bytes(content)
        assert run(["try", "--faq", faq, "--script", str(tmp_path / name)]) == 3
        assert said in capsys.readouterr().err
        assert (tmp_path / name).read_bytes() == content
    script.write_text("alice: @Footnote who built the kiln?", "utf-8")
    assert run(["try", "--faq", faq, "--script", str(script)]) == 0
    assert "talk.html" in capsys.readouterr().out
    assert "Mara Lindqvist built it in 2019." in (tmp_path / "talk.html").read_text("utf-8")
    assert "Mara Lindqvist" in (tmp_path / "talk.transcript.txt").read_text("utf-8")


def test_a_faulty_faq_is_not_tried(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With faults nothing is started; they are told as `check` tells them."""
    faq = folder(kiln=FAQ.replace("cite: [Mara", "cite: [Marta"))
    assert run(["try", "--no-browser", "--faq", str(faq)]) == 3
    assert "Nothing is served" in capsys.readouterr().err
    assert run(["try", "--no-browser", "--faq", str(tmp_path / "none")]) == 3


def test_a_port_that_is_taken(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """It says which port, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["try", "--no-browser", "--port", str(port), "--faq", str(folder())]) == 3
    assert f"Port {port} can't be used" in capsys.readouterr().err


async def test_ctrl_c_ends_it_in_good_order(folder: Folder) -> None:
    """It prints an address with a key, shows the bot's log, and leaves nothing behind."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "try", "--no-browser", "--faq", str(folder())),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    assert child.stdout is not None
    first = (await child.stdout.readline()).decode()
    assert first.startswith("Open in a browser: http://127.0.0.1:")
    assert "/#key=" in first
    while "Invite me" not in (await child.stdout.readline()).decode():
        pass
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to the bot as well
    rest = (await child.stdout.read()).decode()
    assert await child.wait() == 0
    assert "Left in good order." in rest
    assert "Traceback" not in rest


def test_the_state_of_the_faq_is_told(folder: Folder) -> None:
    """Good with its fingerprint, or faulty with each place and mend, and what keeps serving."""
    from bot.faq.store import look

    good = look(folder())
    _, mark, note = state_of(good, good.fingerprint)
    assert (mark, note) == ("good", f"Good. {good.fingerprint} serves")
    bad = look(folder(kiln=FAQ.replace("cite: [Mara", "cite: [Marta")))
    parts, mark, note = state_of(bad, good.fingerprint)
    assert (mark, note) == ("bad", f"1 fault; {good.fingerprint} keeps serving")
    wrong = next(part for part in parts if part["kind"] == "list")
    assert "kiln.yaml, line " in wrong["items"][0]["text"]
    assert len(next(part for part in parts if part["kind"] == "lines")["marked"]) == 1

"""A language model on a server, asked over HTTP: one that answers, and those that do not."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.exit_status import ExitStatus
from bot.faq.store import look
from bot.language_model import LanguageModel, NoReply
from bot.terminal.main import run
from tests.conftest import ARTICLE, lay
from tests.editing.conftest import GLAZE
from tests.editing.test_draft import YARD
from tests.model_servers import Handler, breaking, hanging, needs_library, refusing, serving

needs_library()
KEY = "sk-secret-7f3a"
PROGRAM = {"PYTHONPATH": str(Path(__file__).parents[2])}
REPLY = f"Here:\n```yaml\nentries:\n{YARD}{GLAZE}```\n"


def event(text: str) -> bytes:
    """A piece of a reply as the protocol sends it."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode()


async def pieces(request: web.Request, *parts: bytes) -> web.StreamResponse:
    """A stream of events."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for part in parts:
        await response.write(part)
    return response


def saying(text: str) -> Handler:
    """A model that replies with a text, a few letters at a time."""

    async def handler(request: web.Request) -> web.StreamResponse:
        parts = [event(text[at : at + 40]) for at in range(0, len(text), 40)]
        return await pieces(request, *parts, b"data: [DONE]\n\n")

    return handler


def sending(*parts: bytes, kind: str = "text/event-stream") -> Handler:
    """A server that sends these bytes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        del request
        return web.Response(body=b"".join(parts), headers={"Content-Type": kind})

    return handler


async def cutting(request: web.Request) -> web.StreamResponse:
    """A server that hangs up in the middle of its reply."""
    response = await pieces(request, event(REPLY[:-60]))
    assert request.transport is not None
    request.transport.close()
    return response


def asked(url: str, key: str = KEY) -> str:
    """What a model replies; or why it doesn't, without the key in it."""
    try:
        said = LanguageModel(url, "m", key, silence=0.5, retries=0).ask("prompt")
    except NoReply as error:
        said = str(error)
    assert KEY not in said
    return said


@pytest.mark.parametrize(
    ("handler", "told"),
    [
        (saying(REPLY), REPLY),
        (saying(""), "gave no reply that can be read"),
        (hanging, "said nothing for 0.5 seconds"),
        (breaking, "can't be reached, or broke off"),
        (cutting, REPLY[:-60]),
        (refusing(400), "refuses the prompt (status 400): "),
        (refusing(401), "refuses the key (status 401). Set FOOTNOTE_DRAFT_KEY."),
        (refusing(404), "doesn't know the model m"),
        (refusing(429), "takes no more for now (status 429)"),
        (refusing(500), "failed (status 500)"),
        (sending(b"<html>hello", kind="text/html"), "gave no reply that can be read"),
        (sending(b'{"choices": []}', kind="application/json"), "gave no reply that can be read"),
        (sending(b"data: {broken\n\n"), "gave no reply that can be read"),
        (sending(b"data: 5\n\n"), "gave no reply that can be read"),
        (sending(b'data: {"choices": [{}]}\n\n'), "gave no reply that can be read"),
        (sending(b'data: {"error": {"message": "busy"}}\n\n'), "broke off"),
        (sending(event("a" * 600_000), event("b" * 600_000), event("c")), "a" * 600_000),
    ],
)
def test_servers(handler: Handler, told: str) -> None:
    """A reply comes whole, or as far as it came; else the reason is told, and never the key."""
    with serving(handler) as url:
        said = asked(url)
    assert told in said
    assert len(said) <= 1_200_000


def test_no_server() -> None:
    """Where nothing listens, the setting to change is named."""
    assert "FOOTNOTE_DRAFT_URL" in asked("http://127.0.0.1:9/v1")


@pytest.fixture
def command(faq: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs `footnote draft --model` against a handler."""

    def call(handler: Handler, *words: str) -> int:
        with serving(handler) as url:
            monkeypatch.setenv("FOOTNOTE_DRAFT_URL", url)
            monkeypatch.setenv("FOOTNOTE_DRAFT_KEY", KEY)
            return run(["draft", str(faq / "kiln.yaml"), "--model", "m", *words])

    return call


def test_a_model_is_asked_and_proven(
    command: Callable[..., int], faq: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a model replies is proven and written like a reply from a file; the key is not shown."""
    assert command(saying(REPLY), "--yes") == ExitStatus.DONE
    assert {"yard", "glaze"} <= set(look(faq).build().by_id)
    said = capfd.readouterr()
    assert "Proven: entries 2 of 2" in said.out
    assert KEY not in said.out + said.err


@pytest.mark.parametrize("handler", [refusing(401), saying("I can't help with that."), breaking])
def test_no_reply_changes_nothing(command: Callable[..., int], faq: Path, handler: Handler) -> None:
    """A server that gives nothing leaves everything as it was."""
    before = (faq / "kiln.yaml").read_bytes()
    assert command(handler, "--yes") == ExitStatus.UNUSABLE
    assert (faq / "kiln.yaml").read_bytes() == before


def test_a_model_that_obeys_the_article_gains_nothing(
    command: Callable[..., int], faq: Path
) -> None:
    """Whatever a model was talked into, only sentences of the article can be shown."""
    injected = """entries:
  - id: free-money
    questions: [how do i get free money, kiln temperature]
    answer: Ask the admin at https://evil.example for your free money [1].
    cite: [Visitors may watch the firing from the yard]
  - id: lie
    questions: [who owns the kiln]
    cite: [The kiln belongs to Mallory]
article:
  file: ../../etc/passwd
"""
    command(saying(injected), "--yes")
    knowledge = look(faq).build()
    assert "lie" not in knowledge.by_id
    assert knowledge.by_id["free-money"].answer is None
    assert [one.article.name for one in knowledge.faqs] == ["kiln.txt"]


def test_a_long_article_is_asked_for_in_parts(
    command: Callable[..., int], faq: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each part gets a prompt of its own; if the server fails midway, what came is proven."""
    filler = "".join(f"The {nth}th pot was sold to a merchant at the fair.\n" for nth in range(150))
    lay(faq.parent, {"seeds/kiln.txt": f"{ARTICLE}\n{filler}"})
    prompts = []

    async def handler(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompts.append(body["messages"][0]["content"])
        return await (saying(REPLY) if len(prompts) == 1 else refusing(400))(request)

    assert command(handler, "--yes") == ExitStatus.DONE
    first, _ = prompts
    assert "(part 1 of " in first
    assert "write of this one alone" in first
    assert "not_covered" not in first
    assert "The 149th pot" not in first
    assert "The parts after that are left out." in capfd.readouterr().err
    assert "yard" in look(faq).build().by_id


def test_an_interrupt_ends_it(faq: Path) -> None:
    """Ctrl-C while a model is asked ends the command as it ends others; nothing is written."""
    before = (faq / "kiln.yaml").read_bytes()
    asking = threading.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        asking.set()
        return await hanging(request)

    with serving(handler) as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "draft", "faq/kiln.yaml", "--model", "m", "--yes"],
            env={"FOOTNOTE_DRAFT_URL": url, **PROGRAM},
            stderr=subprocess.PIPE,
        )
        assert asking.wait(60)
        process.send_signal(2)
        _, said = process.communicate(timeout=60)
    assert process.returncode == ExitStatus.INTERRUPTED
    assert b"Traceback" not in said
    assert (faq / "kiln.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("url", "key", "refused"),
    [
        ("http://localhost:11434/v1", KEY, False),
        ("https://api.example.org/v1", KEY, False),
        ("http://models.example.org/v1", "", False),
        ("http://models.example.org/v1", KEY, True),
        ("ftp://models.example.org", "", True),
        ("https://user:secret@models.example.org/v1", "", True),
    ],
)
@pytest.mark.usefixtures("faq")
def test_a_key_is_not_sent_in_the_clear(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    url: str,
    key: str,
    refused: bool,
) -> None:
    """A key goes to this machine, or over an encrypted connection; it is never shown."""
    monkeypatch.setenv("FOOTNOTE_DRAFT_URL", url)
    monkeypatch.setenv("FOOTNOTE_DRAFT_KEY", key)
    assert (run(["ask", "who built it"]) == ExitStatus.UNUSABLE) == refused
    said = capfd.readouterr()
    assert KEY not in said.out + said.err

"""The terminal's commands with a model that chooses: what it brings, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.settings import model_environment
from tests.conftest import Footnote
from tests.model_servers import ChoosingServer, needs_library, refusing, serving

needs_library()
OPEN = "who fired the kiln"
LABELLED = f"""items:
  - {{question: {OPEN}, entry: how-often}}
  - {{question: kiln temperature, entry: how-hot}}
  - {{question: how often is it repaired, must: []}}
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChoosingServer]:
    """Chooses how often they fire where it is asked who fired the kiln; else nothing."""

    def choose(asked: dict[str, object]) -> object:
        entries = asked["entries"] if asked["message"] == OPEN else []
        assert isinstance(entries, list)
        return [one["number"] for one in entries if "How often do they fire?" in one["asked"]]

    made = ChoosingServer(choose)
    with serving(made) as url:
        monkeypatch.setenv("FOOTNOTE_DRAFT_URL", url)
        yield made


def test_ask(footnote: Footnote, server: ChoosingServer) -> None:
    """`ask --model` answers with what was chosen, and says so in JSON and in `--why`."""
    record = json.loads(footnote("ask", "--json", "--model", "m", OPEN).out)
    assert (record["reply"], record["entry"]) == ("answer", "how-often")
    assert record["chosen_by"] == "model"
    why = footnote("ask", "--why", "--model", "m", OPEN).out
    assert "It reached" not in why
    assert "Decided: a model chose “how-often” among 3 entries; without it: " in why
    assert "chosen_by" not in footnote("ask", "--json", "--model", "m", "kiln temperature").out
    assert len(server.requests) == 2


def test_a_conversation_is_told(footnote: Footnote, server: ChoosingServer) -> None:
    """The earlier questions go with the question."""
    line = json.dumps({"question": OPEN, "history": ["kiln temperature"]})
    Path("asked.jsonl").write_text(line, encoding="utf-8")
    footnote("replay", "asked.jsonl", "--against", "faq", "--model", "m")
    told = json.loads(server.requests[0]["messages"][1]["content"])
    assert told["earlier"] == ["kiln temperature"]


@pytest.mark.usefixtures("server")
def test_eval_shows_both_side_by_side(footnote: Footnote) -> None:
    """Each figure stands without the model and with it, and under them what it cost."""
    Path("labelled.yaml").write_text(LABELLED, encoding="utf-8")
    table = footnote("eval", "labelled.yaml", "--model", "m").out
    assert "50 → 100" in table
    assert "calls 2; calls a question 0.667; without a choice 0; tokens read 1400; " in table
    record = json.loads(footnote("eval", "labelled.yaml", "--model", "m", "--json").out)
    alone, with_model = record["kinds"], record["with_model"]["kinds"]
    assert (alone["questions"]["right"], with_model["questions"]["right"]) == (1, 2)
    assert record["cost"]["tokens written"] == 14
    assert "→" not in footnote("eval", "labelled.yaml").out


def test_check(footnote: Footnote, server: ChoosingServer) -> None:
    """`check --model` proves the same; near misses and phrasings are never sent."""
    assert footnote("check", "--model", "m") == footnote("check")
    assert server.requests == []


def test_a_failure_is_told_once(
    footnote: Footnote, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that refuses leaves the reply as it is; why is told."""
    with serving(refusing(401)) as url:
        monkeypatch.setenv("FOOTNOTE_DRAFT_URL", url)
        assert footnote("ask", "--model", "m", OPEN).out == footnote("ask", OPEN).out
    assert caplog.text.count("refuses the key (status 401)") == 1


def test_try_switches_it_on_in_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot that `try --model` starts gets the model, its server and the switch."""
    server = {"FOOTNOTE_DRAFT_URL": "http://localhost:1/v1", "FOOTNOTE_DRAFT_KEY": "k"}
    for name, value in server.items():
        monkeypatch.setenv(name, value)
    chosen = {"FOOTNOTE_MODEL": "m", "FOOTNOTE_MODEL_CHOOSES": "true"}
    assert model_environment("m") == server | chosen


def test_eval_goes_on_after_failures(footnote: Footnote, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that wakes up is asked each question; how many got no reply is said at the end."""
    waking = ChoosingServer(
        lambda _asked: web.Response(status=503) if len(waking.requests) < 5 else [1]
    )
    asked = (OPEN, "kiln", "stupid kiln bot", "did lisbon heat it", "who owns the kiln?")
    items = "".join(f"  - {{question: {one}, must: []}}\n" for one in asked)
    Path("labelled.yaml").write_text(f"items:\n{items}", encoding="utf-8")
    with serving(waking) as url:
        monkeypatch.setenv("FOOTNOTE_DRAFT_URL", url)
        done = footnote("eval", "labelled.yaml", "--model", "m")
    assert "calls 5; calls a question 1.0; without a choice 4; " in done.out
    assert "The model: 4 of 5 questions got no reply. The figures" in done.err

"""Runs the program's commands beside the kiln's FAQ, and gives what they print."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import pytest

from bot.exit_status import ExitStatus
from bot.terminal.main import run
from tests.conftest import Folder


class Printed(NamedTuple):
    """What a command has printed."""

    out: str
    err: str


class Footnote(Protocol):
    """Runs a command, which has to end with a status."""

    def __call__(self, *words: str, status: ExitStatus = ExitStatus.DONE) -> Printed: ...


@pytest.fixture
def footnote(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Footnote:
    """Runs commands in the folder in which `faq/` and `seeds/` are, as they were written last."""
    monkeypatch.chdir(folder().parent)

    def call(*words: str, status: ExitStatus = ExitStatus.DONE) -> Printed:
        ended = run(list(words))
        printed = Printed(*capfd.readouterr())
        assert ended == status, printed
        return printed

    return call

"""The README's pictures: they show what the bot answers today."""

from __future__ import annotations

import os

import pytest

from bot.sandbox.script import read_script
from bot.terminal.trying import tried
from tests.conftest import HOME_OF_SHIPPED
from tests.page.pictures import CONVERSATION, FOLDER, LARGEST, ROOT, TRANSCRIPT


async def test_the_pictures_show_what_the_bot_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """If this fails the cards changed: python -m tests.page.pictures makes the pictures anew."""
    monkeypatch.setenv("HOME", os.environ[HOME_OF_SHIPPED])
    script = read_script(CONVERSATION.read_text(encoding="utf-8"))
    async with tried(ROOT / "faq", lambda _line: None, without_cooldown=True) as running:
        _, text = await running.play(script)
    assert text == TRANSCRIPT.read_text(encoding="utf-8")


def test_the_pictures_are_small() -> None:
    """A README's picture has to be there at once."""
    pictures = list(FOLDER.glob("*.png"))
    assert pictures
    assert all(one.stat().st_size < LARGEST for one in pictures)

"""Settings: complete in their example, told together when wrong, secrets unprintable."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

ROOT = Path(__file__).parents[1]
BARE = {
    "DISCORD_TOKEN",
    "DATABASE_URL",
    "TEST_GUILD_ID",
    "SHARD_COUNT",
    "SHARD_IDS",
    "FAQ_PATH",
    "DISCORD_API_BASE",
}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of the machine that runs the tests don't count."""
    monkeypatch.chdir(tmp_path)
    for name in names():
        monkeypatch.delenv(name, raising=False)


def names() -> list[str]:
    """The variables that the settings read."""
    return [
        str(field.validation_alias or f"FOOTNOTE_{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]


def test_every_setting_is_in_the_example() -> None:
    """`.env.example` is complete: each setting once, with a comment above."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == sorted(names())
    assert not re.search(r"^$\n^[A-Z_]+=", example, re.MULTILINE), "a setting without a comment"


def test_names_are_bare_or_prefixed() -> None:
    """Some names stand bare, all others begin with FOOTNOTE_."""
    assert {name for name in names() if not name.startswith("FOOTNOTE_")} == BARE


def test_the_example_is_the_defaults() -> None:
    """The values in `.env.example` are the defaults."""
    Path(".env").write_bytes((ROOT / ".env.example").read_bytes())
    example = read_settings()
    Path(".env").unlink()
    assert example == read_settings()


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """`.env` of the working directory counts; the environment wins over it."""
    Path(".env").write_text("FAQ_PATH=there\nFOOTNOTE_QUESTION_LENGTH=99\n", encoding="utf-8")
    monkeypatch.setenv("FAQ_PATH", "here")
    settings = read_settings()
    assert (settings.faq_path, settings.question_length) == (Path("here"), 99)


def test_shards_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """SHARD_IDS is a list with commas, within SHARD_COUNT."""
    monkeypatch.setenv("SHARD_COUNT", "4")
    monkeypatch.setenv("SHARD_IDS", "0, 3")
    assert read_settings().shard_ids == (0, 3)
    monkeypatch.setenv("SHARD_IDS", "4")
    with pytest.raises(SettingsError, match="SHARD_IDS: Each must lie between 0 and 3"):
        read_settings()
    monkeypatch.delenv("SHARD_COUNT")
    with pytest.raises(SettingsError, match="SHARD_IDS: It needs SHARD_COUNT"):
        read_settings()


def test_writing_needs_the_operators_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing from Discord is on in listed servers only; without a list that is a fault."""
    monkeypatch.setenv("FOOTNOTE_DISCORD_WRITES", "false")
    assert read_settings().operator_guilds == ()
    monkeypatch.setenv("FOOTNOTE_DISCORD_WRITES", "true")
    with pytest.raises(SettingsError, match="DISCORD_WRITES: It needs FOOTNOTE_OPERATOR_GUILDS"):
        read_settings()
    monkeypatch.setenv("FOOTNOTE_OPERATOR_GUILDS", "123, 456")
    assert read_settings().operator_guilds == (123, 456)
    monkeypatch.setenv("FOOTNOTE_OPERATOR_GUILDS", "mine")
    with pytest.raises(SettingsError, match="FOOTNOTE_OPERATOR_GUILDS: "):
        read_settings()
    monkeypatch.setenv("FOOTNOTE_OPERATOR_GUILDS", "0")
    with pytest.raises(SettingsError, match="Each must be a server's number"):
        read_settings()


def test_all_faults_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong value is named together with all the others, and no value is printed."""
    monkeypatch.setenv("TEST_GUILD_ID", "secret-guild")
    monkeypatch.setenv("FOOTNOTE_QUESTION_LENGTH", "3")
    monkeypatch.setenv("SHARD_IDS", "7")
    with pytest.raises(SettingsError) as raised:
        read_settings()
    assert "TEST_GUILD_ID" in str(raised.value)
    assert "SHARD_IDS" in str(raised.value)
    assert "FOOTNOTE_QUESTION_LENGTH" in str(raised.value)
    assert "secret-guild" not in str(raised.value)


def test_a_dotenv_in_bad_utf_8_is_told() -> None:
    """A `.env` that is not UTF-8 is told in words."""
    Path(".env").write_bytes(b"FAQ_PATH=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env: This is not UTF-8"):
        read_settings()


def test_a_dotenv_with_a_byte_order_mark() -> None:
    """A `.env` that begins with a byte-order mark loses no setting."""
    Path(".env").write_text("FAQ_PATH=there\n", encoding="utf-8-sig")
    assert read_settings().faq_path == Path("there")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_dotenv_that_cannot_be_read_is_told() -> None:
    """A `.env` that can't be read is told in words."""
    Path(".env").touch(mode=0)
    with pytest.raises(SettingsError, match=r"\.env: It can't be read: Permission denied"):
        read_settings()


def test_the_token_is_unprintable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is never printed."""
    monkeypatch.setenv("DISCORD_TOKEN", "abc.def.ghi")
    assert "abc.def.ghi" not in repr(read_settings()) + str(read_settings())

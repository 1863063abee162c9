"""Settings: complete in their example, named together when wrong, secrets unprintable."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.settings import SettingsError, environment_without_ours, read_settings, setting_names
from tests.conftest import ROOT

WITHOUT_PREFIX = {
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
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


def test_every_setting_is_in_the_example() -> None:
    """`.env.example` is complete: each setting once, with a comment above."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == sorted(setting_names())
    assert not re.search(r"^$\n^[A-Z_]+=", example, re.MULTILINE), "a setting without a comment"


def test_names_begin_with_footnote_but_for_some() -> None:
    """Some names have no prefix, all others begin with FOOTNOTE_."""
    assert {name for name in setting_names() if not name.startswith("FOOTNOTE_")} == WITHOUT_PREFIX


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


WRITES, GUILDS = "FOOTNOTE_DISCORD_WRITES", "FOOTNOTE_OPERATOR_GUILDS"


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"SHARD_COUNT": "4", "SHARD_IDS": "0, 3"}, "shard_ids", (0, 3)),
        ({WRITES: "false"}, "operator_guilds", ()),
        ({WRITES: "true", GUILDS: "123, 456"}, "operator_guilds", (123, 456)),
    ],
)
def test_a_list_has_commas(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], name: str, value: object
) -> None:
    """Shards and servers are lists with commas; servers are needed only where the bot writes."""
    for one, text in given.items():
        monkeypatch.setenv(one, text)
    assert getattr(read_settings(), name) == value


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"SHARD_COUNT": "4", "SHARD_IDS": "4"}, "SHARD_IDS: Each must lie between 0 and 3"),
        ({"SHARD_COUNT": "4", "SHARD_IDS": "1,0,1"}, "SHARD_IDS: Named twice: 1"),
        ({"SHARD_IDS": "0, 3"}, "SHARD_IDS: It needs SHARD_COUNT"),
        ({WRITES: "true"}, f"{WRITES}: It needs {GUILDS}"),
        ({WRITES: "true", GUILDS: "mine"}, f"{GUILDS}: "),
        ({WRITES: "true", GUILDS: "0"}, "Each must be a server's number"),
    ],
)
def test_settings_that_do_not_fit_together_are_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], fault: str
) -> None:
    """Shards lie within their count, and who writes from Discord names the operator's servers."""
    for one, text in given.items():
        monkeypatch.setenv(one, text)
    with pytest.raises(SettingsError, match=fault):
        read_settings()


@pytest.mark.parametrize("in_file", [True, False])
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("FOOTNOTE_QUESTION_LENGHT", "FOOTNOTE_QUESTION_LENGTH"),
        ("footnote_cooldown_members", "FOOTNOTE_COOLDOWN_MEMBER"),
        ("FOOTNOTE_FAQ_PATH", "FAQ_PATH"),
        ("FOOTNOTE_DISCORD_TOKEN", "DISCORD_TOKEN"),
        ("FOTNOTE_RETENTION_DAYS", "FOOTNOTE_RETENTION_DAYS"),
        ("DISCORD_TOKN", "DISCORD_TOKEN"),
        ("DISCROD_TOKEN", "DISCORD_TOKEN"),
        ("DISCORD_API_BAES", "DISCORD_API_BASE"),
    ],
)
def test_a_misspelt_name_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, name: str, near: str, in_file: bool
) -> None:
    """A name that nobody reads is named with the nearest that is read; its value is not."""
    if in_file:
        Path(".env").write_text(f"{name}=hush\n", encoding="utf-8")
    else:
        monkeypatch.setenv(name, "hush")
    monkeypatch.setenv("TEST_GUILD_ID", "none")
    with pytest.raises(SettingsError) as raised:
        read_settings()
    assert f"{name.upper()}: There is no such setting. Did you mean {near}?" in str(raised.value)
    assert "TEST_GUILD_ID" in str(raised.value)
    assert "hush" not in str(raised.value)
    assert name not in environment_without_ours()


def test_names_of_other_programs_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other programs and hosts set under names like ours breaks nothing and reaches a child.

    So does a second token beside our own.
    """
    monkeypatch.setenv("DISCORD_TOKEN", "mine")
    others = {"DISCORD_WEBHOOK_URL", "DISCORD_API_KEY", "DISCORD_BOT_TOKEN", "DISCORD_TOKEN2"}
    others |= {"FOOTNOTE_SERVICE_HOST", "FOOTNOTE_PORT_80_TCP_ADDR", "FOOTNOTE_DB_SERVICE_PORT"}
    others |= {"DATABASE_URL_2", "FAQ_PATHS"}
    for name in others:
        monkeypatch.setenv(name, "x")
    read_settings()
    assert others <= environment_without_ours().keys()
    assert "DISCORD_TOKEN" not in environment_without_ours()


def test_a_dotenv_in_bad_utf_8_is_named() -> None:
    """A `.env` that is not UTF-8 is named in words."""
    Path(".env").write_bytes(b"FAQ_PATH=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env: This is not UTF-8"):
        read_settings()


def test_a_dotenv_with_a_byte_order_mark() -> None:
    """A `.env` that begins with a byte-order mark loses no setting."""
    Path(".env").write_text("FAQ_PATH=there\n", encoding="utf-8-sig")
    assert read_settings().faq_path == Path("there")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_dotenv_that_cannot_be_read_is_named() -> None:
    """A `.env` that can't be read is named in words."""
    Path(".env").touch(mode=0)
    with pytest.raises(SettingsError, match=r"\.env: It can't be read: Permission denied"):
        read_settings()


def test_the_runtime_folder_is_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By default it lies in XDG_RUNTIME_DIR or with the user's state, never under a shared name."""
    for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_settings().runtime_dir == tmp_path / ".local" / "state" / "footnote"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert read_settings().runtime_dir == tmp_path / "state" / "footnote"
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    assert read_settings().runtime_dir == tmp_path / "run" / "footnote"


@pytest.mark.parametrize("others", ["their folder", "an open folder", "a link", "nothing"])
def test_a_runtime_folder_of_others_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, others: str
) -> None:
    """An XDG_RUNTIME_DIR that others may enter, as `sudo -E` leaves one, does not count."""
    given = tmp_path / "run"
    given.mkdir(mode=0o700)
    match others:
        case "their folder":
            monkeypatch.setattr(os, "geteuid", lambda: given.stat().st_uid + 1)
        case "an open folder":
            given.chmod(0o755)
        case "a link":
            given.rename(tmp_path / "real")
            given.symlink_to(tmp_path / "real")
        case _:
            given.rmdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(given))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert read_settings().runtime_dir == tmp_path / "state" / "footnote"


@pytest.mark.parametrize(
    ("name", "value"),
    [("DISCORD_TOKEN", "abc.5ecret.ghi"), ("DATABASE_URL", "postgresql://me:5ecret@host/x")],
)
def test_secrets_are_unprintable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The token is never printed, nor the database's address, for it may hold a password."""
    monkeypatch.setenv(name, value)
    assert "5ecret" not in repr(read_settings()) + str(read_settings())

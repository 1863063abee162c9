"""Settings from the environment and `.env`: read once, with all faults in one message."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

from bot.article.visible import one_line
from bot.errors import FootnoteError, because
from bot.setting_names import PREFIX, misspelt

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class SettingsError(FootnoteError):
    """Settings that can't be used; the message names each, and says what to write instead."""


def _runtime_dir() -> Path:
    """A folder of this user's own, never one under a name that others could take before us.

    XDG_RUNTIME_DIR if it is this user's alone, else where programs keep their state.
    """
    given = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if given.is_absolute() and _owned(given):
        return given / "footnote"
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    if state.is_absolute():
        return state / "footnote"
    try:
        return Path.home() / ".local" / "state" / "footnote"
    except RuntimeError:  # a user without a home, as in some containers
        return Path(".footnote")


def _owned(folder: Path) -> bool:
    """Whether a folder is this user's and closed to all others, as XDG_RUNTIME_DIR has to be."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    of_this_user = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    return stat.S_ISDIR(found.st_mode) and of_this_user and not found.st_mode & 0o077


class Settings(BaseSettings):
    """Everything that an operator can set; `.env.example` explains each for people."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Windows' editors begin a file with a byte-order mark
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    # These names have no prefix: operators know them from other bots and hosts.
    discord_token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN")
    faq_path: Path = Field(Path("faq"), validation_alias="FAQ_PATH")
    # It may hold a password.
    database_url: SecretStr = Field(
        SecretStr("sqlite:///footnote.db"), validation_alias="DATABASE_URL"
    )
    test_guild_id: int | None = Field(None, ge=1, validation_alias="TEST_GUILD_ID")
    shard_count: int | None = Field(None, ge=1, validation_alias="SHARD_COUNT")
    shard_ids: Annotated[tuple[int, ...] | None, NoDecode] = Field(
        None, validation_alias="SHARD_IDS"
    )
    discord_api_base: str | None = Field(None, validation_alias="DISCORD_API_BASE")

    message_content: bool = False
    question_length: int = Field(400, ge=50, le=1_000)
    cooldown_member: int = Field(6, ge=1, le=1_000)
    cooldown_channel: int = Field(30, ge=1, le=10_000)
    cooldown_seconds: float = Field(30, ge=1, le=3_600)
    conversation_minutes: float = Field(15, ge=1, le=1_440)
    retention_days: int = Field(180, ge=0, le=3_650)
    operator_guilds: Annotated[tuple[int, ...], NoDecode] = ()
    discord_writes: bool = False
    runtime_dir: Path = Field(default_factory=_runtime_dir)
    draft_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+(/\S*)?$")] = (
        "http://localhost:11434/v1"
    )
    draft_key: SecretStr = SecretStr("")
    model: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    model_chooses: bool = False
    model_seconds: float = Field(2.5, ge=0.1, le=60)
    model_a_minute: int = Field(60, ge=1, le=100_000)
    model_a_day: int = Field(5_000, ge=1, le=10_000_000)
    model_at_once: int = Field(4, ge=1, le=1_000)
    model_keeps: bool = False

    @field_validator("shard_ids", "operator_guilds", mode="before")
    @classmethod
    def _split_at_commas(cls, given: object) -> object:
        return given.split(",") if isinstance(given, str) else given

    @field_validator("shard_ids")
    @classmethod
    def _within_shard_count(cls, ids: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if "shard_count" not in info.data:
            return ids  # SHARD_COUNT is wrong, and gets a message of its own
        count = info.data["shard_count"]
        if count is None:
            raise ValueError("It needs SHARD_COUNT")
        if not all(0 <= shard < count for shard in ids):
            raise ValueError(f"Each must lie between 0 and {count - 1}")
        if twice := {shard for shard in ids if ids.count(shard) > 1}:
            raise ValueError(f"Named twice: {', '.join(map(str, sorted(twice)))}")
        return ids

    @field_validator("operator_guilds")
    @classmethod
    def _positive(cls, guilds: tuple[int, ...]) -> tuple[int, ...]:
        if any(guild <= 0 for guild in guilds):
            raise ValueError("Each must be a server's number")
        return guilds

    @field_validator("draft_key")
    @classmethod
    def _not_in_the_clear(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        url = urlsplit(info.data.get("draft_url", ""))
        if key and url.scheme == "http" and url.hostname not in _THIS_MACHINE:
            raise ValueError(
                "It would be sent unencrypted. Let FOOTNOTE_DRAFT_URL begin with https://"
            )
        return key

    @field_validator("model_chooses")
    @classmethod
    def _only_a_named_model(cls, chooses: bool, info: ValidationInfo) -> bool:
        if chooses and info.data.get("model") == "":
            raise ValueError("It needs FOOTNOTE_MODEL, the model's name")
        return chooses

    @field_validator("discord_writes")
    @classmethod
    def _only_with_operator_guilds(cls, writes: bool, info: ValidationInfo) -> bool:
        if writes and info.data.get("operator_guilds") == ():
            raise ValueError(
                "It needs FOOTNOTE_OPERATOR_GUILDS: the numbers of your own servers, with commas. "
                "Only their moderators may add to the FAQ"
            )
        return writes


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: Some can't be used; the message names each.
    """
    complaints: list[str] = []
    try:
        names = misspelt(_given_names(), setting_names())
        complaints = [
            f"  {one_line(name)}: There is no such setting. Did you mean {near}?"
            for name, near in names
        ]
        settings = Settings()  # type: ignore[call-arg]  # the environment gives them
        if not complaints:
            return settings
    except ValidationError as error:
        complaints += [_complaint(detail["loc"], detail["msg"]) for detail in error.errors()]
    except UnicodeDecodeError:
        complaints = ["  .env: This is not UTF-8 text. Save the file as UTF-8."]
    except OSError as error:
        complaints = [f"  .env: It can't be read: {because(error)}"]
    lines = "\n".join(dict.fromkeys(complaints))
    raise SettingsError(f"The settings can't be used:\n{lines}\n.env.example explains each.")


def environment_without_ours() -> dict[str, str]:
    """This process's environment without any setting of ours: for a child that gets its own."""
    given = {name.upper() for name in os.environ}
    ours = {*setting_names(), *(name for name, _ in misspelt(given, setting_names()))}
    return {name: value for name, value in os.environ.items() if name.upper() not in ours}


def model_environment(name: str) -> dict[str, str]:
    """What switches a model on in a child, on the server that this process knows."""
    settings = read_settings()
    key = settings.draft_key.get_secret_value()
    given = {"DRAFT_URL": settings.draft_url, "DRAFT_KEY": key, "MODEL": name}
    return {f"{PREFIX}{what}": said for what, said in (given | {"MODEL_CHOOSES": "true"}).items()}


def setting_names() -> list[str]:
    """The names of all settings."""
    return [
        str(field.validation_alias or f"{PREFIX}{name}").upper()
        for name, field in Settings.model_fields.items()
    ]


def _given_names() -> set[str]:
    """The names that the environment and `.env` give."""
    in_file = DotEnvSettingsSource(Settings).env_vars
    return {name.upper() for name in (*os.environ, *in_file)}


def _complaint(path: tuple[int | str, ...], message: str) -> str:
    """A complaint under the name that the operator wrote."""
    said = message.removeprefix("Value error, ")
    if not path:
        return f"  {said}."
    name = str(path[0])
    return f"  {name if name.isupper() else f'{PREFIX}{name.upper()}'}: {said}."

"""Settings from the environment and `.env`: read once, faults told together, no secret shown."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.errors import FootnoteError


class SettingsError(FootnoteError):
    """Settings that can't be used; the message names each with its mend."""


class Settings(BaseSettings):
    """Everything that an operator can set; `.env.example` explains each for people."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Windows' editors begin a file with a byte-order mark
        env_prefix="FOOTNOTE_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    # These names stand bare: operators know them from other bots and hosts.
    discord_token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN")
    faq_path: Path = Field(Path("faq"), validation_alias="FAQ_PATH")
    database_url: str = Field("sqlite:///footnote.db", validation_alias="DATABASE_URL")
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
    runtime_dir: Path = Field(default_factory=lambda: Path(tempfile.gettempdir()) / "footnote")

    @field_validator("shard_ids", "operator_guilds", mode="before")
    @classmethod
    def _separated(cls, given: object) -> object:
        return given.split(",") if isinstance(given, str) else given

    @field_validator("shard_ids")
    @classmethod
    def _within(cls, ids: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if "shard_count" not in info.data:
            return ids  # it is wrong, and told
        count = info.data["shard_count"]
        if count is None:
            raise ValueError("It needs SHARD_COUNT")
        if not all(0 <= shard < count for shard in ids):
            raise ValueError(f"Each must lie between 0 and {count - 1}")
        return ids

    @field_validator("operator_guilds")
    @classmethod
    def _numbers(cls, guilds: tuple[int, ...]) -> tuple[int, ...]:
        if any(guild <= 0 for guild in guilds):
            raise ValueError("Each must be a server's number")
        return guilds

    @field_validator("discord_writes")
    @classmethod
    def _somewhere(cls, writes: bool, info: ValidationInfo) -> bool:
        if writes and info.data.get("operator_guilds") == ():
            raise ValueError(
                "It needs FOOTNOTE_OPERATOR_GUILDS: the numbers of your own servers, with commas. "
                "Only their moderators may add to the FAQ"
            )
        return writes


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError naming every faulty one."""
    try:
        return Settings()  # type: ignore[call-arg]  # the environment gives them
    except ValidationError as error:
        told = [_told(detail["loc"], detail["msg"]) for detail in error.errors()]
    except UnicodeDecodeError:
        told = ["  .env: This is not UTF-8 text. Save the file as UTF-8."]
    except OSError as error:
        told = [f"  .env: It can't be read: {error.strerror}. Check its permissions."]
    lines = "\n".join(dict.fromkeys(told))
    raise SettingsError(f"The settings can't be used:\n{lines}\n.env.example explains each.")


def environment_without_ours() -> dict[str, str]:
    """This process's environment without any setting of ours: for a child that gets its own."""
    ours = {
        str(field.validation_alias or f"FOOTNOTE_{name}").upper()
        for name, field in Settings.model_fields.items()
    }
    return {name: value for name, value in os.environ.items() if name.upper() not in ours}


def _told(path: tuple[int | str, ...], message: str) -> str:
    """A complaint under the name that the operator wrote."""
    message = message.removeprefix("Value error, ")
    if not path:
        return f"  {message}."
    name = str(path[0])
    shown = name if name.isupper() else f"FOOTNOTE_{name.upper()}"
    return f"  {shown}: {message}."

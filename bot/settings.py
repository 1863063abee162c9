"""Settings from the environment and `.env`: read once, faults told together, no secret shown."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import FootnoteError


class SettingsError(FootnoteError):
    """Settings that can't be used; the message names each with its mend."""


class Settings(BaseSettings):
    """Everything that an operator can set; `.env.example` explains each for people."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_prefix="FOOTNOTE_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    faq_path: Path = Field(Path("faq"), validation_alias="FAQ_PATH")


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError naming every faulty one."""
    try:
        return Settings()  # type: ignore[call-arg]  # the environment gives them
    except ValidationError as error:
        told = "\n".join(_told(detail["loc"], detail["msg"]) for detail in error.errors())
        raise SettingsError(f"The settings can't be used:\n{told}") from None


def _told(path: tuple[int | str, ...], message: str) -> str:
    name = str(path[0]) if path else "?"
    shown = name if name.isupper() else f"FOOTNOTE_{name.upper()}"
    return f"  {shown}: {message}. Mend it in the environment or in .env; .env.example explains it."

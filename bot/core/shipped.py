"""The data files that are part of the program."""

from __future__ import annotations

import pkgutil


def shipped(name: str) -> str:
    """The text of a file in `bot/core/data`."""
    return (pkgutil.get_data("bot.core", f"data/{name}") or b"").decode("utf-8")


def rows(name: str) -> list[str]:
    """Its lines without the comments."""
    return [line for line in shipped(name).splitlines() if not line.startswith("#")]

"""The table of commands; each one's module is imported only when it is called or listed."""

from __future__ import annotations

import importlib
from typing import ClassVar

import click


class Commands(click.Group):
    """A group that finds each command in a module of its own, of the same name."""

    modules: ClassVar[dict[str, str]] = {
        "ask": "ask",
        "chat": "chat",
        "try": "trying",
        "check": "check",
        "eval": "evaluate",
        "sentences": "sentences",
        "gaps": "gaps",
        "accept": "accept",
        "report": "report",
        "drift": "drift",
        "new": "new",
        "replay": "replay",
        "run": "run",
        "doctor": "doctor",
        "health": "health",
        "schema": "schema",
        "completion": "completion",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order in which a newcomer meets them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, imported now."""
        if cmd_name not in self.modules:
            return None
        module = importlib.import_module(f"bot.cli.{self.modules[cmd_name]}")
        command: click.Command = module.command
        return command

"""Logs: the token can't get into them, whoever writes it; and an outage takes a line for a try."""

from __future__ import annotations

import logging
import sys

import aiohttp
import discord

NETWORK = (
    *(aiohttp.ClientError, OSError, TimeoutError),
    *(discord.ConnectionClosed, discord.GatewayNotFound, discord.DiscordServerError),
)
HIDDEN = "[the token]"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Redacting(logging.Filter):
    """Takes the token out of every record that passes, also out of a traceback."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass, without the token."""
        if not self._token:
            return True
        message = record.getMessage()
        if self._token in message:
            record.msg, record.args = message.replace(self._token, HIDDEN), None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = record.exc_text.replace(self._token, HIDDEN)
        return True


class Brief(logging.Filter):
    """Says in one line that the network failed: where in the code it did so helps nobody."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass, a network's error without its traceback unless all is logged."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, NETWORK) and not logging.getLogger(record.name).isEnabledFor(
            logging.DEBUG
        ):
            said = " ".join(str(error).split())
            record.msg = f"{record.getMessage()}: {type(error).__name__}: {said}".rstrip(": ")
            record.args = record.exc_info = record.exc_text = None
        return True


def set_up(token: str) -> None:
    """Guard the root's handlers; where there are none, one to standard error is made.

    At the default level the bot's own lines hold nothing personal, and discord.py's only warnings.
    """
    root = logging.getLogger()
    if not root.handlers:
        plain = logging.StreamHandler(sys.stderr)
        plain.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(plain)
        logging.getLogger("footnote").setLevel(logging.INFO)
        logging.getLogger("discord").setLevel(logging.WARNING)
    for handler in root.handlers:
        handler.addFilter(Brief())
        handler.addFilter(Redacting(token))

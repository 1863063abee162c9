"""Logs: the token can't get into them, whoever writes it."""

from __future__ import annotations

import logging
import sys

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
        handler.addFilter(Redacting(token))

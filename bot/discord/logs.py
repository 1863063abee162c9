"""What is logged: faults under a reference, without what people wrote, tokens and passwords."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord
from discord import app_commands

log = logging.getLogger("footnote.discord")
NETWORK = (aiohttp.ClientError, OSError, TimeoutError)
"""What is raised where the network fails, and not Discord."""


def fault(where: str, error: BaseException) -> str:
    """Log a fault under a fresh reference, and give the reference."""
    reference = secrets.token_hex(4)
    cause = original(error)
    log.error("[%s] %s: %s at %s", reference, where, described(cause), place_of(cause))
    log.debug("[%s] in full", reference, exc_info=cause)
    return reference


@contextmanager
def logged(where: str) -> Iterator[None]:
    """Log whatever goes wrong within a block, and go on after it: nothing else shall stop."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  that is what it is for
        fault(where, error)


def original(error: BaseException) -> BaseException:
    """The error itself, without what discord.py wraps it in."""
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    return error


def described(error: BaseException) -> str:
    """The kind of an error; with the server's code and status where Discord refused something."""
    kind = type(error).__name__
    if isinstance(error, discord.HTTPException):
        return f"{kind} (status {error.status}, code {error.code})"
    return kind


def place_of(error: BaseException) -> str:
    """Where in the code it was raised, innermost first, three places at most."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{frame.name} line {frame.lineno}" for frame in reversed(frames)]
    return " < ".join(places) or "an unknown place"


OUTAGE = (
    *NETWORK,
    *(discord.ConnectionClosed, discord.GatewayNotFound, discord.DiscordServerError),
)
HIDDEN = "[the token]"
PASSWORD = "[a password]"  # noqa: S105 - stands where one was
BROKEN = "[a log line that can't be put together]"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# user:password@ of an address; a password may hold an @ itself, so that the last one counts. What
# begins as a port and a path, as http://host:80/users/@me, is none.
_IN_ADDRESS = re.compile(r"(\w://[^\s:/@'\"]*:)(?!\d{1,5}/)[^\s'\"]+(?=@)")
_NAMED = re.compile(
    r"(\b(?:password|passwd|pwd)['\"]?\s*[=:]\s*)('[^']*'|\"[^\"]*\"|[^\s,;)}]+)", re.IGNORECASE
)


class Redacting(logging.Filter):
    """Takes the token, and the passwords of addresses, out of every record that passes.

    Tracebacks and stacks too. It never raises: a line that can't be put together is let through
    as far as it can be shown.
    """

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token.strip()
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass, without secrets."""
        record.msg, record.args = self._hidden(_message(record)), None
        if record.exc_info and not record.exc_text:
            try:
                record.exc_text = self._formatter.formatException(record.exc_info)
            except Exception:  # noqa: BLE001  an error may fail at telling what it is
                record.exc_text = BROKEN
        for name in ("exc_text", "stack_info"):
            if isinstance(text := getattr(record, name), str):
                setattr(record, name, self._hidden(text))
        return True

    def _hidden(self, text: str) -> str:
        if self._token:
            text = text.replace(self._token, HIDDEN)
        text = _IN_ADDRESS.sub(rf"\1{PASSWORD}", text)
        return _NAMED.sub(rf"\1{PASSWORD}", text)


def _message(record: logging.LogRecord) -> str:
    """What a record says; for a call whose arguments don't fit its words, both."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  whoever logs must not fail by it
        try:
            return f"{record.msg} {record.args!r}"
        except Exception:  # noqa: BLE001  not even that can be shown
            return BROKEN


class Brief(logging.Filter):
    """Says in one line that the network failed: where in the code it did so helps nobody."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass, a network's error without its traceback unless all is logged."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, OUTAGE) and not logging.getLogger(record.name).isEnabledFor(
            logging.DEBUG
        ):
            said = " ".join(str(error).split())
            record.msg = f"{_message(record)}: {type(error).__name__}: {said}".rstrip(": ")
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

"""Logs: neither the token nor a password can get in, and an outage takes a line for a try."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
import time

import discord

from bot.discord.client import FootnoteBot
from bot.discord.faults import NETWORK, fault
from bot.discord.health import EVERY, Sign, take_down, write_sign
from bot.discord.options import Options
from bot.faq.files import NotOurs

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


# Signs: the running client's sign of life, from what its shards report.

LOOK_EVERY = 0.5  # seconds
SILENT = 120.0  # seconds of latency that no living connection has


def sign_of(client: FootnoteBot) -> Sign:
    """What is so now."""
    shards = client.shards
    down = sum(shard.is_closed() or not shard.latency < SILENT for shard in shards.values())
    return Sign(
        at=time.time(),
        pid=os.getpid(),
        connected=bool(shards) and not down and client.is_ready() and not client.leaving,
        shards=len(shards),
        down=down,
        fingerprint=client.service.answerer.knowledge.fingerprint,
        trouble=client.service.clerk.trouble,
    )


async def keep_signing(client: FootnoteBot) -> None:
    """Write a sign now and then, and at once when the connection changes; take it down at last."""
    options = client.service.options
    written, told = None, False
    try:
        while True:
            sign = sign_of(client)
            if written is None or sign.differs(written) or sign.at - written.at >= EVERY:
                written = sign
                told = not await _write(options, sign, quietly=told)
            await asyncio.sleep(LOOK_EVERY)
    finally:
        take_down(options)


async def _write(options: Options, sign: Sign, *, quietly: bool) -> bool:
    """Whether a sign could be written; a failure is logged unless the one before was."""
    try:
        await asyncio.to_thread(write_sign, options, sign)
    except (OSError, NotOurs) as error:
        if not quietly:
            fault("writing the sign of life", error)
        return False
    return True

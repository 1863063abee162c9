"""Exit statuses: what a shell or supervisor learns from a command."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Why a command ended."""

    DONE = 0  # also when the bot declined to answer
    FAULTS = 1  # something needs mending, and was named
    USAGE = 2
    UNUSABLE = 3  # settings or FAQ
    TOKEN = 4  # missing or refused
    INTENT = 5  # not granted in Discord's portal
    NETWORK = 6
    DATABASE = 7  # can't be used now; what needs a person is UNUSABLE
    INTERRUPTED = 130

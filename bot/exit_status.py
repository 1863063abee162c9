"""Exit statuses: what a shell or a supervisor learns from how the program ended."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """Why the program ended; the READMEs explain each."""

    DONE = 0
    """Also when the bot declined to answer."""
    FAULTS = 1
    """Something needs mending, and was named."""
    LOCKED = 1
    """Another process serves with this token already; `run` alone ends so."""
    USAGE = 2
    """The command line was wrong."""
    UNUSABLE = 3
    """The settings, the FAQ or the database can't be used until a person mends them."""
    TOKEN = 4
    """The token is missing, or Discord refused it."""
    INTENT = 5
    """Discord's portal has not granted an intent."""
    NETWORK = 6
    """Discord can't be reached."""
    DATABASE = 7
    """The database can't be used now, which may pass by itself."""
    INTERRUPTED = 130
    """Somebody pressed Ctrl-C."""

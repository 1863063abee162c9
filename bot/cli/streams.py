"""Standard streams that fail no command: closed ones are empty, odd bytes and characters shown."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path


def steady() -> None:
    """Open streams that the shell closed, and let none raise over what it can't read or write."""
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    _ease(sys.stdin, "replace")
    _ease(sys.stdout, "backslashreplace")
    _ease(sys.stderr, "backslashreplace")


def let_go() -> None:
    """Write nothing more to standard output, not even at exit: nobody takes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ease(stream: object, errors: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=errors)

"""Retention: from when on a stored question is past the time that the operator allows."""

from __future__ import annotations

from datetime import datetime, timedelta

BRIEFLY = timedelta(minutes=45)
"""How long a question is kept where it is to be kept for no day at all, so that an editor who looks
can see it. What is past is erased every few minutes, so that after an hour it is surely gone."""


def kept_since(now: datetime, days: int) -> datetime:
    """The moment before which nothing is kept."""
    return now - (timedelta(days=days) or BRIEFLY)

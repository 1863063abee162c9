"""Acting as a member: everything a person can do here, for a test or for the page."""

from __future__ import annotations

from bot.sandbox.interacting import Interacting
from bot.sandbox.writing import Writing


class ActingMember(Writing, Interacting):
    """One person: sees, writes and interacts as Discord's client lets them."""

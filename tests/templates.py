"""FAQs of a kind that people write: one template, filled in over and over."""

from __future__ import annotations

from itertools import product

VERBS = [
    "reset", "change", "delete", "update", "create", "cancel", "renew", "close", "open", "share",
    "move", "copy", "print", "export", "import", "archive", "restore", "rename", "lock", "unlock",
]  # fmt: skip
NOUNS = [
    "password", "account", "email", "address", "order", "subscription", "invoice", "profile",
    "picture", "payment", "card", "file", "folder", "report", "calendar", "meeting", "team",
    "project", "phone", "number", "device", "ticket", "license", "booking",
]  # fmt: skip
HOW_TO = ("How do I {} a {}", "how can I {} my {}", "how to {} the {}", "how do you {} a {}")


def how_to(entries: int, phrasings: int = len(HOW_TO)) -> list[tuple[str, ...]]:
    """The phrasings of each of so many entries, up to 480, all after the same templates."""
    filled = list(product(NOUNS, VERBS))[:entries]
    return [tuple(one.format(verb, noun) for one in HOW_TO[:phrasings]) for noun, verb in filled]

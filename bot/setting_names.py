"""The names of settings: which ones of an environment are slips, and where the FAQ is said to lie.

`bot.settings` reads and proves them all; a question alone need not wait for that.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.matching.parts import ByteCache

PREFIX = "FOOTNOTE_"
DISCORD = "DISCORD_"
# How alike a name must be to one of ours to be taken for a slip, in per cent.
NEAR_AFTER_DISCORD = 75.0  # of what follows DISCORD_: TOKN and TOKENS, not API_KEY
NEAR_WHOLE_NAME = 88.0  # of all of it: DISCROD_TOKEN, FOTNOTE_QUESTION_LENGTH
# Kubernetes sets such names for a service that happens to be called "footnote".
_KUBERNETES = re.compile(r"_SERVICE_(HOST|PORT)|_PORT$|_PORT_\d+_(TCP|UDP|SCTP)")

FAQ_PATH = "FAQ_PATH"
ENV_FILE = ".env"
_KEPT = "names of settings"


def faq_path_alone(memory: ByteCache | None) -> Path | None:
    """Where the FAQ lies, if that is all that is set; None where the settings must be read.

    Args:
        memory: What `keep_names` kept.
    """
    kept = memory.recall(_KEPT) if memory is not None else None
    if kept is None or os.path.lexists(ENV_FILE):
        return None
    try:
        ours, default = json.loads(bytes(kept))
    except ValueError:
        return None
    given = {name.upper() for name in os.environ if name != FAQ_PATH}
    if not given.isdisjoint(ours) or any(misspelt(given, ours)):
        return None
    return Path(os.environ.get(FAQ_PATH) or default)


def keep_names(memory: ByteCache | None, ours: Sequence[str], default: Path) -> None:
    """Keep the names of all settings, and where the FAQ lies if none says."""
    if memory is not None:
        memory.keep(_KEPT, json.dumps([list(ours), str(default)]).encode())


def misspelt(given: set[str], ours: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that nearly are one of ours, or begin as only ours do, each with the nearest.

    A name such as DISCORD_WEBHOOK may be another program's, and one like a setting that is there
    itself is one more, not a slip.
    """
    without_prefix = {name: name.removeprefix(PREFIX) for name in ours}
    discord = {name: name.removeprefix(DISCORD) for name in ours if name.startswith(DISCORD)}
    whole = {name: name for name in ours if name.startswith((PREFIX, DISCORD))}
    for name in sorted(given.difference(ours)):
        if name.startswith(PREFIX) and not _KUBERNETES.search(name):
            yield name, _nearest(name.removeprefix(PREFIX), without_prefix, 0.0) or ""
        elif name.startswith(DISCORD):
            near = _nearest(name.removeprefix(DISCORD), discord, NEAR_AFTER_DISCORD)
            if near and near not in given:
                yield name, near
        elif near := _nearest(name, whole, NEAR_WHOLE_NAME):
            yield name, near


def _nearest(name: str, among: dict[str, str], cutoff: float) -> str | None:
    """The key of the text that a name is most like; None below the cut-off."""
    found = process.extractOne(name, among, scorer=fuzz.ratio, score_cutoff=cutoff)
    return found[2] if found else None

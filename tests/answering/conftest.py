"""The shipped FAQ and a small one, built once for all tests of this package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Response, entry_of
from tests.benchmarks.intents import knowledge_of
from tests.conftest import Folder, lay, load

FAQ = Path(__file__).parents[2] / "faq/linkedin-china.yaml"
SERVER_ARTICLE = """Moderators mute a member with one command. The plugin costs five euros a month.

A refund is paid within a week. Tier 2 includes voice channels. Fines are never waived.
"""
SERVER = """\
article: {file: ../seeds/server.txt, title: The server}
entries:
  - id: mute
    questions: [how do i mute a member, mute someone, how can one mute people, muting a member]
    cite: [Moderators mute a member]
  - id: price
    questions: [what does the plugin cost, price of the plugin, how much is the plugin, plugin fee]
    cite: [The plugin costs]
  - id: refund
    questions: [when is a refund paid, when does a refund arrive, refund date, when a refund comes]
    cite: [A refund is paid]
  - id: tier-two
    questions: [what does tier 2 include, what is in tier 2, tier 2 perks]
    cite: [Tier 2 includes]
synonyms:
  refund: [clawback]
not_covered:
  - is the plugin open source
  - who wrote the plugin
"""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What the bot answers from as it is shipped."""
    return load(FAQ)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """What a small FAQ of a game server knows."""
    files = {"seeds/server.txt": SERVER_ARTICLE, "faq/server.yaml": SERVER}
    return load(lay(tmp_path_factory.mktemp("server"), files))


@pytest.fixture
def kiln(folder: Folder) -> Knowledge:
    """What the FAQ of all tests knows."""
    return load(folder())


def answered(response: Response | None) -> list[str]:
    """The entries that answer a message, if any do."""
    parts = response.parts if response else ()
    return [part.reply.entry.id for part in parts if isinstance(part.reply, Answer)]


def bot_of(intents: Sequence[Sequence[str]]) -> Knowledge:
    """A bot that knows these intents, `intent-0` and so on, each by its phrasings."""
    texts = [text for intent in intents for text in intent]
    return knowledge_of(texts, [n for n, intent in enumerate(intents) for _ in intent])


def shown(response: Response) -> str:
    """The entry that the first reply shows as its answer or as the closest, by its id."""
    entry = entry_of(response.first.reply)
    assert entry is not None
    return entry.id

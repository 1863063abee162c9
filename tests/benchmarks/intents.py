"""Sets of intents as a FAQ: each intent an entry, with a sentence of a made-up article to cite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.article.article import Article


def knowledge_of(texts: Sequence[str], owners: Sequence[int]) -> Knowledge:
    """What the bot knows when ``texts`` are its phrasings and ``owners`` their entries."""
    asked: dict[int, list[str]] = {owner: [] for owner in range(max(owners) + 1)}
    for text, owner in zip(texts, owners, strict=True):
        asked[owner].append(text)
    article = Article.of("intents.txt", "\n".join(f"Reply number {n} is this." for n in asked))
    entries = tuple(
        Entry(f"intent-{owner}", tuple(questions), None, (article.cite(owner + 1),))
        for owner, questions in asked.items()
    )
    return Knowledge.build([Faq("intents.yaml", article, entries)], "")

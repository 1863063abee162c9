"""Links: each citation's link must lead to its own sentence; the page itself is not fetched."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care.check.page import Page
from bot.core.errors import Fault
from bot.core.fragments import fragment, link


def unlinked(page: Page) -> Iterator[Fault]:
    """A warning for each cited sentence that no text fragment leads to, where there is a page."""
    if page.faq.article.url is None:
        return
    told: set[int] = set()
    for position, entry in enumerate(page.faq.entries):
        for cited in entry.citations:
            if cited.number in told:
                continue
            told.add(cited.number)
            if fragment(cited) is None:
                problem = f"No link leads to sentence {cited.number} alone: its words stand twice."
                mend = "Its link opens the page at the top; cite another sentence if that matters."
                yield page.warning(("entries", position, "cite"), problem, mend)
            elif ":~:text=" not in (link(cited) or ""):
                problem = f"The link to sentence {cited.number} is too long."
                mend = "It opens the page at the top; a shorter `url` would lead to the sentence."
                yield page.warning(("entries", position, "cite"), problem, mend)

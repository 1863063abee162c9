"""`footnote sentences`: the article with its numbers, for the editor."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.terminal.options import answerer_for, faq_option
from bot.terminal.output import StyledLine, show


@click.command("sentences", epilog="\b\nExample:\n  footnote sentences")
@faq_option
def command(faq: Path | None) -> None:
    """Print the article sentence by sentence, with the numbers that citations use."""
    for article in answerer_for(faq).knowledge.articles:
        show([StyledLine(f"{article.title} ({article.name})", "question")], sys.stdout)
        numbered = (
            StyledLine(f"{sentence.number:>4}  {article.quote(sentence)}")
            for sentence in article.sentences
        )
        show(numbered, sys.stdout)

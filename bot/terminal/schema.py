"""`footnote schema`: the JSON Schema that editors' tools complete and check a FAQ file by."""

from __future__ import annotations

import click

from bot.faq.model import schema_text


@click.command("schema", epilog="\b\nExample:\n  footnote schema > faq/faq.schema.json")
def command() -> None:
    """Print the JSON Schema of a FAQ file."""
    click.echo(schema_text(), nl=False)

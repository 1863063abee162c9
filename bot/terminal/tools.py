"""`footnote schema` and `completion`: what editors' tools and shells complete by."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from bot.faq.model import schema_text


@click.command("schema", epilog="\b\nExample:\n  footnote schema > faq/faq.schema.json")
def schema() -> None:
    """Print the JSON Schema of a FAQ file."""
    click.echo(schema_text(), nl=False)


EPILOG = """\b
Example, for bash (put the line into ~/.bashrc to keep it):
  eval "$(footnote completion bash)"
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three shells offered
    program = context.find_root().command
    click.echo(kind(program, {}, "footnote", "_FOOTNOTE_COMPLETE").source())

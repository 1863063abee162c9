"""`footnote completion`: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

EPILOG = """\b
Example, for bash (put the line into ~/.bashrc to keep it):
  eval "$(footnote completion bash)"
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three shells offered
    program = context.find_root().command
    click.echo(kind(program, {}, "footnote", "_FOOTNOTE_COMPLETE").source())

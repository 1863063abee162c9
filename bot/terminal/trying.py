"""`footnote try`: the bot in a channel in one's own browser, without a Discord account."""

from __future__ import annotations

import asyncio
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.article.visible import harmless, one_line
from bot.exit_status import ExitStatus
from bot.terminal.options import faq_option, faq_path

if TYPE_CHECKING:
    from bot.trial import Wishes


EPILOG = """\b
Examples:
  footnote try
  footnote try --script conversation.txt
"""


@click.command("try", epilog=EPILOG)
@faq_option
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Listen here.  [default: a free one]"
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Play the conversation in FILE and write it beside it, as HTML and as text.",
)
def command(faq: Path | None, port: int, no_browser: bool, script: Path | None) -> int:
    """Try the bot in a channel in your browser, on this machine alone.

    It is the very bot that `run` starts, on a stand-in for Discord: no account, token or network.
    """
    from bot.trial import Wishes

    wishes = Wishes(faq_path(faq), port, hurried=script is not None)
    return _play(wishes, script) if script else _serve(wishes, opening=not no_browser)


def _serve(wishes: Wishes, *, opening: bool) -> int:
    from bot.trial import serve

    def told(address: str) -> None:
        click.echo(f"Open in a browser: {address}")
        click.echo("The address opens once; Ctrl-C ends it. What follows is the bot's log.")
        if opening:
            _open(address)

    ended = asyncio.run(serve(wishes, told, lambda line: click.echo(harmless(line))))
    if ended.status is None:
        return ExitStatus.DONE
    click.echo(f"The bot ended by itself, with status {ended.status}.", err=True)
    return ended.status


def _open(address: str) -> None:
    """Open a browser window where there is a screen; a browser in the terminal is none."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(address)


def _play(wishes: Wishes, file: Path) -> int:
    from bot.trial import ScriptFault, play_script, read_script

    log: list[str] = []
    try:
        script = read_script(file.read_text(encoding="utf-8"))
        page, text = asyncio.run(play_script(wishes, script, log.append))
    except (ScriptFault, UnicodeDecodeError) as fault:
        click.echo(harmless("\n".join([*log, f"{file}: {fault}"])), err=True)
        return ExitStatus.FAULTS
    for content, ending in ((page, ".html"), (text, ".transcript.txt")):
        written = file.with_suffix(ending)
        written.write_text(content, encoding="utf-8")
        click.echo(f"Written: {one_line(str(written))}")
    return ExitStatus.DONE

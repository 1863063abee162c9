"""`footnote draft`: a language model of the editor's choice proposes, the editor decides."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot.article.visible import one_line
from bot.editing.draft import Drafted, drafted, target_of
from bot.editing.draft_prompt import Request, Task, thin
from bot.editing.draft_reply import MAX_REPLY, ModelReply, read_reply
from bot.exit_status import ExitStatus
from bot.faq.files import read_bytes
from bot.terminal.options import CommandRefused, faq_option, faq_path
from bot.terminal.output import StyledLine, show

EPILOG = """\b
Examples:
  footnote draft seeds/kiln.txt --prompt > prompt.txt
  footnote draft seeds/kiln.txt --reply reply.txt
  footnote draft seeds/kiln.txt --model qwen3
  footnote draft faq/kiln.yaml --more --questions asked.txt --prompt
"""


@click.command("draft", epilog=EPILOG)
@click.argument("article", type=click.Path(path_type=Path), metavar="ARTICLE")
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option("--prompt", is_flag=True, help="Print the text to give to any language model.")
@click.option(
    "--reply",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Take in what a model replied; - for standard input.",
)
@click.option("--more", is_flag=True, help="Ask for further phrasings of ENTRY, or of thin ones.")
@click.option("--near", is_flag=True, help="Ask for near misses.")
@click.option("--again", is_flag=True, help="Ask for what failed, mended.")
@click.option("--yes", is_flag=True, help="Write what is proven without asking.")
@faq_option
def command(
    article: Path,
    entries: tuple[str, ...],
    prompt: bool,
    reply: Path | None,
    more: bool,
    near: bool,
    again: bool,
    yes: bool,
    faq: Path | None,
) -> int:
    """Let a language model propose a FAQ for an ARTICLE, or more of one; prove what it proposes."""
    if prompt == (reply is not None):
        raise click.UsageError("Say which: --prompt, or --reply FILE.")
    target = target_of(faq_path(faq), article)
    if reply:
        return _take_in(drafted(target, _reply_in(reply)), yes=yes)
    task: Task = "more" if more else "near" if near else "again" if again else "draft"
    request = Request(target.article, task, target.entries, thin(target.entries) if more else ())
    click.echo(request.whole())
    return ExitStatus.DONE


def _reply_in(path: Path) -> ModelReply:
    if str(path) == "-":
        data = sys.stdin.buffer.read(MAX_REPLY)
    else:
        data = read_bytes(path, MAX_REPLY)
    reply = read_reply(data.decode("utf-8", "replace"))
    if not (reply.entries or reply.not_covered):
        raise CommandRefused("No entry was found in the reply.")
    return reply


def _take_in(draft: Drafted, *, yes: bool) -> int:
    show(_difference(draft), sys.stdout)
    show(_findings(draft), sys.stdout)
    if not yes:
        if not sys.stdin.isatty():
            click.echo("Nothing was written: --yes writes it.")
            return ExitStatus.DONE
        if not click.confirm(f"Write it to {draft.target.file}?"):
            click.echo("Nothing was written.")
            return ExitStatus.DONE
    draft.write()
    click.echo(f"Written to {draft.target.file}.")
    return ExitStatus.DONE


def _difference(draft: Drafted) -> Iterator[StyledLine]:
    if draft.after is None:
        return
    before, after = (
        (data or b"").decode("utf-8-sig").splitlines()
        for data in (draft.target.before, draft.after)
    )
    for line in difflib.unified_diff(before, after, n=1, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield StyledLine(f"  {line}", "answer" if line.startswith(("+", "-")) else "source")


def _findings(draft: Drafted) -> Iterator[StyledLine]:
    proof = draft.proof
    for one in proof.failed:
        for refusal in one.fatal or one.dropped:
            yield StyledLine(f"! {one_line(one.proposed.id)}: {one_line(str(refusal))}", "question")
    for one in proof.held:
        for refusal in one.dropped:
            yield StyledLine(f"- {one.id}: {one_line(str(refusal))}", "hint")
    for refusal in proof.dropped:
        yield StyledLine(f"- near miss {one_line(str(refusal))}", "hint")
    phrasings = sum(len(one.questions) for one in proof.held)
    yield StyledLine(
        f"Proven: {len(proof.held)} of {len(proof.candidates)} entries with {phrasings} phrasings, "
        f"{len(proof.near_misses)} near misses."
    )

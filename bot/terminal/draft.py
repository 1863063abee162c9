"""`footnote draft`: a language model proposes, Footnote proves, the editor decides."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry
from bot.answering.reply import Answer
from bot.app import kept_ledger, language_model
from bot.article.visible import one_line
from bot.editing.draft import Drafted, DraftTarget, drafted, target_of
from bot.editing.draft_texts import MAX_REPLY, ModelReply, PromptRequest, Task, read_reply, thin
from bot.exit_status import ExitStatus
from bot.faq.files import Unreadable, read_bytes
from bot.language_model import NoReply
from bot.settings import read_settings
from bot.terminal.options import CommandRefused, faq_option, faq_path, read_questions, readable
from bot.terminal.output import StyledLine, difference, show, tell_schema

EPILOG = """\b
Examples:
  footnote draft seeds/kiln.txt --prompt > prompt.txt
  footnote draft seeds/kiln.txt --reply reply.txt
  footnote draft seeds/kiln.txt --model qwen3
  footnote draft faq/kiln.yaml --more --questions asked.txt --prompt
"""
MISSED = 60  # questions asked in vain that are told to a model
LONG = 60_000  # characters of a prompt; longer ones some chats cut off unsaid


@click.command("draft", epilog=EPILOG)
@click.argument("article", type=click.Path(path_type=Path), metavar="ARTICLE")
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@click.option("--prompt", is_flag=True, help="Print a text to give to any language model.")
@click.option(
    "--reply",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Take in what a model replied; - for standard input.",
)
@click.option("--model", metavar="NAME", help="Ask this model, at FOOTNOTE_DRAFT_URL.")
@click.option(
    "--more", "task", flag_value="more", help="Further phrasings: of ENTRY, or where few."
)
@click.option("--near", "task", flag_value="near", help="Near misses alone.")
@click.option("--again", "task", flag_value="again", help="What failed, mended.")
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --more: questions, a line each; those without an answer are told to the model.",
)
@click.option("--yes", is_flag=True, help="Write what is proven without asking.")
@faq_option
def command(
    article: Path,
    entries: tuple[str, ...],
    prompt: bool,
    reply: Path | None,
    model: str | None,
    task: Task | None,
    questions: Path | None,
    yes: bool,
    faq: Path | None,
) -> int:
    """Let a language model propose the FAQ of an ARTICLE; prove what it proposes.

    ARTICLE is an article's text in the folder that holds the FAQ's, or a FAQ file. Of what is
    proposed only that is written which is proven: quotes that stand in the article, phrasings that
    lead to their entry and lead no other away, near misses that stay silent. Proposed entries are
    marked for you to judge; what failed stands beside the FAQ, with reasons, and is not served.
    """
    if sum([prompt, reply is not None, model is not None]) != 1:
        raise click.UsageError("Say which: --prompt, --reply FILE, or --model NAME.")
    if (entries or questions) and task != "more":
        raise click.UsageError("Entries and --questions belong to --more.")
    target = target_of(faq_path(faq), article)
    if reply:
        return _take_in(drafted(target, _reply_in(reply)), yes=yes)
    request = _request(target, task or "draft", entries, questions)
    if model is not None:
        return _take_in(drafted(target, _asked(request, model)), yes=yes)
    text = request.whole()
    click.echo(text)
    if len(text) > LONG:
        click.echo(
            f"{len(text):,} characters: a chat may cut it off; --model asks in parts.", err=True
        )
    return ExitStatus.DONE


# What a model is asked for.


def _request(
    target: DraftTarget, task: Task, named: Sequence[str], questions: Path | None
) -> PromptRequest:
    if task in ("more", "near") and not target.entries:
        raise CommandRefused(
            f"{target.file} has no entries yet. Draft them first, without --{task}."
        )
    failed = _failed(target.failures) if task == "again" else ""
    request = PromptRequest(target.article, task, target.entries, target.not_covered, failed=failed)
    if task != "more":
        return request
    own = {entry.id: entry for entry in target.entries}
    if unknown := [name for name in named if name not in own]:
        raise CommandRefused(f"{target.file} has no entry {one_line(', '.join(unknown))}.")
    missed = _missed(target, questions) if questions or not named else {}
    wanted = [own[name] for name in named] or thin(target.entries)
    wanted = [*dict.fromkeys((*wanted, *(entry for entry in missed.values() if entry)))]
    return replace(request, wanted=wanted, missed=list(missed))


def _failed(path: Path) -> str:
    try:
        return read_bytes(path, MAX_REPLY).decode("utf-8", "replace")
    except Unreadable:
        raise CommandRefused(f"Nothing failed: there is no {path}.") from None


def _missed(target: DraftTarget, questions: Path | None) -> dict[str, Entry | None]:
    """The questions of a file and of the ledger that get no answer, each with the nearest entry.

    Those that are nearest to another article's entry are left out.
    """
    asked = [one.question for one in read_questions(questions)] if questions else []
    with kept_ledger(reading=True) as ledger:
        asked += [gap.question for gap in ledger.gaps()] if ledger else []
    knowledge = target.knowledge() if asked else None
    if knowledge is None:
        return {}
    answerer, own = Answerer(knowledge), set(target.entries)
    missed: dict[str, Entry | None] = {}
    for text in dict.fromkeys(asked):
        part = answerer.ask(text).first
        nearest = part.ranking[0].entry if part.ranking else None
        if not isinstance(part.reply, Answer) and (nearest is None or nearest in own):
            missed[text] = nearest
    return dict([*missed.items()][:MISSED])


# What it replies: from a file, or from a server.


def _reply_in(path: Path) -> ModelReply:
    with readable(path):
        piped = str(path) == "-"
        data = sys.stdin.buffer.read(MAX_REPLY) if piped else read_bytes(path, MAX_REPLY)
    return _read([data.decode("utf-8", "replace")])


def _read(texts: Sequence[str]) -> ModelReply:
    reply = ModelReply.joined([read_reply(text) for text in texts])
    if not (reply.entries or reply.not_covered):
        raise CommandRefused(
            "The reply holds no entry and no near miss. It should hold YAML that begins with "
            "`entries:`; ask the model for that, or ask another."
        )
    return reply


def _asked(request: PromptRequest, name: str) -> ModelReply:
    """The model's reply; of several parts those that came, if the server fails midway."""
    model = language_model(read_settings(), name)
    prompts, texts = request.in_parts(), list[str]()
    for number, prompt in enumerate(prompts, start=1):
        part = f", part {number} of {len(prompts)}" if len(prompts) > 1 else ""
        click.echo(f"Asking {one_line(name)}{part} …", err=True)
        try:
            texts.append(model.ask(prompt))
        except NoReply as error:
            if not texts:
                raise
            click.echo(f"{error}\nThe parts after that are left out.", err=True)
            break
    return _read(texts)


# What is shown, and written once the editor has seen it.


def _take_in(draft: Drafted, *, yes: bool) -> int:
    if draft.after is not None:
        show(difference(draft.target.before or b"", draft.after), sys.stdout)
    show(_findings(draft), sys.stdout)
    if not yes and not (sys.stdin.isatty() and click.confirm(f"Write it to {draft.target.file}?")):
        click.echo("Nothing was written." + " --yes writes it." * (not sys.stdin.isatty()))
        return ExitStatus.FAULTS if draft.after is None else ExitStatus.DONE
    schema = draft.beside()
    draft.write()
    if draft.after is not None:
        click.echo(f"Written: {draft.target.file}. Judge what is marked; run `footnote check`.")
    tell_schema(schema)
    if draft.failures():
        click.echo(
            f"What failed: {draft.target.failures}. Mend it there and take it in with --reply, or "
            "ask a model with --again."
        )
    return ExitStatus.FAULTS if draft.after is None else ExitStatus.DONE


def _findings(draft: Drafted) -> Iterator[StyledLine]:
    proof = draft.proof
    for one in proof.failed:
        for refusal in one.fatal + one.dropped:
            said = f"! {one.proposed.id}: {refusal}"
            yield StyledLine(one_line(said), "question")
    for one in proof.held:
        for refusal in one.dropped:
            yield StyledLine(one_line(f"- {one.id}, without {refusal}"), "hint")
    for refusal in proof.dropped:
        yield StyledLine(one_line(f"- near miss {refusal}"), "hint")
    phrasings = sum(len(one.questions) for one in proof.held)
    lines = len(proof.near_misses) + len(proof.dropped)
    yield StyledLine(
        f"Proven: entries {len(proof.held)} of {len(proof.candidates)}, phrasings {phrasings}, "
        f"near misses {len(proof.near_misses)} of {lines}."
    )

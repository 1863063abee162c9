"""Every README and `.env.example` keep their word: what they name is what the program knows."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.discord.commands import MemberCommands
from bot.discord.moderators import FaqCommands
from bot.settings import setting_names
from bot.terminal.chat import WHY
from bot.terminal.main import Commands
from tests.conftest import ROOT

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files"],  # noqa: S607 - whichever git the developer has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,  # outside a checkout there is no list, and the fallback below serves
    ).stdout.splitlines()
] or sorted(path for path in ROOT.rglob("*.md") if ".venv" not in path.parts)
READMES = [path for path in TRACKED if path.suffix == ".md"]
DOCUMENTS = [*READMES, ROOT / ".env.example"]

OF_OTHERS = {
    "DISCORD_OPENAPI",  # read by the tests and `.ci/run`
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = set(setting_names())

documents = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def code_in(document: Path) -> str:
    """The code of a document, in blocks and within sentences, a piece a line."""
    text = document.read_text(encoding="utf-8")
    if document.suffix != ".md":
        return text
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    sentences = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", sentences)])


def command_of(name: str) -> click.Command | None:
    """The command of ours with a name, if there is one."""
    return Commands().get_command(click.Context(Commands()), name)


def options_of(command: click.Command) -> set[str]:
    """The options of a command and of those beneath it, and what every command has."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        beneath = [command.get_command(context, name) for name in command.list_commands(context)]
        return {option for one in beneath if one for option in options_of(one)}
    given = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return {name for name in given if name.startswith("--")} | {"--help", "--version"}


def calls_in(code: str) -> Iterator[tuple[str, str]]:
    """The name and the arguments of each command of ours that is called in a piece of code."""
    call = r"(?:^|\s|/|\$\(|\")footnote ([a-z][\w-]*)([^\n|>&;]*)"
    for found in re.finditer(call, code, re.MULTILINE):
        yield found[1], found[2]


@documents
def test_settings_are_named_as_the_program_reads_them(document: Path) -> None:
    """A setting that a document names is one of the program's, and no name is torn apart."""
    text = document.read_text(encoding="utf-8")
    named = r"\b(?:FOOTNOTE|DISCORD|SHARD|FAQ|DATABASE|TEST_GUILD)_[A-Z_]+\b"
    assert set(re.findall(named, text)) <= SETTINGS | OF_OTHERS
    assert not re.search(r"\bFOOTNOTE_(?![A-Z`])", text.replace("`FOOTNOTE_...`", ""))
    ends = "|".join(sorted({name.partition("_")[2] for name in SETTINGS}))
    assert not re.search(rf"(?<![A-Z])_(?:{ends})\b", text)


@documents
def test_commands_and_their_options_are_the_programs(document: Path) -> None:
    """A call of `footnote` in a document names a command that is there, with options it takes."""
    for name, arguments in calls_in(code_in(document)):
        command = command_of(name)
        assert command is not None, f"{document.name}: footnote {name}"
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", arguments):
            assert option in options_of(command), f"{document.name}: footnote {name} {option}"


@documents
def test_an_option_that_stands_alone_is_some_commands(document: Path) -> None:
    """An option named within a sentence is one of some command of ours, or of a benchmark."""
    known = options_of(Commands())
    benchmarks = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")
    )
    for option in re.findall(r"`(--[a-z][a-z-]*)", document.read_text(encoding="utf-8")):
        assert option in known or f'"{option}"' in benchmarks, f"{document.name}: {option}"


@documents
def test_discords_commands_are_those_that_are_registered(document: Path) -> None:
    """A command of Discord that a document names is one that the bot registers, or chat's own."""
    in_chat = {line.split()[0].removeprefix("/") for line in WHY}
    faq = {command.name for command in FaqCommands.__discord_app_commands_group_children__}
    mine = {command.name for command in MemberCommands.__cog_app_commands__}
    assert faq, "discord.py keeps them elsewhere now"
    assert mine, "discord.py keeps them elsewhere now"
    code = code_in(document)
    for name in re.findall(r"(?<![\w/.\-])/faq ([a-z]+)", code):
        assert name in faq, f"{document.name}: /faq {name}"
    for name in re.findall(r"^/([a-z]+)\b(?!/)", code, re.MULTILINE):
        assert name in mine | in_chat | {"faq", "etc", "api", "sandbox", "gateway"}, (
            f"{document.name}: /{name}"
        )


@documents
def test_files_and_modules_that_are_named_are_there(document: Path) -> None:
    """A file of the project or a module to run that a document names is there."""
    code = code_in(document)
    for name in re.findall(r"(?<![\w/.-])((?:bot|tests|\.ci|\.github)/[\w./-]*\w)", code):
        if name != ".github/workflows/faq.yml":  # the reader's own, shown in full beside it
            assert (ROOT / name).exists(), f"{document.name}: {name}"
    for module in re.findall(r"python -m ((?:bot|tests)[\w.]*)", code):
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").exists() or place.is_dir(), f"{document.name}: {module}"


def test_extras_are_installed_from_the_checkout() -> None:
    """Nothing names the package of a stranger: extras come from the checkout, and are ours."""
    assert PROJECT["name"] != "footnote"
    for path in TRACKED:
        if path == Path(__file__) or not path.is_file() or path.suffix in {".png", ".svg"}:
            continue
        text, name = path.read_text(encoding="utf-8", errors="replace"), path.name
        assert not re.search(r"\bfootnote(?:-bot)?\\?\[", text), (
            f"{name}: pip install -e '.[extra]'"
        )
        assert not re.search(r"pip install [^\n`&]*\bfootnote(?![\w-])", text), name
        for extras in re.findall(r"\bpip\b[^\n]* install [^\n]*'\.\[([\w,-]+)\]'", text):
            assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"]), name


@pytest.mark.parametrize("name", Commands.modules)
def test_every_command_is_in_the_readme(name: str) -> None:
    """Every command is in the README."""
    assert re.search(rf"`(footnote )?{name}\b|footnote {name}\b", README)


@pytest.mark.parametrize("document", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    """Files, pictures and headings that a document links to are there."""
    text = document.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)\)", prose):
        assert (document.parent / target).exists(), f"{document.name}: {target}"
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("#").strip().lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", prose)) <= headings


def test_the_readme_is_a_screen_and_a_half() -> None:
    """The README is short; what an operator, an editor or a developer needs stands elsewhere."""
    assert len(README.encode()) <= 10_000


def test_the_commands_for_newcomers_stand_on_the_first_screen() -> None:
    """Two commands: one that ends with a cited answer, one that passes the tests."""
    first, _, _ = README.partition("What sets it apart")
    assert '.venv/bin/footnote ask "' in first
    assert re.search(r"<!-- tests:begin -->\n```sh\n.+pytest.*\n```\n<!-- tests:end -->", first)

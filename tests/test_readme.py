"""The README keeps its word: commands, files and links that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli.group import Commands

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Commands.modules)
def test_every_command_is_in_the_readme(name: str) -> None:
    """Every command is in the README."""
    assert re.search(rf"`(footnote )?{name}\b|footnote {name}\b", README)


def test_every_link_to_a_file_leads_somewhere() -> None:
    """Files and pictures that the README links to are there."""
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_link_within_the_page_has_its_heading() -> None:
    """The table of contents leads to headings that are there."""
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("#").strip().lower()).replace(" ", "-")
        for line in README.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings


def test_the_commands_for_newcomers_stand_on_the_first_screen() -> None:
    """Two commands: one that ends with a cited answer, one that passes the tests."""
    first, _, _ = README.partition("What sets it apart")
    assert '.venv/bin/footnote ask "' in first
    assert re.search(r"<!-- tests:begin -->\n```sh\n.+pytest.*\n```\n<!-- tests:end -->", first)

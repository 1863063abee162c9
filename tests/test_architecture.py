"""The rules of the code as a whole: what imports what, and how large and how named things are."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT, Folder

MODULES = sorted((ROOT / "bot").rglob("*.py"))
MOST_LINES_OF_A_FILE = 350
MOST_LINES_OF_A_FUNCTION = 40
READS_THE_ENVIRONMENT = {
    "bot/settings.py",
    "bot/setting_names.py",  # whether nothing but the place of the FAQ is set
    "bot/__main__.py",  # it sets numpy's threads
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_imports_keep_their_contracts() -> None:
    """Arrows point downwards, what answers is pure: the contracts stand in pyproject.toml."""
    # In a process of its own, for it sets up logging anew.
    code = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_settings_read_the_environment() -> None:
    """The environment is read in one place, once."""
    reads = re.compile(r"\bos\.(environ|getenv)\b|from os import .*\b(environ|getenv)")
    found = {name_of(path) for path in MODULES if reads.search(path.read_text(encoding="utf-8"))}
    assert found <= READS_THE_ENVIRONMENT


def test_ask_imports_no_more_than_it_needs(folder: Folder) -> None:
    """What `ask` does not need is not imported: neither Discord, SQL, a server nor a watcher.

    Where what was compiled serves, nor is what reads and proves files and settings. A model's
    library is imported wherever a model is asked, and nowhere else.
    """
    never = {"discord", "sqlalchemy", "aiohttp", "watchfiles", "jinja2", "rich", "openai", "httpx"}
    proving = {"pydantic", "pydantic_core", "pydantic_settings", "yaml", "syntok", "regex"}
    first = _imported_to_ask(folder().parent, "bot.discord.running, bot.terminal.chat")
    second = _imported_to_ask(folder().parent)
    assert proving <= first
    assert not first & never
    assert not second & (never | proving | {"asyncio", "logging", "sqlite3", "urllib.request"})


def _imported_to_ask(folder: Path, others: str = "bot.terminal.check") -> set[str]:
    """The modules, and the packages of modules, that a process has once it has answered.

    It fails if others, which answer too, import a model's library.
    """
    code = (
        "import sys; from bot.terminal.main import run; run(['ask', 'who built the kiln']); "
        "print(sorted(sys.modules)); "
        f"import {others}; "
        "assert not {'openai', 'httpx'} & set(sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ast.literal_eval(done.stdout.splitlines()[-1]))


def test_every_module_says_what_it_is_for() -> None:
    """The first line of a file is a sentence about it; a package may go without."""
    modules = [path for path in MODULES if path.name != "__init__.py"]
    assert not [name_of(path) for path in modules if not ast.get_docstring(tree_of(path))]


def test_no_file_is_too_long() -> None:
    """A file is read in one sitting."""
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_FILE}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring: what it does, not what it promises."""
    docstring = function.body[0] if ast.get_docstring(function) else None
    promise = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - promise


def test_no_function_is_too_long() -> None:
    """A function does one thing."""
    found = {
        f"{name_of(path)}:{function.lineno} {function.name}": length_of(function)
        for path in MODULES
        for function in functions(path)
    }
    assert not {name: n for name, n in found.items() if n > MOST_LINES_OF_A_FUNCTION}


def test_no_two_classes_share_a_name() -> None:
    """One class name has one meaning in the whole bot; the sandbox is a program of its own."""
    places = defaultdict(set)
    for path in MODULES:
        if "sandbox" not in path.parts:
            for node in tree_of(path).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].add(name_of(path))
    shared = {name: sorted(where) for name, where in places.items() if len(where) > 1}
    assert not shared

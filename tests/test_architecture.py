"""The laws of the house, read from its imports."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "bot").rglob("*.py"))

# A room may import the rooms named here and itself. Arrows point downwards.
ROOMS: dict[str, set[str]] = {
    "core": set(),
    "sandbox": set(),
    "settings": {"core"},
    "desk": {"core"},
    "store": {"core"},
    "care": {"core", "store", "desk"},
    "faces": {"core", "store", "desk", "care"},
    "app": {"core", "store", "desk", "care", "faces", "sandbox", "settings"},
    "cli": {"core", "store", "desk", "care", "faces", "sandbox", "settings", "app"},
    "__main__": {"cli"},
    "__init__": set(),
}
CORE_LIBRARIES = {"rapidfuzz", "numpy", "syntok", "Stemmer"}


def room_of(module: str) -> str:
    """The room that a module of the package belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_arrows_point_downwards(path: Path) -> None:
    """A room imports only itself and the rooms below it."""
    room = room_of(name_of(path))
    for module in imports(path):
        if module.split(".")[0] == "bot" and room_of(module) not in ("__init__", room):
            assert room_of(module) in ROOMS[room], f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    """discord.py lives in its face, the core knows only text and numbers, SQL is the store's."""
    name = name_of(path)
    for module in imports(path):
        top = module.split(".")[0]
        if top == "discord":
            assert name.startswith("bot.discord"), f"{name} imports {module}"
        if top == "sqlalchemy":
            assert name.startswith("bot.faq"), f"{name} imports {module}"
        if room_of(name) == "core" and top not in sys.stdlib_module_names | {"bot"}:
            assert top in CORE_LIBRARIES, f"{name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    """The environment is read in one room; the entry only sets numpy's threads."""
    if name_of(path) in ("bot.settings", "bot.__main__"):
        return
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\bos\.(environ|getenv)\b|from os import .*\b(environ|getenv)", source)


@pytest.mark.parametrize("path", [p for p in MODULES if "core" in p.parts], ids=name_of)
def test_the_core_is_pure(path: Path) -> None:
    """The core knows no disk, clock or log: its data files come through importlib.resources."""
    impure = {
        "os",
        "pathlib",
        "io",
        "time",
        "datetime",
        "logging",
        "socket",
        "subprocess",
        "random",
    }
    assert not impure & {module.split(".")[0] for module in imports(path)}


def test_ask_imports_no_more_than_it_needs() -> None:
    """What `ask` does not need is not imported: neither Discord, SQL, a server nor a watcher."""
    import subprocess

    code = (
        "import sys; from bot.terminal.main import run; run(['ask', 'who owns linkedin']); "
        "print(sorted({n.split('.')[0] for n in sys.modules}))"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ast.literal_eval(done.stdout.splitlines()[-1]))
    assert not loaded & {"discord", "sqlalchemy", "aiohttp", "watchfiles", "jinja2", "rich"}

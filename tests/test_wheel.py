"""The wheel is whole: installed elsewhere, it answers outside of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("py.typed", "*.txt", "*.html", "*.css", "*.js", "*.j2")  # beside the modules
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "bot")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, for a build leaves folders beside its sources."""
    source = tmp_path_factory.mktemp("source")
    for name in BUILT_FROM:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, source / name)
    made = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(made), str(source))
    (built,) = made.glob("*.whl")
    return built


def pip(*arguments: str) -> None:
    """Run pip as the environment has it."""
    subprocess.run([sys.executable, "-m", "pip", "-q", *arguments], check=True)  # noqa: S603


def files_of(folder: Path, patterns: Iterable[str]) -> set[str]:
    """The files of a folder by pattern, as a wheel names them."""
    return {
        path.relative_to(ROOT).as_posix() for pattern in patterns for path in folder.rglob(pattern)
    }


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """Modules, the page's files, word lists, templates and py.typed are in it; no test is."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == files_of(ROOT / "bot", ("*.py", *SHIPPED))


def test_the_wheel_answers_outside_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed into a folder of its own, it answers from the shipped FAQ, wherever it is asked."""
    pip("install", "--no-deps", "--target", str(tmp_path / "installed"), str(wheel))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")
    }
    asked = [sys.executable, "-m", "bot", "ask", "--faq", str(ROOT / "faq"), "who owns linkedin"]
    done = subprocess.run(  # noqa: S603 - our own program
        asked,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "owned by Microsoft [1]" in done.stdout
    shown = [sys.executable, "-c", "import bot; print(bot.__file__)"]
    where = subprocess.run(  # noqa: S603 - our own interpreter
        shown,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(tmp_path)

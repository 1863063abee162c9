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

from tests.conftest import ROOT, Folder

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
    code = f"import setuptools.build_meta as backend; backend.build_wheel({str(made)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)  # noqa: S603
    (built,) = made.glob("*.whl")
    return built


def files_of(folder: Path, patterns: Iterable[str]) -> set[str]:
    """The files of a folder by pattern, as a wheel names them."""
    return {
        path.relative_to(ROOT).as_posix() for pattern in patterns for path in folder.rglob(pattern)
    }


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """Modules, the page's files, word lists, templates and py.typed are in it; no test is."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == files_of(ROOT / "bot", ("*.py", *SHIPPED))


def test_the_wheel_answers_outside_the_checkout(
    wheel: Path, folder: Folder, tmp_path: Path
) -> None:
    """Unpacked into a folder of its own, which is all that installing does, it answers there."""
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
    code = (
        "import bot; from bot.terminal.main import run; print(bot.__file__); "
        f"run(['ask', '--faq', {str(folder())!r}, 'who built the kiln'])"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    where, answer, *_ = done.stdout.splitlines()
    assert Path(where).is_relative_to(installed)
    assert answer == "[1] Mara Lindqvist built it in 2019."

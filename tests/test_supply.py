"""What is installed and run from elsewhere is named by its very bytes."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
EDITORS_GUIDE = (ROOT / "faq" / "README.md").read_text(encoding="utf-8")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def needed() -> list[Requirement]:
    """What the package needs in service, and what builds it."""
    project = PROJECT["project"]
    extras = (project["optional-dependencies"][one] for one in ("documents", "model", "postgres"))
    every = (project["dependencies"], *extras, PROJECT["build-system"]["requires"])
    return [Requirement(one) for some in every for one in some]


def locked() -> Iterator[tuple[Requirement, list[str]]]:
    """Each requirement of the lock file with its digests."""
    whole = "\n".join(line for line in LOCK.splitlines() if not line.startswith("#"))
    for line in whole.replace("\\\n", " ").splitlines():
        said, *digests = re.split(r"\s+--hash=", line.strip())
        yield Requirement(said), digests


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("need", needed(), ids=lambda need: need.name)
def test_the_lock_holds_what_the_package_needs(need: Requirement, python: str) -> None:
    """Every dependency is locked once for each Python, within the bounds that pyproject sets."""
    place = {"python_version": python, "python_full_version": f"{python}.0"}
    versions = [
        next(iter(one.specifier)).version
        for one, _ in locked()
        if canonicalize_name(one.name) == canonicalize_name(need.name)
        and (one.marker is None or Marker(str(one.marker)).evaluate(place))
    ]
    assert len(versions) == 1, "make requirements.lock anew: its head says how"
    assert need.specifier.contains(versions[0]), "make requirements.lock anew: its head says how"


def test_everything_locked_is_named_by_version_and_bytes() -> None:
    """Each line names one version and its digests, and no address to fetch it from."""
    for one, digests in locked():
        assert re.fullmatch(r"==[^*,]+", str(one.specifier)), one
        assert digests, one
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in digests)
        assert one.url is None
    assert "://" not in LOCK
    assert "--index" not in LOCK


def test_the_image_is_built_from_the_lock() -> None:
    """The base image is named by its digest, and all that is installed comes from the lock."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.\d+-slim@sha256:[0-9a-f]{64}$", dockerfile, re.MULTILINE)
    for line in re.findall(r"pip install .*", dockerfile):
        assert "--require-hashes -r requirements.lock" in line or "--no-deps" in line


def workflow() -> Any:
    """The workflow that the editor's guide offers."""
    (text,) = re.findall(r"```yaml\n(name: FAQ\n.*?)```", EDITORS_GUIDE, re.DOTALL)
    return yaml.safe_load(text)["jobs"]["check"]["steps"]


def test_the_workflows_actions_are_commits() -> None:
    """The workflow runs actions by their commit, the release told beside it."""
    used = re.findall(r"- uses: (.*)", EDITORS_GUIDE)
    assert len(used) == sum("uses" in step for step in workflow())
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", one) for one in used)


@pytest.mark.parametrize("replayed", ["| a table |\n", "", None])
def test_the_workflows_comment_has_words(tmp_path: Path, replayed: str | None) -> None:
    """The comment holds the replay; where a step failed before it, it says so instead."""
    if replayed is not None:
        (tmp_path / "replay.md").write_text(replayed, encoding="utf-8")
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\nwhile [ "$1" != --body-file ]; do shift; done\ncat "$2" > said\n')
    gh.chmod(0o700)
    subprocess.run(  # noqa: S603 - the guide's own step, with a stand-in for gh
        ["/bin/bash", "-e", "-c", workflow()[-1]["run"]],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "NUMBER": "1"},
        check=True,
    )
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert said == (replayed or "Nothing was replayed: see which step failed.\n")


def ci_jobs() -> Any:
    """The jobs of our own workflow."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["jobs"]


def test_the_readmes_commands_are_run_on_every_python_and_system() -> None:
    """CI runs what the README tells a newcomer, on each Python on Linux, and on other systems."""
    tests = ci_jobs()["tests"]
    matrix = tests["strategy"]["matrix"]
    assert tuple(matrix["python"]) == PYTHONS
    others = {(one["os"].split("-")[0], one["python"]) for one in matrix["include"]}
    assert others == {(os, python) for os in ("macos", "windows") for python in ("3.11", "3.14")}
    commands = "".join(step.get("run", "") for step in tests["steps"])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for words in ('ask "who owns linkedin"', "python -m pytest -n auto"):
        assert words in commands
        assert words in readme


def test_ci_calls_python_directly_and_may_only_read() -> None:
    """Actions are named by their major version; no job may write or names a folder of programs."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert ".venv" not in text
    assert all(re.fullmatch(r"[\w/-]+@v\d+", one) for one in re.findall(r"- uses: (.*)", text))


def test_the_strict_tools_are_run_before_a_commit() -> None:
    """The hooks run the same tools as CI, from the developer's environment."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = [hook for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]
    own = {hook["entry"]: hook["language"] for hook in hooks if "entry" in hook}
    strict = {step["run"] for step in ci_jobs()["strict"]["steps"] if "run" in step}
    assert set(own) <= strict
    assert len(own) == 3
    assert set(own.values()) == {"system"}

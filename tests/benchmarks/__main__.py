"""Writes what the benchmarks print into their README: python -m tests.benchmarks [NAME ...].

Each name is a module of this folder; without one, all that the README has a place for are run. The
place is a block between the marks `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).with_name("README.md")
ROOT = README.parents[2]


def places(text: str) -> list[str]:
    """The benchmarks that the README has a place for, in its order."""
    return re.findall(r"<!-- (\w+):begin -->", text)


def written(text: str, name: str, output: str) -> str:
    """The README with a benchmark's output in its place."""
    block = f"<!-- {name}:begin -->\n```text\n{output.strip()}\n```\n<!-- {name}:end -->"
    place = rf"<!-- {name}:begin -->.*?<!-- {name}:end -->"
    return re.sub(place, lambda _: block, text, flags=re.DOTALL)


def output_of(name: str) -> str:
    """What a benchmark prints, run with one thread for numpy as the bot itself is."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(  # noqa: S603 - our own modules
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def main() -> None:
    """Run the benchmarks named, or all, and write each one's output as soon as it is there."""
    known = places(README.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*known, []], help="which to run")
    for name in parser.parse_args().names or known:
        output = output_of(name)
        text = README.read_text(encoding="utf-8")
        README.write_text(written(text, name, output), encoding="utf-8")
        print(f"{name}: written")


if __name__ == "__main__":
    main()

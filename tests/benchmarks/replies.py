"""Every reply to the labelled questions, a line of JSON each, to compare two versions of the bot.

`python -m tests.benchmarks.replies > after.jsonl`, the same in a checkout of the version before,
and `cmp before.jsonl after.jsonl`: a change that is meant for speed alone leaves every byte. So
does knowledge that was found again instead of built: `python -m tests.benchmarks.replies found`.
Each line holds the reply as `footnote ask --json` writes it, and what decided.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.answering.answerer import Answerer
from bot.faq.compiled import knowledge_at
from bot.terminal.json_lines import record_of

HERE = Path(__file__).parent


def sets() -> Iterator[tuple[Path, list[Path]]]:
    """Each FAQ with the files of questions about it."""
    yield HERE.parents[1] / "faq", sorted((HERE / "questions").glob("*.yaml"))
    for folder in sorted((HERE / "articles").iterdir()):
        if (folder / "faq").is_dir():
            yield folder / "faq", sorted(folder.glob("*.yaml"))


class Memory(dict[str, bytes]):
    """Keeps what was worked out for as long as this process runs."""

    recall = dict.get
    keep = dict.__setitem__


def main() -> None:
    """Write them all."""
    memory = Memory() if sys.argv[1:] == ["found"] else None
    for faq, files in sets():
        if memory is not None:
            knowledge_at(faq, memory)
        answerer = Answerer(knowledge_at(faq, memory))
        for file in files:
            for item in yaml.safe_load(file.read_text(encoding="utf-8"))["items"]:
                response = answerer.ask(item["question"], item.get("history") or [])
                why = [repr(part.evidence) for part in response.parts]
                name = f"{file.parent.name}/{file.name} {item['id']}"
                line = {"item": name, **record_of(response), "why": why}
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

"""Reads the public sets that the benchmarks measure on; none of them is part of the project.

They are looked for beside the repository, in ``shared/benchmarks``, or where the environment
variable BENCHMARKS_DATA or the option ``--data`` says.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Labelled = tuple[str, str]  # a question and the name of its entry

SOURCES = {
    "curekart": "github.com/hellohaptik/HINT3 (ODbL 1.0): curekart_train.csv, curekart_test.csv",
    "clinc150": "github.com/clinc/oos-eval (CC BY 3.0): data_full.json",
    "banking77": "github.com/PolyAI-LDN/task-specific-datasets (CC BY 4.0): train.csv, test.csv",
    "squad2": "SQuAD 2.0, development set (CC BY-SA 4.0): eight articles, squad2-8-articles.json",
}
STRANGE = "NO_NODES_DETECTED"


@dataclass(frozen=True, slots=True)
class Set:
    """Phrasings to build from, questions with their entry, and questions about something else."""

    name: str
    phrasings: tuple[Labelled, ...]
    questions: tuple[Labelled, ...]
    strange: tuple[str, ...]

    @property
    def entries(self) -> dict[str, int]:
        """The position of each entry by its name."""
        return {name: i for i, name in enumerate(sorted({entry for _, entry in self.phrasings}))}

    def reduced(self, phrasings: int, seed: int = 0) -> Set:
        """The same with so many phrasings for each entry, drawn at random from a seed."""
        by_entry: defaultdict[str, list[Labelled]] = defaultdict(list)
        for labelled in self.phrasings:
            by_entry[labelled[1]].append(labelled)
        draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
        drawn = [draw.sample(all_, min(phrasings, len(all_))) for all_ in by_entry.values()]
        kept = tuple(one for some in drawn for one in some)
        return Set(f"{self.name} {phrasings}", kept, self.questions, self.strange)


@dataclass(frozen=True, slots=True)
class Question:
    """A question about an article, and the character at which each known answer starts."""

    text: str
    paragraph: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article by its paragraphs, and questions that it answers."""

    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[Question, ...]


def folder(given: str | None = None) -> Path:
    """Where the sets are looked for."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
    return Path(given or os.environ.get("BENCHMARKS_DATA") or beside)


def missing(name: str, given: str | None = None) -> str:
    """Why a set can't be measured, and where to get it; nothing when it is there."""
    place = folder(given) / name
    if place.is_dir():
        return ""
    return f"{name}: not found in {folder(given)}. Get it from {SOURCES[name]}; skipped."


def read(name: str, given: str | None = None) -> Set:
    """A set of labelled questions by its name."""
    return {"curekart": _curekart, "clinc150": _clinc150, "banking77": _banking77}[name](
        folder(given) / name
    )


def articles(given: str | None = None) -> tuple[Article, ...]:
    """The articles of SQuAD with the questions that they answer."""
    path = folder(given) / "squad2" / "squad2-8-articles.json"
    found = json.loads(path.read_text(encoding="utf-8"))["data"]
    return tuple(
        Article(
            article["title"],
            tuple(paragraph["context"] for paragraph in article["paragraphs"]),
            tuple(
                Question(asked["question"], i, tuple(a["answer_start"] for a in asked["answers"]))
                for i, paragraph in enumerate(article["paragraphs"])
                for asked in paragraph["qas"]
                if not asked["is_impossible"] and asked["answers"]
            ),
        )
        for article in found
    )


def _rows(path: Path, text: str, label: str) -> tuple[Labelled, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple((row[text], row[label]) for row in csv.DictReader(file))


def _curekart(place: Path) -> Set:
    asked = _rows(place / "curekart_test.csv", "sentence", "label")
    return Set(
        "curekart",
        _rows(place / "curekart_train.csv", "sentence", "label"),
        tuple(one for one in asked if one[1] != STRANGE),
        tuple(text for text, label in asked if label == STRANGE),
    )


def _clinc150(place: Path) -> Set:
    found = json.loads((place / "data_full.json").read_text(encoding="utf-8"))
    return Set("clinc150", _pairs(found["train"]), _pairs(found["test"]), _texts(found["oos_test"]))


def _banking77(place: Path) -> Set:
    rows = [_rows(place / f"{part}.csv", "text", "category") for part in ("train", "test")]
    return Set("banking77", rows[0], rows[1], ())


def _pairs(rows: Sequence[Sequence[str]]) -> tuple[Labelled, ...]:
    return tuple((text, entry) for text, entry in rows)


def _texts(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(row[0] for row in rows)

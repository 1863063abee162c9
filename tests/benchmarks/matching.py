"""How often the right entry comes first, and how well scores tell strange questions apart.

    python -m tests.benchmarks.matching [--data FOLDER] [--fast] [--only NAME]

acc: the right entry first. auroc: scores of known against strange questions. oscr: area under
right-and-accepted against strange-and-accepted. typos: accuracy lost by two slips a question.
loss: what the threshold chosen from the phrasings alone loses against the best one, in points of
the mean of right answers and refusals. refused: what is refused where 90 % were promised.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from bot.matching.ranker import Phrasing, Ranker
from bot.matching.ridge import Rehearsal, best_threshold, between
from tests.benchmarks import sets
from tests.benchmarks.figures import auroc, oscr
from tests.benchmarks.rivals import Ask, Guess, present
from tests.benchmarks.slips import mistyped

SLOW = ("WRatio", "token_set_ratio", "bm25s")  # minutes on the full sets
HEAD = f"{'set':<14}{'method':<20}{'acc':>7}{'auroc':>7}{'oscr':>7}{'typos':>7}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table over all sets that are there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", help="the folder of the sets")
    parser.add_argument("--fast", action="store_true", help="leave the slow rivals out")
    parser.add_argument("--only", help="the one method to measure")
    options = parser.parse_args(arguments)
    print(HEAD)
    for measured in _sets(options.data):
        for name, rival in present().items():
            if (options.fast and name in SLOW) or options.only not in (None, name):
                continue
            ask = rival([text for text, _ in measured.phrasings], _owners(measured))
            print(f"{measured.name:<14}{name:<20}{_row(measured, ask)}", flush=True)
        if options.only in (None, "our ranker alone"):
            print(f"{measured.name:<14}{_thresholds(measured)}", flush=True)


def _sets(given: str | None) -> list[sets.Set]:
    found = []
    for name in ("curekart", "clinc150", "banking77"):
        why = sets.missing(name, given)
        if why:
            print(why)
            continue
        full = sets.read(name, given)
        found += [full] if name == "curekart" else [full.reduced(10), full]
    return found


def _owners(measured: sets.Set) -> list[int]:
    return [measured.entries[entry] for _, entry in measured.phrasings]


def _right(measured: sets.Set, guesses: Sequence[Guess]) -> list[bool]:
    entries = measured.entries
    wanted = [entries[entry] for _, entry in measured.questions]
    return [guess[0] == entry for guess, entry in zip(guesses, wanted, strict=True)]


def _row(measured: sets.Set, ask: Ask) -> str:
    questions = [text for text, _ in measured.questions]
    known = [ask(question) for question in questions]
    strange = [ask(question)[1] for question in measured.strange]
    right = _right(measured, known)
    slipped = _right(measured, [ask(question) for question in mistyped(questions)])
    scores = [score for _, score in known]
    features = (
        100 * float(np.mean(right)),
        auroc(scores, strange),
        oscr(scores, right, strange),
        100 * float(np.mean(right) - np.mean(slipped)),
    )
    return "".join(
        f"{'-' if np.isnan(figure) else format(figure, '.1f'):>7}" for figure in features
    )


def _thresholds(measured: sets.Set) -> str:
    """What thresholds chosen from the phrasings alone are worth on the questions."""
    if not measured.strange:
        return "our matcher: no strange questions to measure thresholds on"
    pairs = zip(_owners(measured), measured.phrasings, strict=True)
    ranker = Ranker([Phrasing(owner, text) for owner, (text, _) in pairs])
    rehearsal = ranker.rehearsal()
    known = [ranker.rank(text, 1)[0] for text, _ in measured.questions]
    right = np.array(_right(measured, [(found.entry, found.score) for found in known]))
    scores = np.array([found.score for found in known])
    strange = np.array([ranker.rank(text, 1)[0].score for text in measured.strange])

    def worth(threshold: float) -> float:
        return 50 * float(((scores >= threshold) & right).mean() + (strange < threshold).mean())

    best = max(worth(threshold) for threshold in np.linspace(0, 1, 401).tolist())
    chosen = best_threshold(rehearsal)
    refused = 100 * float((strange < refusing(rehearsal, 0.9)).mean())
    loss = best - worth(chosen)
    return f"our matcher: threshold {chosen:.2f}, loss {loss:.1f}, refused {refused:.1f}"


def refusing(rehearsal: Rehearsal, share: float) -> float:
    """The threshold that refuses this share of questions about something else."""
    if rehearsal.entries < 2 or not rehearsal.phrasings:
        return 0.5
    absent = np.quantile(np.array(rehearsal.absent), [share])
    behind = np.quantile(np.array(rehearsal.absent_next), [share])
    return float(between(absent, behind, rehearsal)[0])


if __name__ == "__main__":
    main()

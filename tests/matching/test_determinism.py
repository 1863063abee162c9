"""Scores are the same on every machine."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import hashlib
from bot.matching.passages import SentenceIndex
from bot.matching.ranker import Phrasing, Ranker
from bot.matching import ranker as ranking
from tests.templates import how_to
words = "room book card loan film price date lost open close renew borrow child late fee".split()
texts = [" ".join(words[(i * k + k) % 15] for k in range(1, 7)) for i in range(90)]
phrasings = [Phrasing(i // 5, text) for i, text in enumerate(texts)]
# So alike that their kernel is not definite; some are the same word for word.
alike = [Phrasing(i, text) for i, (text,) in enumerate(how_to(230, 1) + how_to(20, 1))]
digest = hashlib.sha256()
for trained in (1000, 0):
    object.__setattr__(ranking.PARAMETERS, "trained", trained)
    for asked in (phrasings, alike):
        ranker = Ranker(asked)
        for phrasing in asked[::25]:
            digest.update(repr(ranker.rank(phrasing.text + " whenever")).encode())
        digest.update(repr(ranker.leave_one_out()).encode())
digest.update(repr(SentenceIndex.build(texts).rank("lost book fee", 50)).encode())
print(digest.hexdigest())
"""


def digest(**environment: str) -> str:
    """What a fresh interpreter computes in this environment."""
    run = subprocess.run(  # noqa: S603 - our own program, above
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_scores_do_not_depend_on_the_machine() -> None:
    """Threads, processor and hash seed change no digit of a score."""
    one_thread_old_processor = digest(
        OPENBLAS_NUM_THREADS="1", OPENBLAS_CORETYPE="Nehalem", PYTHONHASHSEED="7"
    )
    four_threads_new_processor = digest(
        OPENBLAS_NUM_THREADS="4",
        OPENBLAS_THREAD_TIMEOUT="4",  # they sleep soon, and leave others the processor
        OPENBLAS_CORETYPE="Haswell",
        NPY_DISABLE_CPU_FEATURES="AVX512F AVX512CD",
        PYTHONHASHSEED="8",
    )
    assert one_thread_old_processor == four_threads_new_processor

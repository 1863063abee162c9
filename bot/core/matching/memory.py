"""A memory of what was learnt before: the same texts are learnt once, not at every start.

What is learnt depends on nothing but what the key is made of, so that remembering changes no
score. The port is here; where things are kept is not the core's business.
"""

import hashlib
from dataclasses import astuple
from typing import Protocol

import numpy as np

from bot.core.matching.corpus import Corpus
from bot.core.matching.policy import POLICY
from bot.core.matching.rows import Rows

VERSION = b"2"
"""To be raised when the learner learns otherwise from the same similarities."""


class Memory(Protocol):
    """Keeps bytes by a key, as long as it likes."""

    def recall(self, key: str) -> bytes | None:
        """What was kept under this key, whole and unharmed, or nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Keep these bytes; that they can't be kept is no failure."""


class Forgetful:
    """Keeps nothing: everything is learnt anew."""

    def recall(self, key: str) -> None:
        """Nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Forget it at once."""


FORGETFUL = Forgetful()


def key_of(rows: Rows, corpus: Corpus) -> str:
    """A hash over all that the learner learns from, in hexadecimal digits."""
    whole = hashlib.sha256(VERSION + np.__version__.encode())
    whole.update(repr(astuple(POLICY)).encode())
    whole.update("\n".join(corpus.texts).encode("utf-8", "surrogatepass"))
    for array in (rows.starts, rows.ids, rows.values, corpus.owners, corpus.strengths):
        whole.update(np.ascontiguousarray(array).tobytes() + b"|")
    return whole.hexdigest()

"""What a text is compared by: its stems, pairs of near words, and senses."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.core.matching.policy import POLICY
from bot.core.matching.thesaurus import Thesaurus
from bot.core.text import stem


class Features(NamedTuple):
    """The features of one text, each once.

    ``words`` are stems and pairs of stems, ``senses`` those of the thesaurus, and ``plain`` stems
    that have no sense, marked so that they are not taken for the stems themselves.
    """

    words: tuple[str, ...]
    senses: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Words, senses and plain stems, in this order."""
        return self.words + self.senses + self.plain


def features(tokens: Sequence[str], thesaurus: Thesaurus) -> Features:
    """The features of normalised words in their order."""
    stems = [stem(token) for token in tokens]
    found = dict.fromkeys(stems)
    senses, plain = thesaurus.read(stems)
    # People turn words around: a pair is named in the order of the alphabet.
    for i, one in enumerate(stems, start=1):
        for other in stems[i : i + POLICY.reach]:
            if one < other:
                found[f"{one} {other}"] = None
            elif one > other:
                found[f"{other} {one}"] = None
    return Features(tuple(found), senses, plain)

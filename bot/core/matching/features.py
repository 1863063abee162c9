"""What a text is compared by: its stems, pairs of near words, and senses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.matching.policy import POLICY
from bot.core.matching.thesaurus import Thesaurus
from bot.core.text import stem


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one text, each once.

    ``words`` are stems and pairs of stems, ``senses`` those of the thesaurus, and ``plain`` stems
    that have no sense, marked so that they are not taken for the stems themselves.
    """

    words: tuple[str, ...]
    senses: tuple[str, ...]
    plain: tuple[str, ...]

    def __iter__(self) -> Iterable[str]:
        yield from self.words
        yield from self.senses
        yield from self.plain


def features(tokens: Sequence[str], thesaurus: Thesaurus) -> Features:
    """The features of normalised words in their order."""
    stems = [stem(token) for token in tokens]
    alone = dict.fromkeys(stems)
    senses, plain = thesaurus.read(stems)
    return Features((*alone, *_pairs(stems)), senses, plain)


def _pairs(stems: Sequence[str]) -> dict[str, None]:
    """Each pair of near stems, in the order of the alphabet: people turn words around."""
    return {
        f"{one} {other}" if one < other else f"{other} {one}": None
        for i, one in enumerate(stems)
        for other in stems[i + 1 : i + 1 + POLICY.reach]
        if one != other
    }

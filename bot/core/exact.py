"""When two texts are the same, word for word: what an exact match goes by.

Signs that belong to a word count, for C, C++ and C# are three things, and so are net and .NET;
marks that merely end or join what is said do not, nor do Discord's marks of emphasis. Of a text
without any word, such as a row of emoji, every sign counts.
"""

from __future__ import annotations

import re
import unicodedata

from bot.core.text import normalise

_SIGN = re.compile(r"[^\w\s'\"‘’“”`´?!,;:()\[\]{}<>…*_~|\\.–—-]|\.(?=\w)")
"""A sign that tells words apart; a full stop only before a letter or a digit."""


_UNSEEN = frozenset({"Mn", "Me", "Cf"})
"""Categories of characters that show nothing of their own: how an emoji looks, joiners, accents."""


def exact_key(text: str) -> str:
    """Equal for texts that are the same, word for word and sign for sign; empty for nothing."""
    words = normalise(text)
    flat = "".join(
        one
        for one in unicodedata.normalize("NFKC", text)
        if unicodedata.category(one) not in _UNSEEN
    )
    signs = _SIGN.findall(flat) if words else flat.split()
    return f"{words}\0{''.join(signs)}" if signs else words

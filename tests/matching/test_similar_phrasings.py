"""Any FAQ can be learnt, however alike or odd its phrasings are."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot.matching.arrays import COSINE, PARAMETERS, Rows, combined, guessed
from bot.matching.kernel import SMALL, invert_factor, is_bounded, similarities
from bot.matching.parts import Parts
from bot.matching.ranker import Phrasing, Ranker
from bot.matching.ridge import Ridge, best_threshold
from bot.matching.text import normalise
from tests.templates import HOW_TO, NOUNS, VERBS, how_to

Entries = Sequence[Sequence[str]]


def built(entries: Entries) -> Ranker:
    return Ranker([Phrasing(i, text) for i, texts in enumerate(entries) for text in texts])


def prove_sound(entries: Entries, *, every: int = 1, first: bool = True) -> None:
    """Build, ask every so manieth phrasing, and rehearse.

    Its own entry has to stand `first`, unless the phrasings are no language: of rows of one letter
    several may score alike, and an answer finds a phrasing word for word in any case.
    """
    ranker = built(entries)
    asked = [(i, text) for i, texts in enumerate(entries) for text in texts][::every]
    for entry, text in asked:
        found = ranker.rank(text, limit=len(entries))
        assert all(math.isfinite(one.score) and 0.0 <= one.score <= 1.0 for one in found)
        own = next((one.score for one in found if one.entry == entry), 0.0)
        assert own == found[0].score or not first, text
    rehearsal = ranker.leave_one_out()
    for scores in (rehearsal.own, rehearsal.other, rehearsal.absent, rehearsal.absent_next):
        assert all(math.isfinite(score) and 0.0 <= score <= 1.0 for score in scores)
    assert 0.0 <= best_threshold(rehearsal) <= 1.0


@pytest.mark.parametrize("trained", [3_000, 0], ids=["learnt once", "per question"])
@pytest.mark.parametrize(
    "entries",
    [how_to(60), how_to(230, 1), pytest.param(how_to(480, 1), marks=pytest.mark.stress)],
    ids=["four each", "one", "many"],
)
def test_a_faq_of_one_template_is_learnt(
    entries: Entries, trained: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How-to entries after one template are learnt, each phrasing finds its own, scores finite."""
    policy = dataclasses.replace(PARAMETERS, trained=trained)
    monkeypatch.setattr("bot.matching.ranker.PARAMETERS", policy)
    prove_sound(entries, every=29)


def test_a_large_faq_of_one_template_is_learnt_per_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What would take long to make definite is learnt as a larger FAQ is, and found as well."""
    assert built(how_to(230)).learnt_once
    policy = dataclasses.replace(PARAMETERS, clipped=500)
    monkeypatch.setattr("bot.matching.ranker.PARAMETERS", policy)
    assert not built(how_to(230)).learnt_once
    prove_sound(how_to(230), every=29)


def test_alike_phrasings_still_tell_their_entries_apart() -> None:
    """Among entries after one template a sure match still scores far above the next."""
    ranker = built(how_to(120))
    first, second = ranker.rank("how do we renew passwords", limit=2)
    assert how_to(120)[first.entry][0] == "How do I renew a password"
    assert first.score > 2 * second.score


def test_a_rehearsal_is_what_learning_without_a_text_gives() -> None:
    """Where the kernel is made definite, leaving out in closed form agrees with what is solved."""
    spread = np.linspace(-1.4, 1.4, 12)
    kernel = 1.3 - np.abs(spread[:, None] - spread) ** 1.5 / 4
    kernel = np.where(np.abs(spread[:, None] - spread) > 2.2, 1.1, kernel)  # not definite
    owners = np.arange(12) // 3
    assert not is_bounded(kernel)
    fitted = Ridge.fit(kernel.copy(), owners, 4)
    values, vectors = np.linalg.eigh(kernel)
    definite = (vectors * np.maximum(values, 0.0)) @ vectors.T
    for entry in range(4):
        inside = np.flatnonzero(owners == entry)
        for place, left in enumerate(inside):
            kept = np.arange(12) != left
            solved = np.linalg.solve(
                definite[np.ix_(kept, kept)] + PARAMETERS.ridge * np.eye(11),
                np.eye(4)[owners[kept]],
            )
            expected = definite[left, kept] @ solved
            assert fitted.without_each(entry)[place] == pytest.approx(expected, abs=1e-3)
        asked = kernel[inside] @ fitted.weights
        whole = np.linalg.solve(definite + PARAMETERS.ridge * np.eye(12), np.eye(4)[owners])
        assert asked == pytest.approx(definite[inside] @ whole, abs=2e-2)


def test_what_was_learnt_of_alike_phrasings_is_recalled() -> None:
    """A FAQ of one template is found again as it was learnt, rehearsal included."""
    phrasings = [Phrasing(i, text) for i, texts in enumerate(how_to(230, 1)) for text in texts]
    made = Parts()
    first = Ranker(phrasings, parts=made)
    found = Parts(made.to_bytes())
    second = Ranker(phrasings, parts=found)
    assert made.grown
    assert not found.grown
    assert first.rank("how do I lock a card") == second.rank("how do I lock a card")
    assert first.leave_one_out() == second.leave_one_out()


def free(draw: Random) -> str:
    """Words of any kind: common ones, letters, numbers, other scripts, nonsense."""
    return " ".join(draw.choice(WORDS)(draw) for _ in range(draw.randint(1, 8)))


def repeated(draw: Random) -> str:
    return " ".join([draw.choice(WORDS)(draw)] * draw.randint(1, 30))


def filled(draw: Random) -> str:
    return draw.choice(HOW_TO).format(draw.choice(VERBS), draw.choice(NOUNS))


def permuted(draw: Random) -> str:
    words = ["how", "do", "I", "close", "my", "bank", "account", "today"]
    return " ".join(draw.sample(words, len(words)))


def slipped(draw: Random) -> str:
    text = filled(draw)
    place = draw.randrange(len(text))
    return text[:place] + text[place + 1 :]


WORDS = (
    lambda draw: draw.choice([*VERBS, *NOUNS, "the", "a", "my"]),
    lambda draw: draw.choice("abcdefghij"),
    lambda draw: str(draw.randint(0, 99)),
    lambda draw: "".join(draw.choices("aàßçéñøœžабвгд漢字ﬁ", k=draw.randint(1, 6))),
    lambda draw: "".join(draw.choices("aeioubcdst", k=draw.randint(2, 9))),
)
KINDS = (free, repeated, filled, permuted, slipped)


@st.composite
def faqs(draw: st.DrawFn, most: int) -> list[list[str]]:
    """Entries of one to five phrasings of one kind or several, no two of the same words."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - a sample, not a secret
    count = draw(st.integers(1, most))
    texts = {normalise(text): text for text in (random.choice(kinds)(random) for _ in range(count))}
    texts.pop("", None)
    each = draw(st.integers(1, 5))
    kept = [*texts.values()] or ["one"]
    return [kept[i : i + each] for i in range(0, len(kept), each)]


@given(faqs(80))
@settings(max_examples=12)
def test_any_faq_is_learnt(entries: list[list[str]]) -> None:
    """Whatever phrasings a FAQ has, it is learnt, and its scores and thresholds are finite."""
    prove_sound(entries, first=False)


@pytest.mark.stress
@pytest.mark.timeout(1_800)
@given(faqs(3_000), st.booleans())
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_any_large_faq_is_learnt(entries: list[list[str]], locally: bool) -> None:
    """So do FAQs up to the limit, and those that are solved for each question."""
    policy = dataclasses.replace(PARAMETERS, trained=0 if locally else PARAMETERS.trained)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.matching.ranker.PARAMETERS", policy)
        prove_sound(entries, every=1 + len(entries) // 50, first=False)


# The kernel of all phrasings: what it holds, when it is bounded, and the inverse of its factor.


STEMS = ("key", "keys", "kiln", "glaze", "glazes", "fire", "firing", "refund", "refunds")


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(STEMS), min_size=1, max_size=5).map(" ".join),
            st.lists(st.integers(0, 30), max_size=8),
        ),
        min_size=1,
        max_size=200,
    )
)
def test_all_similarities_at_once_are_those_of_each_pair(
    texts: list[tuple[str, list[int]]],
) -> None:
    """To the last bit, columns that many texts have and those that few have alike."""
    rows = Rows.of([(ids, [700.0 + one for one in ids]) for _, ids in texts])
    strengths = np.where(np.arange(len(texts)) % 3, 1.0, PARAMETERS.answer)
    found = similarities(rows, strengths, [text for text, _ in texts])
    for one in range(len(texts)):
        for other in range(one):
            common = np.zeros((2, 31))
            for at, number in enumerate((one, other)):
                np.add.at(common[at], texts[number][1], [700.0 + i for i in texts[number][1]])
            cosine = np.array([float(common[0] @ common[1]) / COSINE])
            near = np.minimum(cosine, 1.0)
            ratio = np.array([fuzz.ratio(texts[one][0], texts[other][0]) / 100.0])
            ratio = ratio if cosine[0] >= PARAMETERS.compared else guessed(near)
            expected = combined(near, ratio)[0] * strengths[one] * strengths[other]
            assert found[one, other] == expected


@pytest.mark.parametrize("size", [1, 2, SMALL, SMALL + 1, 3 * SMALL + 7])
def test_the_inverse_of_a_factor_inverts_the_matrix(size: int) -> None:
    """Its product with itself is the inverse, however the rows are halved."""
    draw = np.random.default_rng(size)
    square = draw.normal(size=(size, size))
    matrix = square @ square.T / size + np.eye(size)
    root = np.tril(matrix)
    invert_factor(root)
    assert np.array_equal(root, np.tril(root))
    assert root.T @ root == pytest.approx(np.linalg.inv(matrix), abs=1e-9)


@pytest.mark.parametrize("size", [3, 2 * SMALL + 1])
@pytest.mark.parametrize("over", [-0.05, 0.005, 0.05])
def test_a_kernel_is_bounded_where_its_least_eigenvalue_is(size: int, over: float) -> None:
    """Near the bound, where singles can't tell, and clearly on either side of it."""
    draw = np.random.default_rng(size)
    turned, _ = np.linalg.qr(draw.normal(size=(size, size)))
    least = PARAMETERS.floor - PARAMETERS.ridge + over
    kernel = turned @ np.diag(np.linspace(least, 3.0, size)) @ turned.T
    assert is_bounded(kernel.astype(np.float32)) == (over > 0)

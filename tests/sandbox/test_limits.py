"""The limits as functions: whatever a body is made of, they judge it and never stumble."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import validation
from bot.sandbox.errors import Fault, nested
from bot.sandbox.limits import LEFT_OUT, LIMITS
from bot.sandbox.message import Body

KEYS = sorted(
    {limit.field for part in LIMITS.values() for limit in part}
    | {"type", "accessory", "nonce", "required", "autocomplete", "emoji", *LEFT_OUT}
)
"""Every field that anything is judged by."""

atoms = (
    st.none()
    | st.booleans()
    | st.integers(-2, 40)
    | st.sampled_from([1 << 15, 1 << 6])
    | st.text("ab é<@1>", max_size=6)
    | st.floats(allow_nan=False)
)
anything = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=30,
)
objects = st.dictionaries(st.sampled_from(KEYS), anything, max_size=8)


@settings(max_examples=50, deadline=None)
@given(objects, st.lists(objects, max_size=3))
def test_no_body_is_too_strange_to_be_judged(body: dict[str, Any], listed: list[Any]) -> None:
    """Whatever JSON comes, the limits answer with faults, and not with an error of their own."""
    judged = [
        *validation.new_message(body),
        *validation.edited_message(body, Body(content="x", flags=1 << 15)),
        *validation.modal(body),
        *validation.commands([body, *listed]),
    ]
    assert all(isinstance(fault, Fault) for fault in judged)
    assert isinstance(nested(judged), dict)


@settings(max_examples=50, deadline=None)
@given(objects)
def test_what_passes_the_limits_can_stand(body: dict[str, Any]) -> None:
    """A body without faults can be made into a message's body."""
    if not list(validation.new_message(body)):
        assert isinstance(Body.of(body).empty, bool)


def test_faults_are_told_in_a_tree() -> None:
    """Faults of one field lie together, and lists are entered by position."""
    faults = [Fault(("a", 0, "b"), "X", "x"), Fault(("a", 0, "b"), "Y", "y"), Fault((), "Z", "z")]
    assert nested(faults) == {
        "a": {
            "0": {
                "b": {
                    "_errors": [
                        {"code": "X", "message": "x"},
                        {"code": "Y", "message": "y"},
                    ]
                }
            }
        },
        "_errors": [{"code": "Z", "message": "z"}],
    }
    assert str(faults[0]) == "a.0.b: x (X)"
    assert str(faults[2]) == "body: z (Z)"

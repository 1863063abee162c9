"""Limits of interaction responses: which answer fits which act, and what each may carry."""

from __future__ import annotations

from bot.sandbox.interaction import Interaction, Kind, Response
from bot.sandbox.limits import messages
from bot.sandbox.limits.fields import Faults, choice, entries, fault, items, required, text, under
from bot.sandbox.limits.modals import modal
from bot.sandbox.messages import JSON, Body

R = Response

MOST_CHOICES = 25


def allowed(which: Interaction) -> tuple[int, ...]:
    """The response types that fit this interaction."""
    if which.kind is Kind.AUTOCOMPLETE:
        return (R.CHOICES,)
    fitting = [R.MESSAGE, R.THINKING]
    if which.origin is not None:
        fitting += [R.UPDATE_LATER, R.UPDATE]
    if which.kind is not Kind.MODAL_SUBMIT:
        fitting.append(R.MODAL)
    return tuple(fitting)


def response(body: JSON, which: Interaction) -> Faults:
    """The body of a callback."""
    wrong = list(choice(body, "type", map(int, allowed(which))))
    yield from wrong
    if wrong:
        return
    data = body.get("data")
    if data is not None and not isinstance(data, dict):
        yield fault("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType", "data")
        return
    yield from under(_data(R(body["type"]), data, which), "data")


def _data(kind: Response, data: JSON | None, which: Interaction) -> Faults:
    match kind:
        case R.CHOICES:
            yield from choices(data or {}, which)
        case R.MODAL:
            yield from modal(data) if data is not None else (required(),)
        case R.MESSAGE:
            yield from messages.new(data or {})
        case R.UPDATE:
            yield from messages.edit(data or {}, which.origin.body if which.origin else Body())
        case _:
            return


def choices(data: JSON, which: Interaction) -> Faults:
    """What autocomplete offers: at most 25, with names and values of 1 to 100 characters."""
    yield from items(data, "choices", MOST_CHOICES, needed=True)
    textual = focused(which.data).get("type") == 3
    for at, one in enumerate(entries(data, "choices")):
        yield from under(text(one, "name", 100, 1, needed=True), "choices", at)
        if textual:
            yield from under(text(one, "value", 100, 1, needed=True), "choices", at)
        elif not isinstance(one.get("value"), (int, float)):
            said = f'Value "{one.get("value")}" is not a number.'
            yield fault("NUMBER_TYPE_COERCE", said, "choices", at, "value")


def focused(node: JSON) -> JSON:
    """The option that is being typed, however deep it lies."""
    for option in node.get("options") or []:
        if option.get("focused"):
            return dict(option)
        if found := focused(option):
            return found
    return {}

"""How Discord says no: a status, a code, a sentence, and for bad forms an error for every field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from bot.sandbox.message import JSON

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field of a body, in Discord's words."""

    code: str
    message: str
    path: Path = ()  # leads to the field from the top of the body

    def under(self, *parents: str | int) -> Fault:
        """The same fault of a body that lies deeper."""
        return replace(self, path=(*parents, *self.path))

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message} ({self.code})"


class Refused(Exception):
    """Discord would answer this request with an error."""

    def __init__(self, status: int, code: int, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.faults = tuple(faults)

    def body(self) -> JSON:
        """The answer's body: keys and list positions lead to the `_errors` of each field."""
        made: JSON = {"message": str(self), "code": self.code}
        for fault in self.faults:
            node = made.setdefault("errors", {})
            for step in fault.path:
                node = node.setdefault(str(step), {})
            node.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
        return made


MAX_FAULTS = 100
"""How many faults of one body are told; a body can be made of nothing but faults."""
MAX_MESSAGE = 300
"""Characters of one fault's words, which repeat what they are about."""


def bad_form(*faults: Fault) -> Refused:
    """A body with faults."""
    told = [replace(one, message=one.message[:MAX_MESSAGE]) for one in faults[:MAX_FAULTS]]
    return Refused(400, 50035, "Invalid Form Body", told)


def refuse_faulty(faults: Iterable[Fault]) -> None:
    """Refuse a body that has faults."""
    if found := tuple(faults):
        raise bad_form(*found)


NO_OBJECT = Fault("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
NO_LIST = Fault("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
WRONG_TYPE = Fault(
    "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be 'application/json'."
)

not_found = partial(Refused, 404, 0, "404: Not Found")
method_not_allowed = partial(Refused, 405, 0, "405: Method Not Allowed")
unauthorized = partial(Refused, 401, 0, "401: Unauthorized")
unknown_channel = partial(Refused, 404, 10003, "Unknown Channel")
unknown_guild = partial(Refused, 404, 10004, "Unknown Guild")
unknown_message = partial(Refused, 404, 10008, "Unknown Message")
unknown_webhook = partial(Refused, 404, 10015, "Unknown Webhook")
unknown_interaction = partial(Refused, 404, 10062, "Unknown interaction")
already_acknowledged = partial(Refused, 400, 40060, "Interaction has already been acknowledged.")
missing_access = partial(Refused, 403, 50001, "Missing Access")
not_the_author = partial(Refused, 403, 50005, "Cannot edit a message authored by another user")
empty_message = partial(Refused, 400, 50006, "Cannot send an empty message")
missing_permissions = partial(Refused, 403, 50013, "Missing Permissions")
wrong_channel_type = partial(Refused, 400, 50024, "Cannot execute action on this channel type")
invalid_token = partial(Refused, 401, 50027, "Invalid Webhook Token")
thread_archived = partial(Refused, 400, 50083, "Thread is archived")
invalid_json = partial(Refused, 400, 50109, "The request body contains invalid JSON.")
too_slow = partial(Refused, 408, 0, "408: Request Timeout")
too_large = partial(Refused, 413, 40005, "Request entity too large")
no_history = partial(
    Refused, 403, 160002, "Cannot reply without permission to read message history"
)

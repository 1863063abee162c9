"""How Discord says no: a status, a code, a sentence, and for bad forms an error for every field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.sandbox.message import JSON

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field of a body.

    `code` and `message` are Discord's; `path` leads to the field from the top of the body.
    """

    code: str
    message: str
    path: Path = ()

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
        """The answer's body."""
        made: JSON = {"message": str(self), "code": self.code}
        return made | {"errors": nested(self.faults)} if self.faults else made


def nested(faults: Sequence[Fault]) -> JSON:
    """Faults in Discord's tree: keys and list positions lead to `_errors`."""
    tree: JSON = {}
    for fault in faults:
        node = tree
        for step in fault.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
    return tree


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


def _known(status: int, code: int, message: str) -> type[Refused]:
    class Known(Refused):
        def __init__(self) -> None:
            super().__init__(status, code, message)

    return Known


NotFound = _known(404, 0, "404: Not Found")
MethodNotAllowed = _known(405, 0, "405: Method Not Allowed")
Unauthorized = _known(401, 0, "401: Unauthorized")
UnknownChannel = _known(404, 10003, "Unknown Channel")
UnknownGuild = _known(404, 10004, "Unknown Guild")
UnknownMessage = _known(404, 10008, "Unknown Message")
UnknownWebhook = _known(404, 10015, "Unknown Webhook")
UnknownInteraction = _known(404, 10062, "Unknown interaction")
AlreadyAcknowledged = _known(400, 40060, "Interaction has already been acknowledged.")
MissingAccess = _known(403, 50001, "Missing Access")
NotTheAuthor = _known(403, 50005, "Cannot edit a message authored by another user")
EmptyMessage = _known(400, 50006, "Cannot send an empty message")
MissingPermissions = _known(403, 50013, "Missing Permissions")
WrongChannelType = _known(400, 50024, "Cannot execute action on this channel type")
InvalidToken = _known(401, 50027, "Invalid Webhook Token")
ThreadArchived = _known(400, 50083, "Thread is archived")
InvalidJSON = _known(400, 50109, "The request body contains invalid JSON.")
TooSlow = _known(408, 0, "408: Request Timeout")
TooLarge = _known(413, 40005, "Request entity too large")
NoHistory = _known(403, 160002, "Cannot reply without permission to read message history")

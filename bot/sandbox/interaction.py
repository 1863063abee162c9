"""One interaction: what a member did, how the bot responded, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from bot.sandbox.channels import Channel
from bot.sandbox.messages import JSON, Message
from bot.sandbox.people import User
from bot.sandbox.snowflakes import Timer


class Kind(IntEnum):
    """What a member did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Response(IntEnum):
    """How the bot acknowledged."""

    PONG = 1
    MESSAGE = 4
    THINKING = 5
    UPDATE_LATER = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """One act of a member and everything that came of it, live.

    Attributes:
        origin: The message whose component was used.
        response: How it was acknowledged, once it was.
        original: The message that `@original` means: the response, or the message that was updated.
        modal: The form that the bot opened, in Discord's JSON.
        choices: What autocomplete offered.
        failed: The member reads that the application did not respond.
        answered: There is something for the member to see: not before "thinking" is over.
    """

    id: int
    token: str
    kind: Kind
    user: User
    channel: Channel
    data: JSON
    created_at: float
    origin: Message | None = None
    command_name: str | None = None
    response: Response | None = None
    original: Message | None = None
    modal: JSON | None = None
    choices: list[JSON] | None = None
    failed: bool = False
    answered: bool = False
    followups: list[Message] = field(default_factory=list)
    timer: Timer | None = None

    @property
    def thinking(self) -> bool:
        """Whether the member still reads that the bot is thinking."""
        return self.original is not None and self.original.loading

    @property
    def message(self) -> Message | None:
        """The answer as a message, when there is one to read."""
        return self.original if self.answered and not self.thinking else None

    @property
    def ephemeral(self) -> bool:
        """Whether the answer is for the member alone."""
        return self.original is not None and self.original.ephemeral

    @property
    def state(self) -> str:
        """One word for where it stands: sent, acknowledged, thinking, answered, failed."""
        if self.failed:
            return "failed"
        if self.thinking:
            return "thinking"
        if self.answered:
            return "answered"
        return "sent" if self.response is None else "acknowledged"

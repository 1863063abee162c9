"""The client of a language model: asks any server that speaks OpenAI's chat protocol.

The library is an extra, and is imported when a model is asked.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.article.visible import one_line
from bot.errors import FootnoteError

if TYPE_CHECKING:
    from openai import AsyncOpenAI

EXTRA = "Asking a model needs the extra: pip install -e '.[model]'."
SILENCE = (
    300.0  # seconds that a server may say nothing; a small machine reads a long prompt so long
)
CONNECTING = 10.0  # seconds to reach it
RETRIES = 2  # where it is busy or fails, as the library counts them
MOST = 1_000_000  # characters of a reply
TOLD = 200  # characters of what a server says is wrong


class NoReply(FootnoteError):
    """A language model gave no reply; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model on a server.

    Attributes:
        url: The server's address, such as http://localhost:11434/v1.
        name: The model, as the server calls it.
        key: What the server lets in; it is never shown.
        silence: For how many seconds the server may say nothing.
        retries: How often it is asked again where it is busy.
    """

    url: str
    name: str
    key: str = field(default="", repr=False)
    silence: float = SILENCE
    retries: int = RETRIES

    def ask(self, prompt: str, report: Callable[[int], None] = lambda _length: None) -> str:
        """The reply to a prompt, as far as it came if it was cut off.

        Args:
            prompt: The prompt.
            report: Called with how many characters have come.

        Raises:
            NoReply: with the reason; never with the key.
        """
        try:
            import openai
        except ImportError:
            raise NoReply(EXTRA) from None
        said: list[str] = []
        try:
            for piece in self._pieces(prompt):
                said.append(piece)
                report(sum(map(len, said)))
        except openai.OpenAIError as error:
            if not said:
                raise NoReply(self.reason(error)) from None
        except Exception:  # noqa: BLE001 - nonsense breaks the library in many ways
            if not said:
                raise NoReply(self._nonsense) from None
        if not (reply := "".join(said)).strip():
            raise NoReply(self._nonsense)
        return reply

    def _pieces(self, prompt: str) -> Iterator[str]:
        """The reply piece by piece, up to a bound."""
        from openai import OpenAI, Timeout

        length = 0
        with OpenAI(
            base_url=self.url,
            api_key=self.key or "none",
            timeout=Timeout(self.silence, connect=min(CONNECTING, self.silence)),
            max_retries=self.retries,
        ) as client:
            chunks = client.chat.completions.create(
                model=self.name, messages=[{"role": "user", "content": prompt}], stream=True
            )
            for chunk in chunks:
                piece = (chunk.choices[0].delta.content or "") if chunk.choices else ""
                length += len(piece)
                yield piece
                if length > MOST:
                    return

    def reason(self, error: Exception) -> str:
        """Why there is no reply, and the mend: by the status alone where a key may be told."""
        status = getattr(error, "status_code", None)
        if type(error).__module__.partition(".")[0] != "openai":
            return self._nonsense
        match status:
            case None if "timed out" in str(error):
                return f"{self.url} said nothing for {self.silence:g} seconds. Try a smaller model."
            case None:
                return (
                    f"{self.url} can't be reached, or broke off. Start the server there, or name "
                    "another in FOOTNOTE_DRAFT_URL."
                )
            case 401 | 403:
                return f"{self.url} refuses the key (status {status}). Set FOOTNOTE_DRAFT_KEY."
            case 404:
                return (
                    f"{self.url} doesn't know the model {one_line(self.name)}, or isn't the right "
                    "address (status 404). Check --model and FOOTNOTE_DRAFT_URL."
                )
            case 429:
                return (
                    f"{self.url} takes no more for now (status 429). Wait, or look at your quota."
                )
            case _ if status >= 500:
                return f"{self.url} failed (status {status}). Try again later."
        told = one_line(str(getattr(error, "message", "")))
        told = told.replace(self.key, "…") if self.key else told
        return f"{self.url} refuses the prompt (status {status}): {told[:TOLD]}"

    @property
    def _nonsense(self) -> str:
        return (
            f"{self.url} gave no reply that can be read. Check that it speaks OpenAI's chat "
            "protocol, and that its address ends as its manual says (mostly in /v1)."
        )


# A short reply in a form, for who waits for it: asked once, over a connection that is kept.

MOST_SHORT = 64 * 1024  # bytes that a server may send
SHORT = 200  # tokens that a model may write
PLAIN_AFTER = (400, 415, 422, 501)  # what a server says that doesn't know the form


class ShortReply(NamedTuple):
    """What a model wrote, and how many tokens it read and wrote, if the server says so."""

    text: str
    read: int = 0
    written: int = 0


class ShortAsker:
    """Asks a model for JSON of a schema; plainly once a server has refused to be told one."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self._client: AsyncOpenAI | None = None
        self._plain = False

    async def prepare(self) -> AsyncOpenAI:
        """Load the library, which takes a second, and leaves the event loop free meanwhile.

        Raises:
            NoReply: The library is not installed.
        """
        try:
            if (client := self._client) is None:
                self._client = client = await asyncio.to_thread(self._opened)
        except ImportError:
            raise NoReply(EXTRA) from None
        return client

    async def ask(self, instructions: str, data: str, schema: Mapping[str, Any]) -> ShortReply:
        """The reply to instructions about data. The caller sets the time that it may take.

        Raises:
            NoReply: with the reason; never with the key.
        """
        reply = partial(self._reply, await self.prepare(), self.model.name)
        messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": data},
        ]
        form = {
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": True, "schema": schema},
        }
        formed = {"response_format": form, "max_tokens": SHORT}
        try:
            if not self._plain:
                try:
                    return await reply(messages, **formed)
                except Exception as error:
                    if getattr(error, "status_code", None) not in PLAIN_AFTER:
                        raise
            plain = await reply(messages)
        except Exception as error:  # noqa: BLE001 - nonsense breaks the library in many ways
            raise NoReply(self.model.reason(error)) from None
        self._plain = True
        return plain

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _opened(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        model = self.model
        return AsyncOpenAI(
            base_url=model.url,
            api_key=model.key or "none",
            max_retries=0,
            timeout=model.silence,
            # Questions go to the server that is named, and to no other that it names.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )

    @staticmethod
    async def _reply(
        client: AsyncOpenAI, name: str, messages: Sequence[Mapping[str, str]], **formed: Any
    ) -> ShortReply:
        """What is sent, read no further than a short reply may be long."""
        body = bytearray()
        asked: dict[str, Any] = {"messages": messages, "temperature": 0, **formed}
        completions = client.chat.completions.with_streaming_response
        async with completions.create(model=name, **asked) as response:
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > MOST_SHORT:
                    break
        value = json.loads(body)
        usage = value.get("usage") or {}
        counts = (usage.get(name) for name in ("prompt_tokens", "completion_tokens"))
        tokens = [count if type(count) is int else 0 for count in counts]
        return ShortReply(str(value["choices"][0]["message"]["content"]), *tokens)

"""The client of a language model: asks any server that speaks OpenAI's chat protocol.

The library is an extra, and is imported when a model is asked.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from bot.article.visible import one_line
from bot.errors import FootnoteError

if TYPE_CHECKING:
    from openai import AsyncOpenAI

SILENCE = (
    300.0  # seconds that a server may say nothing: a small machine reads a long prompt so long
)
CONNECTING = 10.0  # seconds to reach it
RETRIES = 2  # where it is busy or fails, as the library counts them
MOST = 1_000_000  # characters of a reply
TOLD = 200  # characters of what a server says is wrong
MOST_TOLD = 16 * 1024  # bytes of it that are read

EXTRA = "Asking a model needs the extra: pip install -e '.[model]'."
NONSENSE = (
    "{url} gave no reply that can be read. Check that it speaks OpenAI's chat protocol, and that "
    "its address ends as its manual says (mostly in /v1)."
)
SILENT = "{url} said nothing for {silence:g} seconds. Try a smaller model."
UNREACHED = (
    "{url} can't be reached, or broke off. Start the server there, or name another in "
    "FOOTNOTE_DRAFT_URL."
)
NO_ENTRANCE = "{url} refuses the key (status {status}). Set FOOTNOTE_DRAFT_KEY."
FAILED = "{url} failed (status {status}). Try again later."
REFUSES = "{url} refuses the prompt (status {status})"
BY_STATUS = {
    401: NO_ENTRANCE,
    403: NO_ENTRANCE,
    404: "{url} doesn't know the model {name}, or isn't the right address (status 404). "
    "Check --model and FOOTNOTE_DRAFT_URL.",
    429: "{url} takes no more for now (status 429). Wait, or look at your quota.",
}


class NoReply(FootnoteError):
    """A language model gave no reply; the message says why and how to mend it."""


class Refused(NoReply):
    """A server refuses what it was asked: it may be what somebody typed."""


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

    def ask(self, prompt: str) -> str:
        """The reply to a prompt, as far as it came if it was cut off.

        Raises:
            NoReply: with the reason; never with the key.
        """
        said: list[str] = []
        try:
            asyncio.run(self._listen(prompt, said))
        except ImportError:
            raise NoReply(EXTRA) from None
        except Exception as error:  # noqa: BLE001 - nonsense breaks the library in many ways
            if not said:  # what came before an error stays
                raise NoReply(self.reason(error)) from None
        if not (reply := "".join(said)).strip():
            raise NoReply(NONSENSE.format(url=self.url))
        return reply

    async def _listen(self, prompt: str, said: list[str]) -> None:
        """Ask, and add each piece of the reply as it comes, up to a bound."""
        from openai import Timeout

        silence, length = Timeout(self.silence, connect=min(CONNECTING, self.silence)), 0
        async with self.client(MOST_TOLD, timeout=silence, max_retries=self.retries) as client:
            chunks = await client.chat.completions.create(
                model=self.name, messages=[{"role": "user", "content": prompt}], stream=True
            )
            async for chunk in chunks:
                piece = (chunk.choices[0].delta.content or "") if chunk.choices else ""
                said.append(piece)
                length += len(piece)
                if length > MOST:
                    return

    def client(self, told: int, *, redirected: bool = True, **limits: Any) -> AsyncOpenAI:
        """The library's client of the server. Raises ImportError without the library.

        Args:
            told: How many bytes are read of what the server says is wrong.
            redirected: Whether another server may be asked that this one names.
            limits: The library's own.
        """
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        client = AsyncOpenAI(
            base_url=self.url,
            api_key=self.key or "none",
            http_client=DefaultAsyncHttpxClient(
                follow_redirects=redirected,
                trust_env=not self.is_here,
                event_hooks={"response": [partial(_shortened, told)]},
            ),
            **limits,
        )
        client.organization = client.project = None  # of the environment, for another server
        return client

    @property
    def is_here(self) -> bool:
        """Whether the server is asked on this machine, in the open: no proxy may stand between."""
        try:
            scheme, host = (parts := urlsplit(self.url)).scheme, parts.hostname or ""
            named = host == "localhost" or host.endswith(".localhost")
            return scheme == "http" and (named or ip_address(host).is_loopback)
        except ValueError:
            return False

    def reason(self, error: Exception, *, words: bool = True) -> str:
        """Why there is no reply, and the mend: by the status alone where a key may be told.

        Args:
            error: What the library raised.
            words: Whether to tell what the server says; it may repeat what it was asked.
        """
        status = getattr(error, "status_code", None)
        if type(error).__module__.partition(".")[0] != "openai":
            kind = NONSENSE
        elif status is None:
            kind = SILENT if "timed out" in str(error) else UNREACHED
        else:
            kind = BY_STATUS.get(status, FAILED if status >= 500 else REFUSES)
        name = one_line(self.name)
        said = kind.format(url=self.url, name=name, status=status, silence=self.silence)
        if kind is not REFUSES or not words:
            return said
        told = str(getattr(error, "message", ""))
        told = told.replace(self.key, "…") if self.key else told
        return f"{said}: {one_line(told[: 4 * TOLD])[:TOLD]}"


async def _shortened(most: int, response: Any) -> None:
    """Keep the beginning of what a server says is wrong: the library would read all of it."""
    if response.is_success:
        return
    said = bytearray()
    if most:
        async for piece in response.stream:
            said += piece
            if len(said) >= most:
                break
    await response.stream.aclose()
    response.stream = type(response)(200, content=bytes(said[:most])).stream


# A short reply in a form, for who waits for it: asked once, over a connection that is kept.

MOST_SHORT = 64 * 1024  # bytes that a server may send
SHORT = 200  # tokens that a model may write
PLAIN_AFTER = (400, 415, 422, 501)  # what a server says that doesn't know the form
REFUSED = (400, 413, 422)  # and where it may mean what was typed


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
        self._plainness = 0  # how many parts of the form are left out

    async def prepare(self) -> AsyncOpenAI:
        """Load the library, which takes a second, and leaves the event loop free meanwhile.

        Raises:
            NoReply: The library is not installed.
        """
        if self._client is None:
            # Questions go to the server that is named, and to no other; its status is enough.
            limits = {"timeout": self.model.silence, "max_retries": 0}
            opened = partial(self.model.client, 0, redirected=False, **limits)
            try:
                self._client = await asyncio.to_thread(opened)
            except ImportError:
                raise NoReply(EXTRA) from None
        return self._client

    async def ask(self, instructions: str, data: str, schema: Mapping[str, Any]) -> ShortReply:
        """The reply to instructions about data. The caller sets the time that it may take.

        Raises:
            Refused: The server refuses the question, in every form.
            NoReply: with the reason; never with the key, or with the server's words.
        """
        client = await self.prepare()
        messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": data},
        ]
        form = {"name": "reply", "strict": True, "schema": schema}
        # A server without the form is told how much to write all the same, unless it refuses that.
        forms: Sequence[dict[str, Any]] = (
            {"response_format": {"type": "json_schema", "json_schema": form}, "max_tokens": SHORT},
            {"max_tokens": SHORT},
            {},
        )
        for plainness in range(self._plainness, len(forms)):
            try:
                said = await self._reply(client, messages=messages, **forms[plainness])
            except Exception as error:  # noqa: BLE001 - nonsense breaks the library in many ways
                status = getattr(error, "status_code", None)
                if status not in PLAIN_AFTER or plainness == len(forms) - 1:
                    kind = Refused if status in REFUSED else NoReply
                    raise kind(self.model.reason(error, words=False)) from None
            else:
                self._plainness = plainness
                return said
        raise AssertionError("the last form replies or raises")

    async def _reply(self, client: AsyncOpenAI, **asked: Any) -> ShortReply:
        """What is sent, read no further than a short reply may be long."""
        body = bytearray()
        create = client.chat.completions.with_streaming_response.create
        async with create(model=self.model.name, temperature=0, **asked) as response:
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > MOST_SHORT:
                    break
        value = json.loads(body)
        usage = value.get("usage") or {}
        counts = (usage.get(name) for name in ("prompt_tokens", "completion_tokens"))
        tokens = [count if type(count) is int else 0 for count in counts]
        return ShortReply(str(value["choices"][0]["message"]["content"]), *tokens)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

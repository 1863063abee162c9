"""The client of a language model: asks any server that speaks OpenAI's chat protocol.

Editors' tools alone use it. The library is an extra, and is imported when a model is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.article.visible import one_line
from bot.errors import FootnoteError

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
                raise NoReply(self._reason(error)) from None
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

    def _reason(self, error: Exception) -> str:
        """Why there is no reply, and the mend: by the status alone where a key may be told."""
        status = getattr(error, "status_code", None)
        match status:
            case None if "timed out" in str(error):
                return f"{self.url} said nothing for {self.silence:g} seconds. Try a smaller model."
            case None:
                return (
                    f"{self.url} can't be reached, or broke off. Start the server there, or name "
                    "another in FOOTNOTE_MODEL_URL."
                )
            case 401 | 403:
                return f"{self.url} refuses the key (status {status}). Set FOOTNOTE_MODEL_KEY."
            case 404:
                return (
                    f"{self.url} doesn't know the model {one_line(self.name)}, or isn't the right "
                    "address (status 404). Check --model and FOOTNOTE_MODEL_URL."
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

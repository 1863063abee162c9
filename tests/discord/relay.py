"""A relay between the bot and its Discord, to take the network away and give it back."""

from __future__ import annotations

import asyncio
import contextlib

from bot.sandbox import Sandbox


class Relay:
    """Passes bytes on to a sandbox, until the network is taken away.

    Attributes:
        deaf: Whether connections stay open while nothing passes any more.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._server: asyncio.Server | None = None
        self._port = 0
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.deaf = False

    async def __aenter__(self) -> Relay:
        await self.give_back()
        self._sandbox.gateway.url = f"ws://127.0.0.1:{self._port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.take_away()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def api_base(self) -> str:
        """Where the bot finds Discord through the relay."""
        return self._sandbox.api_base.replace(f":{self._sandbox.access.port}/", f":{self._port}/")

    async def take_away(self) -> None:
        """Cut every line, and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for line in list(self._lines):
            line.transport.abort()
        await self._sandbox.events.until(lambda: not self._sandbox.gateway.connections, "no line")

    async def give_back(self) -> None:
        """Take lines again, at the same place."""
        self.deaf = False
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self._port, reuse_address=True
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._sandbox.access.port)
        self._lines |= {writer, back}
        ways = {
            asyncio.create_task(self._pass(reader, back)),
            asyncio.create_task(self._pass(there, writer)),
        }
        self._tasks |= ways
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        self._lines -= {writer, back}
        for one in (writer, back):
            one.transport.abort()

    def _host(self, port: int | None = None) -> bytes:
        return f"Host: 127.0.0.1:{port or self._sandbox.access.port}".encode()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                if not self.deaf:  # the sandbox serves nobody who calls it otherwise
                    writer.write(data.replace(self._host(self._port), self._host()))

"""Files that are sent piece by piece, as fast as the client takes them and no faster."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, BinaryIO

from termbase.api.exchange import Reply

PIECE = 1 << 16
# A client that takes longer for the whole is cut off.
SECONDS = 600.0
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Streamed:
    """A response of Datasette whose body is a file; the file is closed when it is sent, or nobody takes it."""

    def __init__(self, file: BinaryIO, headers: Mapping[str, str], reply: Reply, compressed: bool, head: bool) -> None:
        """``head``: the headers alone are sent."""
        self._file, self._compressed, self._head = file, compressed, head
        self.status = reply.status
        self.headers = {**headers, "Content-Type": reply.media_type}
        if reply.etag:
            self.headers["ETag"] = reply.etag
        if compressed:
            self.headers["Content-Encoding"] = "gzip"
        else:
            self.headers["Content-Length"] = str(file.seek(0, 2))
            file.seek(0)

    async def asgi_send(self, send: Send) -> None:
        """Send it. Raises `TimeoutError` for a client that does not take it."""
        with self._file:
            pairs = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
            await send({"type": "http.response.start", "status": self.status, "headers": pairs})
            if not self._head:
                async with asyncio.timeout(SECONDS):
                    await self._send_body(send)
            await send({"type": "http.response.body", "body": b""})

    async def _send_body(self, send: Send) -> None:
        # 31: a gzip header and the largest window.
        packer = zlib.compressobj(4, zlib.DEFLATED, 31) if self._compressed else None
        while piece := self._file.read(PIECE):
            packed = packer.compress(piece) if packer else piece
            if packed:
                await send({"type": "http.response.body", "body": packed, "more_body": True})
            # With fast clients nothing here waits otherwise, and other requests would.
            await asyncio.sleep(0)
        if packer:
            await send({"type": "http.response.body", "body": packer.flush(), "more_body": True})

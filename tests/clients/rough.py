"""Requests that no client should send: `make fuzz`, or `python tests/clients/rough.py [REQUESTS] [SEED]`.

Wrong types, unknown languages, invalid UTF-8, lone surrogates, half requests, tokens that do not hold, huge bodies, slow
clients, nonsense in paths, parameters and headers, at every route of the server and of Datasette. Prints how often each
status came; fails for a 5xx, for an answer that is no HTTP, for a refusal of the API that is no problem document, for a
server that is gone or that has logged anything.
"""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import nonsense  # noqa: E402
from conftest import ROOT, command, working_in  # noqa: E402
from serving import API, LANGUAGETOOL, give_tokens  # noqa: E402

SLOW_CLIENTS = 12


class Connection:
    """A connection that is kept alive, as far as the server does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._file: Any = None

    def ask(self, sent: nonsense.Sent) -> tuple[int, str, bytes]:
        """Status, media type and body; status 0 where the connection was closed without an answer."""
        try:
            return self._ask(sent)
        except (ConnectionError, TimeoutError):
            self.close()
            return 0, "", b""

    def _ask(self, sent: nonsense.Sent) -> tuple[int, str, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=40)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._file = self._socket.makefile("rb")
        self._socket.sendall(sent.head.encode("utf-8") + sent.body)
        if sent.half:
            self._socket.shutdown(socket.SHUT_WR)
        line = self._file.readline()
        if not line:
            self.close()
            return 0, "", b""
        assert line.startswith(b"HTTP/1.1 "), line[:200]
        headers = {}
        while (one := self._file.readline().strip()) and b":" in one:
            name, _, value = one.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = b""
        bodiless = sent.head.startswith("HEAD ") or line.split()[1] in (b"204", b"304")
        if headers.get("transfer-encoding") == "chunked" and not bodiless:
            while size := int(self._file.readline(), 16):
                body += self._file.read(size + 2)[:-2]
            self._file.readline()
        elif not bodiless and "content-length" in headers:
            body = self._file.read(int(headers["content-length"]))
        elif not bodiless and headers.get("connection") == "close":
            body = self._file.read()
        if headers.get("content-encoding") == "gzip" and body:
            body = gzip.decompress(body)
        if sent.half or headers.get("connection") == "close" or int(line.split()[1]) in (400, 408, 413):
            self.close()
        return int(line.split()[1]), headers.get("content-type", ""), body

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._socket is not None:
            self._file.close()
            self._socket.close()
        self._socket = None


def slow_client(port: int, counts: Counter[int]) -> None:
    """Sends a body byte by byte, slower than anybody waits for."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(
            f"POST {API}/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n".encode()
        )
        started = time.monotonic()
        try:
            connection.settimeout(0.5)
            while time.monotonic() - started < 30:
                connection.sendall(b" ")
                try:
                    counts[int(connection.recv(4096).split()[1])] += 1
                    return
                except TimeoutError:
                    continue
        except ConnectionError:
            pass
        counts[0] += 1


def rough(
    port: int, tokens: dict[str, str], requests: int, seed: int, slow_clients: int
) -> tuple[Counter[int], Counter[int], list[str]]:
    """How often each status came, what slow clients got, and what must not be."""
    made, connection = nonsense.Rough(seed, tokens), Connection(port)
    counts, slow, wrong = Counter[int](), Counter[int](), list[str]()
    threads = [threading.Thread(target=slow_client, args=(port, slow)) for _ in range(slow_clients)]
    for thread in threads:
        thread.start()
    for _ in range(requests):
        sent = made.request()
        status, kind, body = connection.ask(sent)
        counts[status] += 1
        ours = sent.head.split(" ", 2)[1].startswith((API, LANGUAGETOOL, "/-/termbase/tmserver"))
        if status >= 500:
            wrong.append(f"{status} for {sent.head[:300]!r} {sent.body[:300]!r}: {body[:300]!r}")
        elif status >= 400 and ours and not sent.head.startswith("HEAD ") and not _told(kind, body):
            wrong.append(f"no problem: {sent.head[:300]!r}: {kind} {body[:200]!r}")
    for thread in threads:
        thread.join()
    return counts, slow, wrong


def _told(kind: str, body: bytes) -> bool:
    """Whether a refusal says why; what was no HTTP, uvicorn refuses."""
    if kind == "application/problem+json":
        return bool(json.loads(body).get("detail"))
    return body == b"Invalid HTTP request received."


def main(requests: int, seed: int) -> int:
    """Serve the demo's termbase in a process of its own, ask, and print."""
    with tempfile.TemporaryDirectory() as folder:
        db, log = Path(folder) / "termbase.db", Path(folder) / "log"
        with working_in(ROOT):
            command(db, "import", "seeds/glossary.md", "seeds/glossary.csv")
            command(db, "extract", "seeds/papers")
        tokens = give_tokens(db)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with log.open("wb") as out:
            # Datasette 0.65 does not await all that it prepares for a table that it cannot show.
            serve = [
                sys.executable,
                "-W",
                "ignore::RuntimeWarning",
                "-m",
                "termbase.cli",
                "--db",
                str(db),
                "serve",
                "--port",
                str(port),
                "--rate",
                "0",
            ]
            server = subprocess.Popen(serve, stdout=out, stderr=out)
        try:
            _wait(port)
            counts, slow, wrong = rough(port, tokens, requests, seed, SLOW_CLIENTS)
            gone = server.poll() is not None
        finally:
            server.terminate()
            server.wait()
        said = log.read_text(encoding="utf-8", errors="replace")
    # Datasette says which of its own queries failed, h11 that something was no HTTP.
    known = ("is served at", "Invalid HTTP request received", "ERROR: conn=<sqlite3.Connection")
    lines = [line for line in said.splitlines() if not any(one in line for one in known)]
    secret = [name for name, token in tokens.items() if token.split("_", 2)[2] in said and len(token) > 20]
    print(f"{sum(counts.values())} requests: {dict(sorted(counts.items()))}; {SLOW_CLIENTS} slow clients: {dict(slow)}")
    print(
        f"{len(wrong)} wrong answers, {len(lines)} lines in the log, {len(secret)} tokens in it; server {'gone' if gone else 'alive'}"
    )
    print("\n".join([*wrong[:20], *lines[:60]]))
    return int(bool(wrong or lines or secret or gone))


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not start")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(given[0] if given else 100_000, given[1] if len(given) > 1 else 1))

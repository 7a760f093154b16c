"""A termbase served on a port of its own, in this process, for tests that speak HTTP."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn

from termbase.api.rights import make_token
from termbase.commands.serve import listening
from termbase.publish.site import build_site
from termbase.store import connect, tokens, transaction

API = "/-/termbase/api/v1"
LANGUAGETOOL = "/-/termbase/languagetool"
ROLES = ("reader", "suggester", "reviewer", "admin")


@dataclass
class Served:
    """A running server: its address, its file, and a token for each role."""

    url: str
    db: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # One client for many requests: each new one reads the certificates of the world first.
        self.http = httpx.Client(timeout=30, verify=False)

    def client(self, role: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=False)


def give_tokens(db: Path) -> dict[str, str]:
    """A token for each role, and some that must not hold."""
    connection = connect(db, writable=True)
    with transaction(connection):
        given = {role: make_token(connection, f"the {role}", role, "1d") for role in ROLES}
        given["revoked"] = make_token(connection, "gone", "admin", None)
        tokens.revoke_token(connection, int(given["revoked"].split("_")[1]))
        given["expired"] = make_token(connection, "late", "admin", "1h")
        number = int(given["expired"].split("_")[1])
        connection.execute("UPDATE token SET expires_at = '2020-01-01T00:00:00+00:00' WHERE id = ?", (number,))
        given["forged"] = given["admin"][:-4] + ("AAAA" if given["admin"][-4:] != "AAAA" else "BBBB")
        given["nonsense"] = "tb_1_x"
    connection.close()
    return given


@contextmanager
def serving(
    db: Path, *, private: bool = False, rate: int = 0, host_names: Sequence[str] = (), secret: str | None = None
) -> Iterator[Served]:
    """Serve a file until the block ends."""
    given = give_tokens(db)
    listener = listening("127.0.0.1", 0)
    app = build_site(db, private=private, rate=rate, host_names=host_names, secret=secret).app()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.01)
    try:
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", db, given)
    finally:
        server.should_exit = True
        thread.join(10)


def copied(built: Path, folder: Path) -> Path:
    """A copy of the built termbase."""
    return Path(shutil.copyfile(built, folder / "termbase.db"))

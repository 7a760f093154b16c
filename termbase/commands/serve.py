from __future__ import annotations

import socket
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click

from termbase.commands.opening import opened
from termbase.errors import TermbaseError, TermbaseReadOnly, UsageError
from termbase.pipeline.recognition import terms_for
from termbase.pipeline.reporting.uses import uses_of


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any that is free.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--private", is_flag=True, help="Nobody reads without a token either.")
@click.option(
    "--rate", type=click.IntRange(0), default=1200, show_default=True,
    help="Requests a minute for each token and each address; 0: no limit.",
)  # fmt: skip
@click.option(
    "--host-name", "host_names", multiple=True, metavar="NAME",
    help="Name by which the site may be asked besides localhost, such as that of a proxy in front; may be repeated.",
)  # fmt: skip
@click.option(
    "--secret", envvar="DATASETTE_SECRET", show_envvar=True, metavar="TEXT",
    help="Signs the sessions of people who sign in, so that they outlast a restart; long and random.",
)  # fmt: skip
@click.pass_obj
def command(
    db: Path, host: str, port: int, open_browser: bool, private: bool, rate: int, host_names: tuple[str, ...],
    secret: str | None,
) -> None:  # fmt: skip
    """Serve the site and the API; anybody who reaches the address may read, whoever has a token writes as it allows."""
    # What publishes is imported here: the other commands start without it.
    import uvicorn

    from termbase.publish.hosts import host_name
    from termbase.publish.site import build_site

    names = [host_name(name) for name in host_names]
    writable = _brought_up_to_date(db)
    if writable:
        # The pages count for themselves until this is done.
        Thread(target=_count, args=(db,), daemon=True).start()
    listener = listening(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listener.getsockname()[1]}/"
    click.echo(f"{db} is served at {address} (stop with Ctrl-C)", err=True)
    if open_browser:
        webbrowser.open(address)
    site = build_site(db, private=private, rate=rate, host_names=names, secret=secret, writable=writable)
    config = uvicorn.Config(site.app(), log_level="warning", lifespan="on", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _brought_up_to_date(db: Path) -> bool:
    """Open the file for writing once, which brings an older one up to date; False where it can be read only."""
    try:
        with opened(db, writable=True):
            return True
    except TermbaseReadOnly:
        with opened(db):
            pass  # which says what it may miss
        click.echo(f"termbase: {db} cannot be written, so it is served as it is: nobody can change it here", err=True)
        return False


def _count(db: Path) -> None:
    """Keep how texts render their terms, so that the tables have it and pages need not count it."""
    with suppress(TermbaseError), opened(db, writable=True) as connection:
        uses_of(connection, terms_for(connection, 1_000), keep=True)


def listening(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `UsageError` where the address is taken or not ours."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}; try another --port") from None
    # asyncio sets it only for sockets that name their protocol, which these do not: an answer, which is sent in two
    # parts, would wait for the client's delayed acknowledgement, 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener

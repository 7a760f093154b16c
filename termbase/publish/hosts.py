"""By which names a site may be asked, so that no page elsewhere reads it through a name of its own.

A page that somebody has open can let its own name point to 127.0.0.1 (DNS rebinding); for the browser, what is served
there is then of the page's origin. But it still sends the page's name in `Host`. So what arrives at a loopback address
has to be meant for one, or for a name that whoever serves the site has given: that of a proxy in front of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from ipaddress import ip_address
from typing import Any

from termbase.errors import Misdirected, UsageError


def require_our_name(scope: Mapping[str, Any], names: Collection[str]) -> None:
    """Raise `Misdirected` for an ASGI request to a host that is neither loopback nor one of the ``names``.

    Without names, requests that arrive at other addresses than loopback may be to any host.
    """
    server = scope.get("server") or ("",)
    if not names and not _is_loopback(str(server[0])):
        return
    for name, value in scope["headers"]:
        if name.lower() == b"host":
            host = _without_port(value.decode("latin-1").strip().lower())
            if not _is_loopback(host) and host not in names:
                raise Misdirected(
                    f"{host[:100]!r} is no name of this site; if it is to be one, serve with --host-name {host[:100]}"
                )


def host_name(text: str) -> str:
    """A name as it is compared: lower case, without a port. Raises `UsageError` for what can be no name of a host."""
    name = _without_port(text.strip().lower())
    if not name or any(c in "/@?#*, \\" or not c.isprintable() for c in name):
        raise UsageError(f"{text!r} is no name of a host; give one such as terms.example.org")
    return name


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host[1:-1] if host[:1] + host[-1:] == "[]" else host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    """``[::1]:8001`` and ``::1`` give ``[::1]`` and ``::1``; the dot at the end of a full name goes."""
    name, colon, port = host.rpartition(":")
    if colon and (name.endswith("]") or ":" not in name) and (port.isdigit() or not port):
        host = name
    return host.removesuffix(".")

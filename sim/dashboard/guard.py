"""Who may talk to the page: whoever calls it by its own name, from itself.

A page of another site that a browser has open can send requests to this machine. It cannot choose the `Host`
that its browser names, unless its own name was made to point here (DNS rebinding), and it cannot hide its
`Origin`. So other hosts are refused, and so are websockets and posts from other origins. The answers forbid
the browser to load anything from elsewhere.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    # solara compiles its templates in the browser, which takes eval; it loads nothing from elsewhere
    "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
VERSIONED = "/_solara/cdn/"  # files that bear their version in their path
KEPT = {"cache-control": "public, max-age=31536000, immutable"}
REFUSED = 1008  # the websocket's code for a policy


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address to listen on.

    Parameters
    ----------
    host : str
        Name or IP address, the latter with or without brackets.

    Returns
    -------
    bool
        False for any name but `localhost`.
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def own_names(host: str, port: int) -> frozenset[str]:
    """The names, with port, by which a page that listens on `host` may be called.

    Parameters
    ----------
    host : str
        Name or IP address that the server listens on.
    port : int
        Port that it listens on.

    Returns
    -------
    frozenset of str
        In lower case, as a browser writes them in `Host`; those of this machine are always in it.
    """
    names = {*LOOPBACK, f"[{host}]" if ":" in host and not host.startswith("[") else host}
    return frozenset(f"{name.lower()}:{port}" for name in names)


class Guard:
    """Lets through to an application what calls it by one of its names; `names` None: whatever it is called.

    That is for a page that was asked to listen on all addresses, whose names nobody knows beforehand.
    """

    def __init__(self, application: Application, names: frozenset[str] | None) -> None:
        """Stand before an application."""
        self.application, self.names = application, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
            return
        if not self._welcome(scope):
            await _refuse(scope, receive, send)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = KEPT if scope["path"].startswith(VERSIONED) else {}
                MutableHeaders(scope=message).update(HEADERS | kept)
            await send(message)

        await self.application(scope, receive, send_with_headers)

    def _welcome(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or (self.names is not None and hosts[0].lower() not in self.names):
            return False
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            return True
        return all(origin == f"http://{hosts[0]}".lower() for origin in headers.getlist("origin")) and (
            scope["type"] == "http" or "origin" in headers
        )


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(REFUSED)(scope, receive, send)
        return
    text = "This page answers only to its own address.\n"
    await PlainTextResponse(text, status_code=403)(scope, receive, send)

"""The server of the page: on this machine only unless asked otherwise, with no route that it does not need.

Solara brings its own server. Of that we take the page, its websocket and its files, and leave out its static
mounts (which lead through whatever folders Jupyter knows), its fetching of files from elsewhere, its watching
of sources and its telemetry.

Decision D27a in sim/DECISIONS.md.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import threading
from typing import TYPE_CHECKING

from sim.dashboard.guard import Guard, own_names
from sim.errors import UsageError
from sim.scenario.ranges import PORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

    from sim.dashboard.catalogue import Catalogue

PAGE = "sim.dashboard.page"
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - what a user may ask for, with a warning
LOADED = threading.Event()  # set when pandas and mesa are imported
SECONDS_TO_NOTICE = 0.1  # that Ctrl-C was pressed
MMAP_THRESHOLD, LARGE = -3, 2**20  # of mallopt(3); bytes
EXTENSIONS = ("jupyter-vue", "jupyter-vuetify")
SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "none",
    "SOLARA_MODE": "production",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_ASSETS_PROXY": "True",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    # a page that lost its connection may come back for so long; one that is closed is freed at once
    "SOLARA_KERNEL_CULL_TIMEOUT": "15m",
}


def check_extra() -> None:
    """Make sure that what the page is made with is installed.

    Raises
    ------
    UsageError
        It is not.
    """
    from importlib.util import find_spec

    if find_spec("solara") is None or find_spec("uvicorn") is None:
        raise UsageError("sim dashboard needs solara: pip install 'sim[dashboard]'")


def listen(host: str, port: int | None) -> socket.socket:
    """Open the socket that the page is served on; without a port, on one that is free.

    Parameters
    ----------
    host : str
        Name or IP address of this machine; one of IPv6 with or without brackets.
    port : int or None
        None for one that is free.

    Returns
    -------
    socket
        Bound and listening; the caller closes it.

    Raises
    ------
    UsageError
        The port is taken or out of range, or there is no such address here.
    """
    if port is not None:
        PORT.checked("--port", port)
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    opened = socket.socket(family)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((name, port or 0))
        opened.listen(128)
    except (OSError, UnicodeError) as error:
        opened.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"--port: {port} is taken; leave it out for one that is free, or name another"
            ) from error
        said = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError(f"--host {host}: cannot listen there: {said}") from error
    return opened


def address(opened: socket.socket, host: str) -> str:
    """The address to type into a browser.

    Parameters
    ----------
    opened : socket
        As `listen` returns it.
    host : str
        What it listens on; for all addresses, that of this machine is given.

    Returns
    -------
    str
        `http://` with host and port.
    """
    name = "127.0.0.1" if host in EVERYWHERE else host.strip("[]")
    return f"http://{f'[{name}]' if ':' in name else name}:{opened.getsockname()[1]}"


def serve(catalogue: Catalogue, opened: socket.socket, host: str, ready: Callable[[], None]) -> None:
    """Serve the page until the process ends; `ready` is called once it answers.

    Parameters
    ----------
    catalogue : Catalogue
        What the page may read.
    opened : socket
        As `listen` returns it.
    host : str
        What it listens on; where that is all addresses, the page answers to any name.
    ready : function
        Called once, without arguments, from the thread that calls.
    """
    import uvicorn

    _give_memory_back()
    port = opened.getsockname()[1]
    names = None if host in EVERYWHERE else own_names(host, port)
    config = uvicorn.Config(
        Guard(application(catalogue), names),
        log_level="critical",
        access_log=False,
        ws="websockets-sansio",  # uvicorn's default stands on a deprecated module
        # a browser that is busy answers late, and one that is gone closes its connection
        ws_ping_interval=None,
        lifespan="on",
        proxy_headers=False,
        server_header=False,
    )
    server = uvicorn.Server(config)
    # Outside the main thread uvicorn handles no signals: Ctrl-C ends this command, whatever is connected.
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True, name="sim-server")
    thread.start()
    while thread.is_alive() and not server.started:
        thread.join(0.02)
    ready()
    threading.Thread(target=_get_ready, daemon=True, name="sim-get-ready").start()
    try:
        while thread.is_alive():  # and not one long wait: a signal that another thread takes would not end it
            thread.join(SECONDS_TO_NOTICE)
    finally:
        from sim.dashboard.page.background import close

        close()


def _give_memory_back() -> None:
    """Have the system take back large arrays when they are done with; glibc keeps them, for each thread."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL("libc.so.6").mallopt(MMAP_THRESHOLD, LARGE)


def _get_ready() -> None:
    """Load the engines, or compile them, while the browser fetches the page.

    A page is connected only when the libraries are there: solara looks for pandas, and must not find it in
    the middle of being imported.
    """
    try:
        import mesa as _  # noqa: F401 - and pandas with it
    finally:
        LOADED.set()
    from sim.dashboard import batches, replay, requests
    from sim.dashboard.catalogue import BASELINE
    from sim.minds.kinds import MINDS
    from sim.scenario import load_scenario

    scenario = load_scenario(BASELINE)
    replay.replay(scenario, 0).until(1)
    batches.played(scenario, 1, requests.Request(), lambda _: None)
    for mind in MINDS:  # and what only some runs need, so that no click has to wait for the compiler
        minds = {"kremlin": mind, "minsk": mind}
        replay.replay(load_scenario(scenario, minds=minds), 0).until(scenario.horizon)
    replay.replay(load_scenario(scenario, ["hazard_collapse=5"]), 0).until(scenario.horizon)


async def _connection(websocket: WebSocket) -> None:
    """The connection of one page: it waits until what it needs is loaded."""
    from anyio.to_thread import run_sync
    from solara.server.starlette import kernel_connection

    await run_sync(LOADED.wait)
    await kernel_connection(websocket)


async def _page(request: Request) -> Response:
    """The empty page, and the cookie that ties its websocket to this browser."""
    from uuid import uuid4

    from solara.server import server
    from starlette.responses import HTMLResponse

    from sim.dashboard.base_page import adapted_page

    response = HTMLResponse(adapted_page(server.read_root("/") or ""))
    name = server.COOKIE_KEY_SESSION_ID
    response.set_cookie(name, request.cookies.get(name) or str(uuid4()), samesite="strict", httponly=True)
    return response


def application(catalogue: Catalogue) -> Starlette:
    """The routes: the page, its websocket, and the files that solara's page needs.

    Parameters
    ----------
    catalogue : Catalogue
        What the page may read.

    Returns
    -------
    Starlette
        Without the guard, which `serve` puts before it.
    """
    os.environ.update(SETTINGS)  # before the import, when solara reads them
    import solara.server.starlette as solara_server
    from solara.server import app, server, settings
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.staticfiles import StaticFiles

    from sim.dashboard import page

    page.SHELVES.append(catalogue)
    app.apps["__default__"] = app.AppScript(PAGE)
    assets = server.solara_static.parent / "assets"
    extensions = [
        Mount(f"/jupyter/nbextensions/{name}", StaticFiles(directory=folder / name))
        for name in EXTENSIONS
        for folder in server.nbextensions_directories
        if (folder / name).is_dir()
    ]
    # The first route that fits answers, so the narrower path stands before the wider one.
    routes = [
        WebSocketRoute("/jupyter/api/kernels/{kernel_id}/{name}", _connection),
        Route("/jupyter/api/kernels/{id}", solara_server.kernels),
        Route("/_solara/api/close/{kernel_id}", solara_server.close, methods=["POST"]),
        *extensions,
        Mount("/_solara/cdn", StaticFiles(directory=settings.assets.proxy_cache_dir)),
        Mount("/static/assets", StaticFiles(directory=assets)),
        Mount("/static", StaticFiles(directory=server.solara_static)),
        Route("/", _page),
    ]
    return Starlette(
        routes=routes,
        lifespan=solara_server.lifespan,
        middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
    )

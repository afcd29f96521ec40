"""Serving the page as a user starts it, and listening what a browser says and asks for."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.dashboard.address import View, address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SECONDS = 60  # for what may have to wait for a busy machine, or for the compiler
SCREEN, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 800}


@dataclass
class Served:
    """A page that is served: its address, and the folder in which it was started and saves."""

    process: subprocess.Popen[str]
    folder: Path
    url: str

    def at(self, **view: object) -> str:
        """The address of a view."""
        return self.url + address_of(View(**view))


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """Start `sim dashboard` in a folder and wait for its address; and leave nothing running."""
    with (folder / "errors.txt").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "sim.cli.app", "dashboard", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    with process:
        try:
            yield Served(process, folder, process.stdout.readline().partition(" ")[0].strip())
        finally:
            process.kill()


def stop(served: Served) -> int:
    """Stop it as Ctrl-C does; return its exit code."""
    served.process.send_signal(signal.SIGINT)
    return served.process.wait(SECONDS)


@dataclass
class Watch:
    """What a page said and asked for."""

    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def on(self, page) -> None:
        """Listen to a page."""
        page.set_default_timeout(1000 * SECONDS)
        page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("requestfailed", self._failed)

    def _failed(self, request) -> None:
        if "/_solara/api/close/" not in request.url:  # a page that is left says goodbye and does not wait
            self.wrong.append(f"failed: {request.url}")

    def elsewhere(self, url: str) -> list[str]:
        """What was asked for of other hosts."""
        host = url.partition("://")[2].partition("/")[0]
        allowed = (f"http://{host}/", f"ws://{host}/", "data:", "blob:")
        return [asked for asked in self.asked if not asked.startswith(allowed)]


def until(condition, seconds=SECONDS):
    """Wait for something to hold; return what it is then."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found

"""The report in a real browser, as wide as a phone and as a screen.

Chromium, headless, as `chromium`, `chromium-browser` or `google-chrome` on the path, or as the variable
CHROMIUM says. A small page beside the report holds it in a frame of the wanted width, measures it from
outside and notes what it found in an attribute of its own.
"""

from __future__ import annotations

import html
import json
import re
import struct
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sim.pages.report import write_report

WIDTHS = {"phone": 390, "screen": 1280}
FRAME = 2000  # height of the frame that is photographed
SMALLEST_TEXT = 9.5  # pixels

MEASURE = """<body style="margin:0"><iframe id="f" style="border:0;width:WIDEpx;height:TALLpx"></iframe>
<script>
const frame = document.getElementById("f");
frame.onload = () => {
  const page = frame.contentDocument, window_ = frame.contentWindow, bad = [];
  let smallest = 99;
  for (const details of page.querySelectorAll("details")) details.open = true;
  for (const picture of page.querySelectorAll("figure svg")) {
    const box = picture.getBoundingClientRect(), scale = box.width / 340;
    const size = text => parseFloat(window_.getComputedStyle(text).fontSize);
    const texts = [...picture.querySelectorAll("text")].map(
      text => [text.textContent, text.getBoundingClientRect(), size(text)]);
    texts.forEach(([words, a, size], i) => {
      smallest = Math.min(smallest, size * scale);
      const beside = a.left < box.left - 1 || a.right > box.right + 1;
      if (beside || a.top < box.top - 1 || a.bottom > box.bottom + 1)
        bad.push([picture.id, "outside", words]);
      for (const [others, b] of texts.slice(i + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 3) bad.push([picture.id, "on each other", words, others]);
      }
    });
  }
  document.body.dataset.found = JSON.stringify({
    scroll: page.documentElement.scrollWidth, inner: window_.innerWidth, smallest, bad,
    pictures: page.querySelectorAll("figure svg").length, scripts: page.scripts.length,
    alert: page.querySelector(".question") && [...page.querySelectorAll(".question")].map(p => p.textContent),
  });
};
frame.src = "report.html";
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and keeps what it was asked for."""

    def __init__(self, *arguments, asked, **settings):
        self.asked = asked
        super().__init__(*arguments, **settings)

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        """Keep the path and serve it."""
        self.asked.append(self.path)
        super().do_GET()


@pytest.fixture(scope="module")
def site(chromium, results, tmp_path_factory):
    """A folder with the report, the address it is served under, what was asked for, and the browser."""
    folder = tmp_path_factory.mktemp("site")
    write_report(results, folder / "report.html")
    for name, width in WIDTHS.items():
        text = MEASURE.replace("WIDE", str(width)).replace("TALL", str(FRAME))
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder), asked=asked))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}", asked, chromium
    server.shutdown()
    server.server_close()


def browse(chromium, folder, address, *options):
    """Open a page; return the browser's output and what it said on its console."""
    command = [
        chromium,
        *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
        *("--disable-background-networking", "--virtual-time-budget=10000", "--enable-logging=stderr"),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={folder / 'profile'}",
        *options,
        address,
    ]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return result.stdout, [line for line in result.stderr.splitlines() if "CONSOLE" in line]


@pytest.fixture(scope="module", params=WIDTHS)
def measured(request, site):
    """What was measured at a width, what the console said, and what was asked for."""
    folder, address, asked, chromium = site
    asked.clear()
    output, console = browse(chromium, folder, f"{address}/{request.param}.html", "--dump-dom")
    found = json.loads(html.unescape(re.search(r'data-found="([^"]*)"', output)[1]))
    return request.param, found, console, list(asked)


def test_nothing_is_wider_than_the_window(measured):
    name, found, _, _ = measured
    assert found["inner"] == WIDTHS[name]
    assert found["scroll"] <= found["inner"]


def test_the_words_of_a_picture_lie_within_it_and_apart(measured):
    assert measured[1]["pictures"] > 50
    assert measured[1]["bad"] == []


def test_the_small_print_can_be_read(measured):
    assert measured[1]["smallest"] >= SMALLEST_TEXT


def test_nothing_is_said_on_the_console_and_nothing_is_loaded(measured):
    name, found, console, asked = measured
    assert console == []
    assert asked == [f"/{name}.html", "/report.html"] or sorted(set(asked)) == sorted(
        {f"/{name}.html", "/report.html", "/favicon.ico"}  # of the page around it
    )
    assert found["scripts"] == 0


def test_text_of_a_scenario_is_read_as_it_was_written(measured):
    assert "<script>alert('x')</script> & \"quoted\" </svg>" in measured[1]["alert"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", WIDTHS)
def test_a_picture_can_be_taken_of_it(site, tmp_path, name, dark):
    folder, address, _, chromium = site
    target = tmp_path / "page.png"
    options = [f"--screenshot={target}", f"--window-size={max(WIDTHS[name], 500)},{FRAME}"]
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    browse(chromium, folder, f"{address}/{name}.html", *options, *scheme)
    content = target.read_bytes()
    assert content[1:4] == b"PNG"
    assert struct.unpack(">II", content[16:24]) == (max(WIDTHS[name], 500), FRAME)
    assert len(content) > 50_000  # an empty page takes a tenth of it

"""A browser that clicks at random for a while: the page stays responsive and right, and does not grow."""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from pathlib import Path

import pytest

from tests.pages.dashboard.serving import SCREEN, SECONDS, until

SHORT, LONG = 15, 15 * 60  # seconds
WARM_UP = 120  # seconds after which memory is first looked at
GROWTH = 0.2
# what is on the page and can be used now; a number field is filled in, a slider set, a list chosen from
USABLE = """() => {
  const found = document.querySelector("#page").querySelectorAll("a[href], button, select, input, summary");
  const usable = [...found].filter(one => !one.disabled && one.getClientRects().length);
  return usable.map((one, place) => (one.dataset.place = place));
}"""
USE = """([place, share]) => {
  const one = document.querySelector(`#page [data-place="${place}"]`);
  if (!one) return;
  const tell = kind => one.dispatchEvent(new Event(kind, {bubbles: true}));
  if (one.tagName === "SELECT") {
    one.selectedIndex = Math.floor(share * one.options.length);
    tell("change");
  } else if (one.type === "range" || one.type === "number") {
    const low = Number(one.min || 0), high = Math.min(Number(one.max || 100), 1e5);
    one.value = one.step === "1" ? Math.round(low + share * (high - low)) : low + share * (high - low);
    tell("input");
    tell("change");
  } else if (one.tagName === "INPUT") {
    one.value = one.list ? one.list.options[Math.floor(share * one.list.options.length)].value : `x${place}`;
    tell("input");
    tell("change");
  } else one.click();
}"""


def clicked(page, served, seconds, seed):
    """Click at random for so long; return how long the page took to answer, now and then, and its memory."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    end, waits, sizes, clicks = time.monotonic() + seconds, [], [], 0
    next_look = time.monotonic()
    while time.monotonic() < end:
        page.evaluate(USE, [dice.choice(page.evaluate(USABLE)), dice.random()])
        clicks += 1
        page.wait_for_timeout(dice.choice((20, 60, 150)))
        if time.monotonic() > next_look:
            waits.append(answer(page))
            sizes.append((time.monotonic() - end + seconds, memory(served)))
            print(f"{sizes[-1][0]:.0f} s, {clicks} clicks, {sizes[-1][1]:.0f} MB, {waits[-1]:.2f} s")  # noqa: T201
            next_look = time.monotonic() + 10
    return clicks, waits, sizes


def answer(page):
    """Seconds from a click on a view to the view."""
    begun = time.monotonic()
    for name, ready in (("Results", "select[name=results]"), ("Explore", ".controls, .trouble")):
        page.get_by_role("link", name=name, exact=True).click()
        try:
            page.wait_for_selector(ready, timeout=1000 * SECONDS)
        except Exception:
            print(page.url, page.locator("body").inner_text()[:500])  # noqa: T201 - what was there instead
            raise
    return (time.monotonic() - begun) / 2


def memory(served):
    """The resident memory of the server, MB."""
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def responsive(page, served):
    """A fresh view is right at the end, too."""
    page.goto(served.at(scenario="baseline_feb2021", run=17, month=5))
    page.wait_for_selector(".meeting")
    page.get_by_role("button", name="Step", exact=True).click()
    until(lambda: page.locator(".player .months b").inner_text() == "Aug 2021")


def test_a_quarter_minute_of_random_clicks_breaks_nothing(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=500), SCREEN)
    page.wait_for_selector(".controls")
    clicks, _, _ = clicked(page, served, SHORT, 1)
    assert clicks > 0
    responsive(page, served)


@pytest.mark.slow
def test_fifteen_minutes_of_random_clicks_leave_it_responsive_and_its_memory_flat(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=500), SCREEN)
    page.wait_for_selector(".controls")
    seconds = float(os.environ.get("SIM_ENDURANCE", LONG))
    clicks, waits, sizes = clicked(page, served, seconds, 3)
    warm = statistics.median(size for when, size in sizes if WARM_UP <= when < WARM_UP + 60)
    last = statistics.median(size for when, size in sizes if when > seconds - 60)
    figures = {
        "clicks": clicks,
        "seconds to answer, median and longest": [statistics.median(waits), max(waits)],
        "memory after two minutes, at the end, MB": [warm, last],
        "memory, MB, a minute": [round(size) for _, size in sizes[::6]],
    }
    print(json.dumps(figures, indent=1))  # noqa: T201 - what a reader of the test wants to know
    assert last <= warm * (1 + GROWTH)
    responsive(page, served)

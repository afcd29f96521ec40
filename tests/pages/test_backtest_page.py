"""The page of a backtest in a real browser, on a phone and on a screen, with whatever a file may hold."""

from __future__ import annotations

import html
import json
import re
import threading
from functools import partial
from http.server import ThreadingHTTPServer

import pytest

from sim.pages.backtest import page

from .test_browser import FRAME, MEASURE, SMALLEST_TEXT, WIDTHS, Quiet, browse

LONG = "A_question_with_a_name_as_long_as_nobody_would_ever_write_it_down_anywhere"


def asked(name: str, forecast: float, answer: float | None, period: str | None, **changes: object) -> dict:
    rules = {
        f"{rule}_{what}": None for rule in ("half_half", "plan") for what in ("forecast", "brier", "crps")
    }
    return {
        "id": name,
        "question": f"Will {name} ever be? " * 6,
        "metric": "turnout_peak",
        "aggregate": "change",
        "op": ">=",
        "threshold": 1e6,
        "from": "2021-04",
        "by": "2041-02",
        "unit": "probability",
        "period": period,
        "resolution": answer,
        "kind": "yes_no",
        "forecast": forecast,
        "standard_error": 1e-5,
        **dict.fromkeys(("sd", "p5", "p10", "p25", "p50", "p75", "p90", "p95")),
        "brier": None if answer is None else (forecast - answer) ** 2,
        "crps": None,
        "persistence_forecast": 0.0,
        "persistence_brier": 1.0,
        "persistence_crps": None,
        **rules,
        **changes,
    }


def number(name: str, quantiles: tuple[float, ...], answer: float | None, **changes: object) -> dict:
    named = dict(zip(("p5", "p25", "p50", "p75", "p95"), quantiles, strict=True))
    settings = {
        "op": None,
        "kind": "number",
        "unit": "people on the biggest day",
        "crps": 1.0,
        **named,
        **changes,
    }
    return asked(name, quantiles[2], answer, None, **settings)


FOUND = {
    "scenario": LONG,
    "questions_file": f"{LONG}.csv",
    "start": "2021-03",
    "months": 240,
    "runs": 10**9,
    "seed": 2**53 - 1,
    "notes": ["played on"],
    "backtest": [
        *(
            asked(f"{LONG}{k}", share, k % 2, "pre-war")
            for k, share in enumerate((1e-9, 1e-3, 0.5, 0.999, 1 - 1e-9))
        ),
        asked("open", 0.2, None, "pre-war"),
        number(LONG, (-3e8, -1.0, 0.0, 5.0, 4e8), 1e9, plan_forecast=-7e8),
        number("all_the_same", (3.0, 3.0, 3.0, 3.0, 3.0), 3.0, persistence_forecast=3.0),
        number("open_number", (0.1, 0.2, 0.3, 0.4, 0.5), None),
    ],
    "skill": [
        {
            "period": period,
            "kind": kind,
            "against": against,
            "questions": 5,
            "groups": 4,
            "score": 0.123456,
            "baseline_score": 0.654321,
            "skill": skill,
            **dict.fromkeys(("ci_low", "ci_high", "ci_low_groups", "ci_high_groups"), skill),
        }
        for period, kind, against, skill in (
            ("pre-war", "yes_no", "persistence", -12345.6789),
            (None, "number", "persistence", None),
            (None, "number", "plan", 1.0),
        )
    ],
    "reliability": [
        {
            "period": "pre-war",
            "kind": "yes_no",
            "low": share - 0.1,
            "high": share + 0.1,
            "questions": 1000,
            "forecast": share,
            "observed": 1 - share,
            "ci_low": 0.0,
            "ci_high": 1.0,
        }
        for share in (0.1, 0.3, 0.5, 0.7, 0.9)
    ],
}


@pytest.fixture(scope="module", params=WIDTHS)
def measured(chromium, request, tmp_path_factory):
    """What was measured at a width, what the console said, and what was asked for."""
    folder, wanted = tmp_path_factory.mktemp("page"), []
    (folder / "report.html").write_text(page(FOUND), encoding="utf-8")
    text = MEASURE.replace("WIDE", str(WIDTHS[request.param])).replace("TALL", str(FRAME))
    (folder / "frame.html").write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder), asked=wanted))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    output, console = browse(
        chromium, folder, f"http://127.0.0.1:{server.server_port}/frame.html", "--dump-dom"
    )
    server.shutdown()
    server.server_close()
    return json.loads(html.unescape(re.search(r'data-found="([^"]*)"', output)[1])), console, wanted


def test_the_page_fits_and_its_words_lie_apart(measured):
    found, console, wanted = measured
    assert found["scroll"] <= found["inner"]
    assert found["pictures"] == 3
    assert found["bad"] == []
    assert found["smallest"] >= SMALLEST_TEXT
    assert found["scripts"] == 0
    assert console == []
    assert set(wanted) <= {"/frame.html", "/report.html", "/favicon.ico"}

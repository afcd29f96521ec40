"""Pictures of the page, to be looked at; one of them stands in the main README.

SIM_SCREENSHOT=results/dashboard.png pytest -n 0 tests/pages/dashboard/test_pictures.py
"""

from __future__ import annotations

import os
import shutil

import pytest
from PIL import Image

from tests.pages.dashboard.serving import PHONE, SCREEN

LARGEST = 150_000  # bytes of a picture that is kept
COLOURS = 200
VIEWS = {
    "play": ({"scenario": "baseline_feb2021", "run": 17, "month": 3}, ".meeting"),
    "explore": (
        {
            "view": "explore",
            "scenario": "baseline_feb2021",
            "runs": 500,
            "changes": ("colour_revolution_belief=0.2",),
        },
        ".explored",
    ),
    "results": ({"view": "results", "results": "results", "scenario": "evil"}, "#s-evil"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_picture_can_be_taken_of_every_view_at_both_widths_light_and_dark(served, opener, tmp_path, name):
    view, ready = VIEWS[name]
    page = opener(served.at(**view))
    page.wait_for_selector(ready)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for viewport in (SCREEN, PHONE):
            page.set_viewport_size(viewport)
            page.wait_for_timeout(300)
            taken = tmp_path / f"{name}-{viewport['width']}-{scheme}.png"
            page.screenshot(path=taken)
            with Image.open(taken) as picture:
                assert picture.size == (viewport["width"], viewport["height"])
                assert len(picture.convert("RGB").getcolors(2**24)) > 100  # an empty page has a handful


def test_the_picture_of_the_readme_can_be_made_anew(served, opener, tmp_path):
    page = opener(served.at(**VIEWS["play"][0]), {"width": 1280, "height": 1130})
    page.wait_for_selector("text=Area: the middle 80%")
    taken, small = tmp_path / "taken.png", tmp_path / "small.png"
    page.screenshot(path=taken)
    with Image.open(taken) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, optimize=True)
    assert small.stat().st_size < LARGEST
    if wanted := os.environ.get("SIM_SCREENSHOT"):
        shutil.copyfile(small, wanted)

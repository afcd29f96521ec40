from __future__ import annotations

import json
import math

import numpy as np

from sim.outcomes.plain import json_text


def test_what_is_no_number_is_null_at_any_depth():
    data = {"a": [1.5, math.inf, (-math.inf, math.nan)], "b": {"c": np.float64("nan"), "d": np.float32(0.5)}}
    assert json.loads(json_text(data)) == {"a": [1.5, None, [None, None]], "b": {"c": None, "d": 0.5}}


def test_whole_numbers_words_and_switches_stay_what_they_are():
    data = {"run": np.int64(3), "seed": 2**53 - 1, "matches": True, "recorded": None, "name": "±"}
    text = json_text(data)
    assert json.loads(text) == {"run": 3, "seed": 2**53 - 1, "matches": True, "recorded": None, "name": "±"}
    assert text.isascii()

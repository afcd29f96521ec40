"""The types of records say what the records are."""

from __future__ import annotations

import re

import pytest

from sim.engines import records
from sim.engines.record_types import STUB, text

CLASSES = {
    "Parameters": records.parameter_dtype,
    "State": records.state_dtype,
    "Month": records.month_dtype,
    "Metrics": records.metric_dtype,
    "Setting": records.setting_dtype,
    "Workspace": records.workspace_dtype,
}


def test_the_stub_is_that_of_the_seeds():
    assert STUB.read_text(encoding="utf-8") == text(), "run: python -m sim.engines.record_types"


@pytest.mark.parametrize("name", CLASSES)
def test_a_record_has_the_fields_of_its_class_and_no_other(name):
    (body,) = re.findall(rf"^class {name}\(Record\):\n((?:    .*\n)+)", text(), re.MULTILINE)
    assert tuple(re.findall(r"^    (\w+): ", body, re.MULTILINE)) == CLASSES[name]().names

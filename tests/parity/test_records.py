"""The records that both engines keep their memory in."""

from __future__ import annotations

import keyword

import numpy as np
import pytest

from sim.engines import records
from sim.quantities import entries, monthly_measures, run_measures

DTYPES = {
    "state": records.state_dtype(),
    "parameters": records.parameter_dtype(),
    "month": records.month_dtype(),
    "metrics": records.metric_dtype(),
    "workspace": records.workspace_dtype(),
    **{
        name: records.workspace_dtype()[name].base
        for name in records.workspace_dtype().names
        if records.workspace_dtype()[name].base.names is not None
    },
}


@pytest.mark.parametrize("name", DTYPES)
def test_no_field_has_a_name_that_numpy_keeps_for_itself(name):
    """In plain Python `record.size` would be numpy's, and no rule would ever see the field."""
    taken = set(dir(np.record)) | set(dir(np.recarray))
    assert not taken & set(DTYPES[name].names)


@pytest.mark.parametrize("name", DTYPES)
def test_every_field_is_a_number_that_a_rule_can_name(name):
    for field in DTYPES[name].names:
        assert field.isidentifier()
        assert not keyword.iskeyword(field)
        kind = DTYPES[name][field].base
        assert kind.names or kind in (np.float64, np.int64)


def test_the_flat_order_of_records_is_that_of_the_flat_names():
    parameters = records.records(records.parameter_dtype(), 1)
    state = records.records(records.state_dtype(), 1)
    for table, names in ((parameters, entries("parameter")), (state, entries("initial"))):
        records.flat(table)[0, : len(names)] = np.arange(len(names))
        for position, flat in enumerate(names):
            name, _, member = flat.partition(".")
            here = table[0][name]
            first = names.index(next(other for other in names if other.partition(".")[0] == name))
            assert (here[position - first] if member else here) == position


def test_the_measures_of_a_month_and_of_a_run_come_first_and_in_order():
    shown = tuple(measure.name for measure in monthly_measures())
    assert records.month_dtype().names[: len(shown)] == shown
    assert records.metric_dtype().names == tuple(measure.name for measure in run_measures())

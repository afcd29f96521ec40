"""What holds in every run of every scenario, tried on a scenario of the user's own.

An invariant is a function of a `Case`: a scenario and a run number. It returns what it saw where it does not
hold, and nothing where it does, so that a property test and `sim check` share it::

    @given(scenarios(), runs())
    def test_accounts_balance(scenario, run):
        assert not accounts_balance(Case(scenario, run))

| module | holds |
|---|---|
| `case.py` | a scenario with a run, played when somebody looks |
| `accounts.py`, `endings.py`, `replay.py`, `draws.py`, `units.py`, `minds.py` | the invariants |
| `catalogue.py` | all of them, with number and sentence |
| `variations.py` | a scenario varied around what its file says |
| `trying.py` | Hypothesis looks for a case that fails, and makes it small |
| `check.py`, `report.py` | all of it as a report, with each such case as a scenario file |
"""

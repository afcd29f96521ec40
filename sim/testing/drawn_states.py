"""States in the middle of a run: what a rule can meet, without playing towards it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from sim.testing.drawn_scenarios import scenarios
from sim.testing.playing import state_of

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

_SHARE = st.floats(0.0, 1.0, allow_subnormal=False)
_PAYOFF = st.floats(-5.0, 5.0, allow_subnormal=False)

# What a run remembers beside the quantities that a scenario may set.
_MEMORY: dict[str, SearchStrategy[float]] = {
    "months_to_referendum": st.integers(-3, 24).map(float),
    "months_to_exercise": st.integers(-3, 24).map(float),
    "referendum_held": st.sampled_from((0.0, 1.0)),
    "postponed": st.integers(0, 3).map(float),
    "stall_streak": st.integers(0, 6).map(float),
    "aspiration_kremlin": _PAYOFF,
    "aspiration_minsk": _PAYOFF,
    "last_payoff_kremlin": _PAYOFF,
    "last_payoff_minsk": _PAYOFF,
    "mobilisation_before": _SHARE,
    "januaries": st.integers(0, 3).map(float),
}


def states(**options: Any) -> SearchStrategy[Any]:
    """Draw the state of a run that is alive, in the middle of it.

    Parameters
    ----------
    **options
        Those of `scenarios`.

    Returns
    -------
    SearchStrategy of numpy records
        Every field a float64, lists of issues and types as vectors: `state["signed"]` has shape (5,), shares
        between 0 and 1; `state["reserves"]` is bn USD. Names are those of seeds/initial and of
        `sim.engines.records.MEMORY`.

    Examples
    --------
    >>> from hypothesis import given
    >>> from sim.testing import states
    >>> @given(states(initial={"arrears": 0.0}))
    ... def test_reserves_are_no_debt(state):
    ...     assert state["reserves"] >= 0
    >>> test_reserves_are_no_debt()
    """
    return _states(**options)


@st.composite
def _states(draw: DrawFn, /, **options: Any) -> Any:
    state = state_of(draw(scenarios(**options)))
    for name, strategy in _MEMORY.items():
        state[name] = draw(strategy)
    return state

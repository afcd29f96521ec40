from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.dashboard.address import VIEWS, View, address_of, view_of

NUMBERS = st.integers(0, 10**15 - 1)
KEYS = st.text(min_size=1, max_size=20).filter(lambda key: "=" not in key)
CHANGES = st.builds(lambda key, text: f"{key}={text}", KEYS, st.text(max_size=30))


@st.composite
def views(draw):
    return View(
        view=draw(st.sampled_from(VIEWS)),
        scenario=draw(st.text(max_size=30)),
        changes=tuple(draw(st.lists(CHANGES, max_size=5))),
        results=draw(st.text(max_size=30)),
        point=draw(NUMBERS),
        run=draw(NUMBERS),
        month=draw(NUMBERS),
        runs=draw(NUMBERS),
        against=draw(st.text(max_size=30)),
        outcome=draw(st.text(max_size=10)),
        page=draw(NUMBERS),
    )


@given(views())
def test_an_address_shows_the_view_that_it_was_made_of(view):
    assert view_of(address_of(view)) == view


@given(views())
def test_an_address_stays_on_the_page_and_holds_no_markup(view):
    address = address_of(view)
    assert address == "/" or address.startswith("/?")
    assert not set(address) & set("<>\"'# \n\\")


@given(st.text())
def test_any_text_is_an_address_of_some_view(text):
    view = view_of(text)
    assert view.view in VIEWS
    assert min(view.point, view.run, view.month, view.runs, view.page) >= 0
    assert all("=" in change for change in view.changes)


def test_an_address_says_changes_as_the_command_line_does():
    view = View(scenario="loan_3bn", changes=("strength_cost=1.2", "menu.loans=[0, 1.5, 3]"), run=17, month=5)
    assert address_of(view) == (
        "/?scenario=loan_3bn&run=17&month=5&set=strength_cost=1.2&set=menu.loans=[0,%201.5,%203]"
    )


def test_what_makes_no_sense_in_an_address_is_left_out():
    assert view_of("/?run=-1&month=many&view=spy&set=nothing&run=²&results=a&point=1e3") == View(results="a")

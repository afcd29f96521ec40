"""The page in a real browser, served as a user starts it."""

from __future__ import annotations

import csv
import re
import subprocess
import sys

import pytest

import sim
from sim.dashboard.address import view_of
from sim.dashboard.controls import labels
from sim.quantities import initial, parameters
from sim.scenario import load_scenario
from tests.pages.dashboard.serving import PHONE, SCREEN, SECONDS, serving, stop, until

RUNS = 500
VIEWS = {
    "play": {"scenario": "baseline_feb2021", "run": 17, "month": 5},
    "eve": {"scenario": "baseline_feb2021", "run": 17, "month": 0},
    "explore": {
        "view": "explore",
        "scenario": "protests_return",
        "runs": RUNS,
        "changes": ("colour_revolution_belief=0.2", "leak=0.1"),
    },
    "results": {"view": "results", "results": "results", "scenario": "evil"},
    "replay": {"results": "results", "scenario": "evil", "run": 3, "month": 12},
    "nowhere": {"scenario": "nowhere"},
}
READY = {
    "play": ".meeting",
    "eve": ".meeting",
    "explore": ".explored",
    "results": "#s-evil",
    "replay": ".recorded",
    "nowhere": ".trouble",
}


def shares(page):
    """What the page says of muddling through, in per cent: with the changes, and as the scenario stands."""
    text = page.locator(".summary p").first.inner_text()
    return [float(share) for share in re.findall(r"([\d.]+)%", text)]


def muddling(runs, *overrides, scenario="baseline_feb2021"):
    outcomes = sim.run(scenario, overrides, runs=runs).outcomes["outcome"]
    return round(100 * float((outcomes == "muddling_through").mean()), 1)


def month_shown(page):
    return page.locator(".player .months b").inner_text()


def meeting_shown(page):
    """The text of the meeting of the month that the player is at, which may be on its way yet."""
    page.get_by_role("heading", name=f"The meeting of {month_shown(page)}").wait_for()
    return page.locator(".meeting").inner_text()


def test_without_an_address_the_given_results_are_shown(served, opener):
    page = opener(served.url)
    page.wait_for_selector(".runs")
    assert page.locator(".top .here").inner_text() == "Results"


# -- play


def test_ten_months_are_played_and_each_is_the_run_s_own(served, opener):
    page = opener(served.at(scenario="baseline_feb2021", run=17, month=0))
    page.wait_for_selector(".meeting")
    page.select_option(".pace select", label="quick")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("document.querySelector('.player input[type=range]').value >= 10")
    page.get_by_role("button", name="Pause", exact=True).click()
    months = sim.trace("baseline_feb2021", run=17).months
    month = int(page.locator(".player input[type=range]").input_value())
    assert month >= 10
    for back in range(month, month - 3, -1):
        row = months.iloc[back - 1]
        text = meeting_shown(page)
        assert ("No agreement" in text) == (row["settled"] == "nothing")
        assert ("leaders" in text.lower()) == (row["track"] == "summit")
        page.get_by_role("button", name="Back", exact=True).click()
        page.wait_for_function(f"document.querySelector('.player input[type=range]').value == {back - 1}")
        page.wait_for_function(f"new URL(location).searchParams.get('month') == {back - 1}")


def test_reset_step_back_and_end_go_where_they_say(served, opener):
    page = opener(served.at(scenario="baseline_feb2021", run=2))
    page.wait_for_selector(".meeting")
    assert month_shown(page) == "Mar 2021"
    for button, month in (
        ("Step", "Apr 2021"),
        ("End", "Feb 2023"),
        ("Back", "Jan 2023"),
        ("Reset", "Feb 2021"),
        ("Step", "Mar 2021"),
    ):
        page.get_by_role("button", name=button, exact=True).click()
        until(lambda month=month: month_shown(page) == month)
    page.get_by_role("heading", name="The meeting of Mar 2021").wait_for()


def test_a_link_shows_the_view_again(served, opener):
    page = opener(served.at(scenario="loan_3bn", run=4, month=3, changes=("strength_cost=1.4",)))
    page.wait_for_selector(".meeting")
    page.get_by_role("button", name="Step", exact=True).click()
    until(lambda: month_shown(page) == "Jun 2021")
    page.wait_for_function("new URL(location).searchParams.get('month') == 4")
    view = view_of(page.url.partition("//")[2])
    assert (view.scenario, view.changes, view.run, view.month) == ("loan_3bn", ("strength_cost=1.4",), 4, 4)
    other = opener(page.url)
    other.wait_for_selector(".meeting")
    for part in (".meeting", ".player .months b"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text()


def test_the_browser_s_button_takes_a_step_back(served, opener):
    page = opener(served.at(scenario="baseline_feb2021", run=3))
    page.wait_for_selector(".meeting")
    page.get_by_role("button", name="Another run").click()
    until(lambda: page.locator("input[name=run]").input_value() == "4")
    page.get_by_role("link", name="Explore").click()
    page.wait_for_function("location.search.includes('explore')")
    page.go_back()
    page.wait_for_selector("input[name=run]")
    until(lambda: page.locator("input[name=run]").input_value() == "4")
    page.go_back()
    until(lambda: page.locator("input[name=run]").input_value() == "3")


def test_run_and_seed_are_chosen_and_nonsense_is_not(served, opener):
    page = opener(served.at(scenario="baseline_feb2021"))
    page.wait_for_selector(".meeting")
    for name, value in (("run", "12"), ("seed", "7")):
        page.locator(f"input[name={name}]").fill(value)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.wait_for_function(f"decodeURIComponent(location.search).includes('{name}={value}')")
    page.locator("input[name=run]").fill("-3")
    page.keyboard.press("Tab")
    assert page.locator("input[name=run]").input_value() == "12"
    expected = sim.trace("baseline_feb2021", run=12, seed=7).months.iloc[0]["settled"] == "nothing"
    until(lambda: ("No agreement" in meeting_shown(page)) == expected)


# -- explore


def test_a_slider_moved_changes_the_distribution_to_that_of_sim_run(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=RUNS))
    page.wait_for_selector(".explored")
    picture = page.locator("#x-distribution-subsidy_policy_mean")
    before = picture.inner_html()
    assert shares(page) == [muddling(RUNS)]
    slider = page.get_by_role("slider", name=parameters()["subsidy_cost_linear"].label)
    step, start = float(slider.get_attribute("step")), float(slider.input_value())
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    # each press counts, also one while news of an earlier one is on its way
    moved = round(start + 20 * step, 9)
    expected = [muddling(RUNS, f"subsidy_cost_linear={moved}"), muddling(RUNS)]
    until(lambda: shares(page) == expected)
    assert float(slider.input_value()) == moved
    assert picture.inner_html() != before
    page.wait_for_function(f"decodeURIComponent(location.search).includes('subsidy_cost_linear={moved}')")


def test_a_newer_wish_drops_the_older_and_the_last_one_is_shown(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=RUNS))
    page.wait_for_selector(".explored")
    number = page.get_by_role("spinbutton", name=initial()["colour_revolution_belief"].label)
    page.locator("summary", has_text="Moscow's view").click()
    for value in ("0.1", "0.9", "0.3", "0.7", "0"):
        number.fill(value)
        page.keyboard.press("Tab")
    expected = [muddling(RUNS, "colour_revolution_belief=0.0"), muddling(RUNS)]
    until(lambda: shares(page) == expected)
    until(lambda: f"{RUNS} runs" in page.locator(".progress").inner_text())


def test_minds_are_levers_too(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=RUNS))
    page.wait_for_selector(".explored")
    page.locator("summary", has_text="Who bargains").click()
    page.get_by_label("Mind of Minsk", exact=True).select_option("aspiration")
    expected = [muddling(RUNS, "minds.minsk=aspiration"), muddling(RUNS)]
    until(lambda: shares(page) == expected)
    page.get_by_role("button", name="Take all changes back").click()
    until(lambda: shares(page) == [muddling(RUNS)])
    assert page.get_by_label("Mind of Minsk", exact=True).input_value() == "quantal"


def test_a_scenario_is_compared_with_the_baseline_run_by_run(served, opener):
    view = {"view": "explore", "scenario": "protests_return", "against": "baseline_feb2021", "runs": RUNS}
    page = opener(served.at(**view))
    page.wait_for_selector("#x-forest-shares")
    assert shares(page) == [muddling(RUNS, scenario="protests_return"), muddling(RUNS)]
    text = page.locator(".explored").inner_text()
    assert "Paired by run (both have seed 20210222)." in text
    assert "Diamond: baseline_feb2021." in text


def test_a_scenario_is_saved_that_sim_validate_accepts(served, opener):
    changes = ("colour_revolution_belief=0.2", "minds.minsk=aspiration", "menu.loans=[0, 1.5, 3]")
    page = opener(served.at(view="explore", scenario="protests_return", runs=RUNS, changes=changes))
    page.wait_for_selector(".explored")
    page.locator("summary", has_text="Save as").click()
    page.get_by_label("Name", exact=True).fill("from_the_page")
    page.get_by_label("Question").fill("What if <b>nobody</b> believed it?")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(".said.saved")
    path = served.folder / "from_the_page.yaml"
    text = path.read_text()
    assert text == (
        "name: from_the_page\n"
        "question: What if <b>nobody</b> believed it?\n"
        "extends: protests_return\n"
        "initial: {colour_revolution_belief: 0.2}\n"
        "minds: {minsk: aspiration}\n"
        "menu:\n"
        "  loans: [0.0, 1.5, 3.0]\n"
    )
    command = [sys.executable, "-m", "sim.cli.app", "validate", str(path)]
    assert subprocess.run(command, check=False).returncode == 0
    now, expected = load_scenario(path), load_scenario("protests_return", changes)
    assert (now.initial, now.minsk_mind, now.loans, now.events) == (
        expected.initial,
        expected.minsk_mind,
        expected.loans,
        expected.events,
    )

    page.get_by_role("button", name="Take all changes back").click()
    page.get_by_label("Mind of the Kremlin", exact=True).select_option("aspiration")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(".said.asks")
    assert path.read_text() == text
    page.get_by_role("button", name="Overwrite it").click()
    page.wait_for_selector(".said.saved")
    assert "minds: {kremlin: aspiration}" in path.read_text()
    page.get_by_role("link", name="Play a run").click()
    page.wait_for_selector(".meeting")
    page.locator("select[name=scenario]").select_option("from_the_page")
    page.wait_for_function("location.search.includes('from_the_page')")


def test_nothing_changed_is_not_saved(served, opener):
    page = opener(served.at(view="explore", scenario="protests_return", runs=RUNS))
    page.locator("summary", has_text="Save as").click()
    page.get_by_label("Name", exact=True).fill("nothing_changed")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(".said.wrong")
    assert "Nothing is changed" in page.locator(".said.wrong").inner_text()
    assert not (served.folder / "nothing_changed.yaml").exists()


# -- results


def test_a_run_of_a_result_folder_is_replayed_to_the_end_of_its_row(served, opener, results):
    page = opener(served.at(view="results", results="results", scenario="baseline_small"))
    page.wait_for_selector(".runs")
    page.locator("select[name=outcome]").select_option("regime_collapse")
    until(lambda: "regime collapse" in page.locator(".runs tbody tr").first.inner_text())
    row = page.locator(".runs tbody tr").first.inner_text().split("\t")
    page.locator(".runs tbody a").first.click()
    page.wait_for_selector(".recorded.same")
    page.get_by_role("button", name="End", exact=True).click()
    page.wait_for_selector(".ended")
    run = int(row[0].removeprefix("run "))
    with (results / "outcomes.csv").open() as file:
        recorded = next(
            one
            for one in csv.DictReader(file)
            if (one["scenario"], int(one["run"])) == ("baseline_small", run)
        )
    said = page.locator(".ended").inner_text()
    assert f"(month {recorded['end_month']})" in said
    assert recorded["outcome"].replace("_", " ") in said
    assert "to the last bit" in page.locator(".recorded").inner_text()


def test_the_runs_are_paged(served, opener):
    page = opener(served.at(view="results", results="results", scenario="baseline_small"))
    page.wait_for_selector(".runs")
    assert page.locator(".runs tbody a").first.inner_text() == "run 0"
    page.get_by_role("button", name="Later runs").click()
    until(lambda: page.locator(".runs tbody a").first.inner_text() == "run 10")


def test_points_of_a_sweep_are_replayed(served, opener):
    page = opener(served.at(view="results", results="results", scenario="swept"))
    page.wait_for_selector(".runs")
    for _ in range(2):
        first = page.locator(".runs tbody tr").first.inner_text()
        page.get_by_role("button", name="Later runs").click()
        until(lambda first=first: page.locator(".runs tbody tr").first.inner_text() != first)
    page.locator(".runs tbody a").last.click()
    page.wait_for_selector(".recorded.same")
    until(lambda: view_of(page.url.partition("//")[2]).point == 1)


# -- safety


def test_text_of_a_scenario_is_read_as_it_was_written(served, opener):
    page = opener(served.at(view="results", results="results", scenario="evil"))
    page.wait_for_selector("#s-evil")
    evil = "<script>alert('x')</script> & \"quoted\" </svg>"
    assert page.locator(".question").inner_text() == evil
    page.goto(served.at(results="results", scenario="evil", run=3, month=1))
    page.wait_for_selector(".recorded")
    assert evil in page.locator(".ahead").inner_text()
    assert page.evaluate("[...document.scripts].filter(s => s.text.includes('alert(')).length") == 0


def test_a_broken_scenario_shows_its_errors_with_lines_and_the_page_lives_on(opener, tmp_path):
    path = tmp_path / "broken.yaml"
    head = "name: broken\nextends: baseline_feb2021\n"
    path.write_text(f"{head}horizon: long\nparameters: {{strength_csot: 1}}\n")
    with serving(tmp_path, str(path)) as served:
        page = opener(served.url)
        page.wait_for_selector(".trouble")
        text = page.locator(".trouble pre").inner_text()
        assert f"{path}:3:10: horizon" in text
        assert f"{path}:4:14: parameters.strength_csot" in text
        assert "did you mean strength_cost" in text
        page.get_by_role("link", name="Explore").click()
        page.wait_for_selector(".trouble")
        path.write_text(f"{head}horizon: 6\n")
        page.get_by_role("link", name="Play a run").click()
        page.get_by_role("button", name="Read it again").click()
        page.wait_for_selector(".meeting")
        assert "of 6" in page.locator(".player").inner_text()
        page.close()
        assert stop(served) == 130


def test_the_command_ends_while_batches_are_played(browser, tmp_path):
    path = tmp_path / "long.yaml"
    path.write_text("name: long\nextends: baseline_feb2021\nhorizon: 240\n")
    with serving(tmp_path, str(path)) as served:
        page = browser.new_page(viewport=SCREEN)
        page.goto(served.at(view="explore", scenario="long", runs=10_000))
        page.wait_for_selector("progress:not(.idle)", timeout=1000 * SECONDS)
        assert stop(served) == 130
        page.close()


def test_wrong_changes_in_a_link_are_told_and_can_be_left_out(served, opener):
    page = opener(served.at(scenario="baseline_feb2021", changes=("strength_cost=-1", "nothing=<i>2</i>")))
    page.wait_for_selector(".trouble")
    text = page.locator(".trouble pre").inner_text()
    assert "--set strength_cost=-1" in text
    assert "<i>2</i>" in text
    page.get_by_role("button", name="Leave out the changes").click()
    page.wait_for_selector(".meeting")


def test_changes_that_do_not_go_together_leave_the_levers_at_hand(served, opener):
    changes = ("leak=0.1", "implemented.RM=0.5")
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=RUNS, changes=changes))
    page.wait_for_selector(".trouble")
    assert "implemented.RM" in page.locator(".trouble pre").inner_text()
    assert page.get_by_role("spinbutton", name=parameters()["leak"].label).input_value() == "0.1"
    page.get_by_role("button", name="Take the last change back").click()
    until(
        lambda: (
            page.locator(".summary").count() and shares(page) == [muddling(RUNS, "leak=0.1"), muddling(RUNS)]
        )
    )


# -- for everybody

CLICKED = "a[href], button, select, input, summary"
MEASURE = """() => {
  const bad = [];
  for (const details of document.querySelectorAll("#page details")) details.open = true;
  for (const picture of document.querySelectorAll("#page figure svg")) {
    const box = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
    texts.forEach(([words, a], i) => {
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
  const small = [];
  for (const one of document.querySelectorAll("#page button, #page select, #page input, #page nav a")) {
    const box = one.getBoundingClientRect();
    if (box.width && (box.left < 0 || box.right > innerWidth || box.height < 20 || box.width < 20))
      small.push([one.outerHTML.slice(0, 80), box.left, box.right, box.height]);
  }
  return {wide: document.documentElement.scrollWidth - innerWidth, bad, small,
          pictures: document.querySelectorAll("#page figure svg").length};
}"""


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_loads_fits_the_window_and_has_no_words_on_each_other(served, opener, name):
    page = opener(served.at(**VIEWS[name]))
    page.wait_for_selector(READY[name])
    assert page.title() == "sim: Kremlin and Minsk"
    assert page.locator("html").get_attribute("lang") == "en"
    for viewport in (SCREEN, PHONE):
        page.set_viewport_size(viewport)
        until(lambda: page.evaluate(MEASURE)["wide"] <= 0)
        found = page.evaluate(MEASURE)
        assert found["bad"] == []
        assert found["small"] == []
        assert found["pictures"] >= (0 if name == "nowhere" else 15)


def test_a_phone_moves_a_lever_and_plays(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=RUNS), PHONE)
    page.wait_for_selector(".explored")
    page.get_by_text("Protest", exact=True).click()
    page.get_by_role("spinbutton", name=initial()["mobilisation"].label).fill("0.4")
    page.keyboard.press("Tab")
    until(lambda: len(shares(page)) == 2)
    page.get_by_role("button", name="Play a run of it").click()
    page.wait_for_selector(".meeting")
    page.get_by_role("button", name="Step", exact=True).click()
    until(lambda: month_shown(page) == "Apr 2021")
    assert view_of(page.url.partition("//")[2]).changes == ("mobilisation=0.4",)


@pytest.mark.parametrize("name", ["play", "explore", "results"])
def test_everything_that_can_be_clicked_is_reached_by_the_keyboard_has_a_name_and_shows_it(
    served, opener, name
):
    page = opener(served.at(**VIEWS[name]))
    page.wait_for_selector(READY[name])
    page.evaluate("for (const d of document.querySelectorAll('#page details')) d.open = true")
    page.wait_for_timeout(300)
    wanted = page.evaluate(
        f"""() => [...document.querySelector('#page').querySelectorAll('{CLICKED}')]
          .filter(one => !one.disabled && one.getClientRects().length).length"""
    )
    page.evaluate("document.activeElement.blur()")
    reached, nameless, unseen = set(), [], []
    for _ in range(3 * wanted):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one.closest('#page')) return null;
              if (!one.dataset.seen) one.dataset.seen = String(Math.random());
              const label = one.getAttribute('aria-label') || one.title || one.innerText
                || (one.labels && [...one.labels].map(l => l.innerText).join(' ')) || '';
              const style = getComputedStyle(one);
              const outlined = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
              const counts = one.matches('CLICKED');
              return [one.dataset.seen, label.trim(), outlined, counts, one.outerHTML.slice(0, 90)];
            }""".replace("CLICKED", CLICKED)
        )
        if at is None:
            if reached:
                break
            continue
        seen, label, outlined, counts, html = at
        if not label:
            nameless.append(html)
        if not outlined:
            unseen.append(html)
        if counts:
            reached.add(seen)
    assert nameless == []
    assert unseen == []
    assert len(reached) == wanted


def test_every_lever_has_its_label_unit_and_claims_at_hand(served, opener):
    page = opener(served.at(view="explore", scenario="baseline_feb2021", runs=RUNS))
    page.wait_for_selector(".explored")
    page.evaluate("for (const d of document.querySelectorAll('.controls details')) d.open = true")
    controls = page.locator(".control")
    assert controls.count() == len(labels())
    assert sorted(controls.locator(".head label").all_inner_texts()) == sorted(labels().values())
    assert all(controls.locator(".unit").all_inner_texts())
    about = page.get_by_role("button", name=f"About: {initial()['colour_revolution_belief'].label}")
    about.focus()
    tip = page.locator(f"#{about.get_attribute('aria-describedby')}")
    assert tip.is_visible()
    assert "C13 Protests are seen as begun and backed by the West" in tip.inner_text()
    assert "Plausible: 0.704 to 0.956." in tip.inner_text()


@pytest.mark.parametrize("name", ["play", "explore"])
def test_a_dark_screen_gets_a_dark_page(served, opener, name):
    page = opener(served.at(**VIEWS[name]), scheme="dark")
    page.wait_for_selector(READY[name])
    colours = page.evaluate(
        """() => [...document.querySelector('#page').querySelectorAll('h2, p, svg text, button')].map(one => {
          let under = one;
          const clear = colour => colour === 'rgba(0, 0, 0, 0)';
          while (under && clear(getComputedStyle(under).backgroundColor)) under = under.parentElement;
          const style = getComputedStyle(one);
          return [one.tagName, one.namespaceURI.includes('svg') ? style.fill : style.color,
                  under ? getComputedStyle(under).backgroundColor : 'rgb(255, 255, 255)'];
        })"""
    )
    for tag, ink, paper in colours:
        assert contrast(ink, paper) >= 4, (tag, ink, paper)
    assert luminance(page.evaluate("getComputedStyle(document.querySelector('#app')).backgroundColor")) < 0.02


def luminance(colour):
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)

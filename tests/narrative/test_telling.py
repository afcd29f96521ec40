"""The story of real runs of every ending: what each sentence says stands in the trace."""

from __future__ import annotations

import string

import pytest

from sim.narrative.telling import listed, months, percent, sentence, tell
from sim.narrative.words import BUNDLES, LONG, PROTEST_MOVE, REASONS, REPRESSION_MOVE, SENTENCES, STEPS
from sim.play.ending import current_rates
from sim.quantities import INDICES, OUTCOMES
from sim.rules.endings import chances
from sim.rules.issues import STATUS_QUO, STEPS_ASKED, bundle_of, loan_of, subsidy_change_of

START = {
    "gas_price_usd": "p_gas_contract",
    "reserves_usd_bn": "p_reserves",
    **{name: f"p_{name}" for name in ("subsidy_step", "mobilisation", "arrears", "repression", "help")},
}


class Month:
    """One month of a trace's table, and the months around it."""

    def __init__(self, trace, table, month):
        self.trace, self.table, self.month = trace, table, month
        self.now = self.table.loc[month]
        self.last = int(trace.row["end_month"])

    def before(self, name):
        if self.month > 1:
            return self.table.loc[self.month - 1, name]
        return self.trace.played_with.get(START.get(name, ""), 0.0)

    def stretch(self, name, holds=lambda value: value > 0):
        """How many months from this one on a column holds; it did not the month before."""
        assert self.month == 1 or not holds(self.table.loc[self.month - 1, name])
        length = 0
        while self.month + length <= self.last and holds(self.table.loc[self.month + length, name]):
            length += 1
        return length


def package_said(month, values, side, package):
    """An offer names what is in the package, and on the side that asks for it."""
    loans = month.trace.model.inputs.loans
    change, loan, bundle = subsidy_change_of(package), loans[loan_of(package)], bundle_of(package)
    wants, gives = " and ".join(values["wants"]), " and ".join(values["gives"])
    money, concession = (gives, wants) if side == "Kremlin" else (wants, gives)
    assert (f"a loan of {loan:g} bn" in money) == (loan > 0)
    assert (STEPS.get(change, "?") in money) == (change > 0)
    assert (STEPS[-1] in concession) == (change < 0)
    assert (BUNDLES[bundle] in concession) == (bundle > 0) or bundle == 0


def refused_for(month, values):
    refusals = [one for one in month.trace.model.refusals if one.month == month.month]
    if not refusals:
        assert values["reasons"] == []
        return
    (refusal,) = refusals
    assert values["difference"] == refusal.difference
    for reason in values["reasons"]:
        assert (reason["term"], reason["weight"]) in refusal.terms
        assert reason["weight"] < 0
        assert reason["words"] == REASONS[refusal.side][reason["term"]]
    if values["reasons"]:
        assert values["reasons"][0]["weight"] == min(part for _, part in refusal.terms)


def chance(trace, name):
    model = trace.model
    return chances(current_rates(model.state, model.p))[INDICES["ending"].index(name)]


def risk(month, values):
    trace = month.trace
    assert values["ending"] == trace.row["outcome"]
    assert values["chance"] == chance(trace, values["ending"])
    names = {"arrears": "arrears", "push": "push", "overture": "overture", "reserves": "reserves_usd_bn"}
    for cause in values["causes"]:
        flat = cause["cause"]
        column = names.get(flat, flat.replace(".", "_"))
        assert cause["end"] == month.now[column]
        assert cause["start"] == trace.played_with[f"p_{flat.replace('.', '_').lower()}"]
        assert cause["factor"] > 1


# What must stand in the trace where a sentence says so.
CHECKS = {
    "event": lambda m, v: v["what"] in {event.why for event in m.trace.model.resolved.events},
    "gas_price": lambda m, v: (
        (v["price"], v["before"]) == (m.now["gas_price_usd"], m.before("gas_price_usd"))
    ),
    "summit": lambda m, v: m.now["track"] == "summit" and v["meetings"] == m.now["leader_meetings"],
    "offer": lambda m, v: (
        v["side"] == m.now["proposer"] and package_said(m, v, v["side"], int(m.now["offer"])) is None
    ),
    "accepted": lambda m, v: m.now["response"] == "accepted" and v["proposer"] == m.now["proposer"],
    "refused": lambda m, v: m.now["response"] == "rejected" and refused_for(m, v) is None,
    "counter_accepted": lambda m, v: (
        m.now["answer"] == "accepted" and v["counter"] == m.now["counter"] == m.now["package"]
    ),
    "counter_refused": lambda m, v: (
        m.now["answer"] == "rejected" and v["counter"] == m.now["counter"] and refused_for(m, v) is None
    ),
    "secret": lambda m, v: m.now["hidden_now"] == 1 and not v,
    "road_maps": lambda m, v: v["signed"] == m.now["roadmaps_signed"] and v["total"] == 33,
    "subsidy_raised": lambda m, v: (
        m.now["subsidy_step"] > m.before("subsidy_step") and v["subsidy"] == m.now["subsidy_due"]
    ),
    "subsidy_cut": lambda m, v: (
        m.now["subsidy_step"] < m.before("subsidy_step") and v["subsidy"] == m.now["subsidy_due"]
    ),
    "withheld": lambda m, v: v["months"] == m.stretch("withheld"),
    "tranche": lambda m, v: v["amount"] == m.now["tranche_paid"] > 0,
    "deferred": lambda m, v: (
        v["months"] == m.stretch("deferred")
        and v["amount"]
        == pytest.approx(m.table.loc[m.month : m.month + v["months"] - 1, "deferred"].sum(), abs=1e-12)
    ),
    "push_seen": lambda m, v: (
        v["months"] == m.stretch("push")
        and m.table.loc[m.month : m.month + v["months"] - 1, "push_seen"].any()
    ),
    "push_unseen": lambda m, v: (
        v["months"] == m.stretch("push")
        and not m.table.loc[m.month : m.month + v["months"] - 1, "push_seen"].any()
    ),
    "suppression": lambda m, v: (
        v["months"] == m.stretch("help", lambda value: value == "suppression") >= LONG
    ),
    "stalled": lambda m, v: v["months"] == m.stretch("stalled"),
    "vote_held": lambda m, v: m.now["decided_referendum"] == "hold" and not v,
    "vote_postponed": lambda m, v: (
        m.now["decided_referendum"] == "postpone" and v["months"] == m.now["months_to_referendum"]
    ),
    "repression_raised": lambda m, v: (
        v["level"] == m.now["repression"] and v["level"] - m.before("repression") >= REPRESSION_MOVE
    ),
    "repression_eased": lambda m, v: (
        v["level"] == m.now["repression"] and m.before("repression") - v["level"] >= REPRESSION_MOVE
    ),
    "overture": lambda m, v: v["months"] == m.stretch("overture"),
    "leak": lambda m, v: v["leaks"] == m.now["leaks_now"] > 0,
    "reserves_thin": lambda m, v: (
        v["reserves"] == m.now["reserves_usd_bn"] < v["thin"] <= m.before("reserves_usd_bn")
    ),
    "reserves_recovered": lambda m, v: (
        m.before("reserves_usd_bn") < v["thin"] <= v["reserves"] == m.now["reserves_usd_bn"]
    ),
    "arrears": lambda m, v: v["arrears"] == m.now["arrears"] > m.before("arrears") == 0,
    "arrears_cleared": lambda m, v: m.now["arrears"] == 0 < m.before("arrears") and not v,
    "protest_grew": lambda m, v: (
        v["mobilisation"] - m.before("mobilisation") >= PROTEST_MOVE
        and (v["mobilisation"], v["crowd"]) == (m.now["mobilisation"], m.now["turnout_peak"])
    ),
    "protest_ebbed": lambda m, v: (
        m.before("mobilisation") - v["mobilisation"] >= PROTEST_MOVE
        and v["mobilisation"] == m.now["mobilisation"]
    ),
    "sanctions": lambda m, v: (
        v["rounds"] == m.now["eu_rounds"] - m.before("eu_rounds") > 0 and v["all"] == m.now["eu_rounds"]
    ),
    "exercise_held": lambda m, _: m.now["months_to_exercise"] == 0 and m.now["exercise_held"] == 1,
    "exercise_dropped": lambda m, _: m.now["months_to_exercise"] == 0 and m.now["exercise_held"] == 0,
    **dict.fromkeys(OUTCOMES, lambda m, v: v["months"] == m.last == m.month),
    "integrated": lambda m, v: (
        (v["implemented"], v["bodies"]) == (m.now["implemented_index"], m.now["implemented_SU"])
    ),
    "risk": lambda m, v: risk(m, v) is None,
    "left": lambda m, v: (
        v["chance"] == max(chance(m.trace, name) for name in INDICES["ending"])
        and v["chance"] == chance(m.trace, v["ending"])
    ),
    "stands": lambda m, v: all(v[name] == m.now[name] for name in v),
}


@pytest.fixture(scope="module")
def stories(reported):
    return {key: tell(trace) for key, trace in reported.items()}


def test_every_kind_of_sentence_is_checked():
    assert set(CHECKS) == set(SENTENCES)


def test_what_every_sentence_says_is_in_the_trace(reported, stories):
    for key, story in stories.items():
        table = reported[key].months.set_index("month")
        for month in story.months:
            known = Month(reported[key], table, month.month)
            for fact in month.facts:
                assert fact.month == month.month
                assert CHECKS[fact.kind](known, fact.values), (key, fact)


def test_every_kind_of_sentence_but_the_rarest_is_spoken_in_these_runs(stories):
    spoken = {fact.kind for story in stories.values() for month in story.months for fact in month.facts}
    assert len(set(SENTENCES) - spoken) <= 3, set(SENTENCES) - spoken


def test_real_runs_of_every_ending_end_their_story_with_it(of_every_ending):
    for outcome, trace in of_every_ending.items():
        last = tell(trace).months[-1]
        assert last.month == trace.row["end_month"]
        assert outcome in [fact.kind for fact in last.facts]
        others = set(OUTCOMES) - {outcome}
        assert not others & {fact.kind for month in tell(trace).months for fact in month.facts}


def test_what_mattered_is_told_and_other_months_are_passed_over(reported, stories):
    for key, story in stories.items():
        table = reported[key].months.head(int(reported[key].row["end_month"]))
        mattered = set(
            table[
                (table["summit"] == 1)
                | ((table["accepted"] == 1) & (table["package"] != STATUS_QUO))
                | (table["leaks_now"] > 0)
                | (table["vote_due"] == 1)
                | (table["tranche_paid"] > 0)
            ]["month"]
        )
        assert mattered <= {month.month for month in story.months}
        assert all(any(fact.weighty for fact in month.facts) for month in story.months)


def test_sentences_are_whole_and_short(stories):
    for story in stories.values():
        for month in story.months:
            for text in month.sentences:
                assert text[0] == text[0].upper()
                assert text.endswith(".")
                assert not {"{", "}", "nan", "None", "inf"} & {*text.split(), *text}
                assert len(text.split()) < 50, text


def test_a_story_in_plain_data_holds_each_sentence_with_its_fact(stories):
    story = next(iter(stories.values()))
    data = story.to_dict()
    sentences = [fact["sentence"] for month in data["months"] for fact in month["facts"]]
    assert sentences == [text for month in story.months for text in month.sentences]
    assert all(sentence(fact) in sentences for month in story.months for fact in month.facts)


def test_an_aspiration_mind_is_given_no_reasons(reported, stories):
    for key in reported:
        if "aspiring" not in key[0]:
            continue
        for month in stories[key].months:
            assert not any("what weighs most" in text for text in month.sentences)


def test_an_event_that_does_not_happen_is_not_told(tmp_path):
    from sim.narrative.account import recalled

    file = tmp_path / "maybe.yaml"
    file.write_text(
        "horizon: 4\nevents:\n  - {month: 2, add: {mobilisation: 0.3}, probability: 0.5, why: a strike}\n"
    )
    reported_of, grew = set(), set()
    for run in range(12):
        trace = recalled(file, run)
        text = " ".join(tell(trace).paragraphs)
        (reported_of if "A strike" in text else set()).add(run)
        calm = recalled(file, run, overrides=()).model.log
        jump = float(calm[1]["mobilisation"]) - float(calm[0]["mobilisation"])
        (grew if jump > 0.1 else set()).add(run)
    assert reported_of == grew
    assert 0 < len(reported_of) < 12


def test_the_table_of_words_covers_what_there_is():
    assert len(BUNDLES) == len(STEPS_ASKED)
    fields = {name for text in SENTENCES.values() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert fields


def test_small_words():
    assert [listed(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [months(1), months(2), months(13)] == ["one month", "two months", "13 months"]
    assert [percent(x) for x in (0.5, 0.053, 0.0053, 0.00053, 0.0)] == [
        "50%",
        "5.3%",
        "0.53%",
        "0.053%",
        "0%",
    ]

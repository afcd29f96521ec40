"""Files that cannot be played: each gives one clear message at its place, exit code 2, nothing written."""

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas._libs.parsers import STR_NA_VALUES

from sim.cli.app import main
from sim.errors import Problem, ScenarioErrors
from sim.scenario import load_many, load_scenario

FORM = re.compile(r"[^:]+(:\d+:\d+)?: (\S+: )?[^;]+(; [^;]+)*")

# What is wrong: the file, where the message stands (line:column, or nothing), what it says (`.*`: and then).
BROKEN = {
    # text that is no plain data
    "empty": ("", "", "empty"),
    "only a comment": ("# nothing\n", "", "empty"),
    "only a document marker": ("---\n", "", "empty"),
    "null at the top": ("null\n", "", "empty"),
    "binary": (b"name: x\0\x01\x02", "", "binary"),
    "not utf-8": ("question: Łukaszenka\n".encode("iso-8859-2"), "", "not UTF-8, .*; save it as UTF-8"),
    "utf-16": ("name: x\n".encode("utf-16"), "", "UTF-16, not UTF-8; save it as UTF-8"),
    "utf-16 without a mark": ("question: Łomża\n".encode("utf-16-be"), "", "UTF-16, not UTF-8"),
    "utf-32": ("name: x\n".encode("utf-32"), "", "UTF-32, not UTF-8; save it as UTF-8"),
    "utf-32 without a mark": ("name: x\n".encode("utf-32-le"), "", "UTF-32, not UTF-8"),
    "control character": ("name: x\nquestion: a\x07b\n", "2:12", "the control character U+0007"),
    "an escaped control character": (
        'question: "a\\e[31m"\n',
        "1:11",
        "question: a control character (character 2 is the control character U+001B",
    ),
    "half a character": ('question: "\\ud800"\n', "1:11", "question: the lone surrogate U+D800 in a text"),
    "half a character in a key": ('"\\udfffleak": 1\n', "1:1", "the lone surrogate U+DFFF in a key"),
    "an escape beyond the last character": ('question: "\\U00110000"\n', "", "not valid YAML"),
    "a list at the top": ("- name: x\n", "1:1", "a list at the top; a mapping"),
    "a word at the top": ("hello\n", "1:1", "a single value at the top"),
    "two documents": ("name: x\n---\nname: y\n", "2:1", "a second document"),
    "duplicate key": ("name: x\nruns: 5\nruns: 6\n", "3:1", "runs: given twice, first in line 2"),
    "duplicate inner key": ("initial: {reserves: 5, reserves: 6}\n", "1:24", "initial.reserves: given twice"),
    "unclosed bracket": ("menu: {loans: [0, 1, 2}\n", "1:23", "not valid YAML"),
    "unclosed quote": ("question: 'why\n", "2:1", "not valid YAML"),
    "tab indentation": ("minds:\n\tkremlin: quantal\n", "2:1", "not valid YAML"),
    "bad indentation": ("name: x\n  runs: 5\n", "2:7", "not valid YAML"),
    "python tag": ("name: !!python/object/apply:os.system ['true']\n", "1:7", "name: the tag !!python"),
    "own tag": ("runs: !many 5\n", "1:7", "runs: the tag !many"),
    "string tag": ("runs: !!str 5\n", "1:7", "runs: the tag !!str"),
    "tag on a key": ("!!str name: x\n", "1:1", "the tag !!str"),
    "unknown alias": ("question: *nothing\n", "1:11", "question: the alias *nothing"),
    "alias of itself": ("initial: &a {reserves: *a}\n", "1:24", "initial.reserves: the alias *a"),
    "alias bomb": (
        "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{b}: &{b} [{','.join(['*' + a] * 10)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
        ),
        "5:",
        "more than 100000 values; aliases count in full",
    ),
    "merge key": ("minds: {<<: {kremlin: quantal}}\n", "1:9", "minds: a merge key"),
    "a list as key": ("? [a, b]\n: 1\n", "1:3", "a key that is no name"),
    "deep nesting": ("claims: " + "[" * 5000 + "]" * 5000 + "\n", "1:", "nested too deeply"),
    "a huge file": ("#" + "x" * 1_000_001, "", "too large; at most 1000000 bytes"),
    # numbers
    "not a number": ("runs: .nan\n", "1:7", "runs: .nan is not a finite number"),
    "infinity": ("parameters: {strength_cost: .inf}\n", "1:29", "parameters.strength_cost: .inf is not"),
    "minus infinity": ("initial:\n  reserves: -.Inf\n", "2:13", "initial.reserves: -.Inf is not a finite"),
    "beyond all numbers": ("seed: 1e999\n", "1:7", "seed: 1e999 is not a finite number"),
    "a huge integer": (
        "runs: " + "9" * 5000 + "\n",
        "1:7",
        "runs: 99999999999999999999 is not a finite number",
    ),
    "a large integer": ("seed: " + "9" * 40 + "\n", "1:7", "seed: 1e+40 is out of range"),
    "a number in quotes": (
        'runs: "100"\n',
        "1:7",
        "runs: '100' is not a number; a whole number, 1 to 1000000000, without",
    ),
    "yes for a number": ("runs: true\n", "1:7", "runs: true is not a number"),
    "an underscore in a number": ("runs: 10_000\n", "1:7", "runs: '10_000' is not a number"),
    "half a run": ("runs: 10.5\n", "1:7", "runs: 10.5 is not a whole number; a whole number, 1 to"),
    "no run": ("runs: 0\n", "1:7", "runs: 0 is out of range; a whole number, 1 to 1000000000"),
    "too many runs": ("runs: 1000000001\n", "1:7", "runs: 1000000001 is out of range"),
    "negative seed": ("seed: -1\n", "1:7", "seed: -1 is out of range; a whole number, 0 to 9007199254740991"),
    "seed of 2**53": ("seed: 9007199254740992\n", "1:7", "seed: 9007199254740992 is out of range"),
    "horizon 0": ("horizon: 0\n", "1:10", "horizon: 0 is out of range; a whole number, 1 to 240 (months)"),
    "horizon 241": ("horizon: 241\n", "1:10", "horizon: 241 is out of range"),
    # keys and words
    "unknown key": (
        "name: x\nhorizn: 24\n",
        "2:1",
        "horizn: unknown key; known here: calendar, .*did you mean horizon?",
    ),
    "a parameter at the top": (
        "strength_cost: 1\n",
        "1:1",
        "strength_cost: a quantity, .*write it under `parameters`",
    ),
    "no value": ("horizon:\n", "1:9", "horizon: nothing is not a number"),
    "an empty section": ("parameters:\n", "1:12", "parameters: nothing is not a mapping"),
    "a list for a section": ("initial: [1, 2]\n", "1:10", "initial: a list is not a mapping"),
    "a number as question": ("question: 5\n", "1:11", "question: 5 is not text"),
    "a slash in the name": ("name: a/b\n", "1:7", "name: 'a/b' cannot be a name; letters"),
    "dots as name": ("name: ..\n", "1:7", "name: '..' cannot be a name"),
    "a formula as name": ("name: =cmd()\n", "1:7", "name: '=cmd.*' cannot be a name"),
    "an empty name": ('name: ""\n', "1:7", "name: '' cannot be a name"),
    "a number as name": ("name: 2021\n", "1:7", "name: 2021 is not text; .*in quotes"),
    "a name of 81 letters": (f"name: {'x' * 81}\n", "1:7", "name: 81 characters; letters, .*at most 80"),
    "a line break in the name": ('name: "a\\nb"\n', "1:7", "name: 'a b' cannot be a name"),
    "claims as words": ("claims: [B1]\n", "1:10", "claims[0]: 'B1' is not the number of a claim; C1"),
    "unknown mind": (
        "minds: {kremlin: quantel}\n",
        "1:18",
        "minds.kremlin: unknown: 'quantel'; .*did you mean quantal?",
    ),
    "unknown side": (
        "minds: {moscow: quantal}\n",
        "1:9",
        "minds.moscow: unknown key; known here: kremlin, minsk",
    ),
    # dates
    "a start that is no month": (
        "start: 2021-13\n",
        "1:8",
        "start: '2021-13' is not a month; a month as YYYY-MM",
    ),
    "a start with a day": ("start: 2021-03-01\n", "1:8", "start: '2021-03-01' is not a month"),
    "a year as start": ("start: 2021\n", "1:8", "start: 2021 is not a month"),
    "an exercise before the start": (
        "start: 2021-03\ncalendar: {exercise: 2021-02}\n",
        "2:22",
        "calendar.exercise: 2021-02 lies before the start; 2021-03 or later, or none",
    ),
    "a summit twice": (
        "calendar: {summits: [2021-09, 2021-09]}\n",
        "1:21",
        "calendar.summits: a month given twice",
    ),
    # quantities
    "unknown parameter": (
        "parameters: {strenth_cost: 1}\n",
        "1:14",
        "parameters.strenth_cost: unknown parameter; .*did you mean strength_cost",
    ),
    "an initial value among the parameters": (
        "parameters: {reserves: 5}\n",
        "1:14",
        "parameters.reserves: not one of `parameters`; write it under `initial`",
    ),
    "a share above 1": (
        "initial: {mobilisation: 1.5}\n",
        "1:25",
        "initial.mobilisation: 1.5 is out of range; 0 to 1",
    ),
    "a word for a number": (
        "initial:\n  reserves: plenty\n",
        "2:13",
        "initial.reserves: 'plenty' is not a number",
    ),
    "a mapping for a number": (
        "initial: {reserves: {a: 1}}\n",
        "1:21",
        "initial.reserves: a mapping is not a number",
    ),
    "half a subsidy step": (
        "initial: {subsidy_step: 1.5}\n",
        "1:25",
        "initial.subsidy_step: 1.5 is not a whole number",
    ),
    "unknown type": (
        "initial: {kremlin_type: replacr}\n",
        "1:25",
        "initial.kremlin_type: unknown: 'replacr'; one of drawn, .*did you mean replacer?",
    ),
    "a list too short": (
        "initial: {agreed: [1, 1]}\n",
        "1:19",
        "initial.agreed: a list of 2 does not fit; a list of 5 (RM",
    ),
    "a number for a list": ("initial: {agreed: 1}\n", "1:19", "initial.agreed: 1 does not fit; a list of 5"),
    "unknown entry": (
        "initial: {agreed: {RX: 1}}\n",
        "1:20",
        "initial.agreed.RX: unknown entry; known here: CR, FU, RM",
    ),
    "unknown flat entry": (
        "initial: {agreed.RX: 1}\n",
        "1:11",
        "initial.agreed.RX: unknown quantity; .*did you mean agreed",
    ),
    "an entry given twice": (
        "initial: {agreed: {RM: 1}, agreed.RM: 0.9}\n",
        "1:28",
        "initial.agreed.RM: given twice, also by agreed",
    ),
    "signed above agreed": (
        "initial: {signed.RM: 0.9}\n",
        "1:22",
        "initial.signed.RM: signed.RM 0.9 exceeds agreed.RM 0.8; signed <= agreed",
    ),
    "implemented above signed": (
        "initial: {implemented.SU: 0.1}\n",
        "1:27",
        "implemented.SU 0.1 exceeds signed.SU 0",
    ),
    "hidden above signed": ("initial: {hidden.CR: 0.1}\n", "1:22", "hidden.CR 0.1 exceeds signed.CR 0"),
    "a prior that does not sum to 1": (
        "parameters:\n  prior_minsk_type: [0.5, 0.5, 0.5]\n",
        "2:32",
        "parameters.prior_minsk_type: sums to 1.5; the entries of prior_minsk_type sum to 1",
    ),
    "a belief that does not sum to 1": (
        "initial: {belief_about_kremlin.replacer: 0.9}\n",
        "1:42",
        "initial.belief_about_kremlin: sums to 1.7",
    ),
    # menu
    "two loans": ("menu: {loans: [0, 1]}\n", "1:15", "menu.loans: not a list of three; three rising sums"),
    "loans that fall": ("menu: {loans: [0, 2, 1]}\n", "1:15", "menu.loans: 0, 2, 1: not rising from 0"),
    "loans from 1": ("menu: {loans: [1, 2, 3]}\n", "1:15", "menu.loans: 1, 2, 3: not rising from 0"),
    "unknown bundle": (
        "menu: {bundles: [0, 13]}\n",
        "1:17",
        "menu.bundles: 13 is out of range; a whole number, 0 to 12",
    ),
    "a bundle twice": ("menu: {bundles: [1, 1]}\n", "1:17", "menu.bundles: a number given twice"),
    "bundles as a word": ("menu: {bundles: some}\n", "1:17", "menu.bundles: neither all nor a list"),
    # events
    "events as a mapping": ("events: {month: 3}\n", "1:9", "events: a mapping is not a list"),
    "an event without month": ("events:\n  - {add: {reserves: 1}}\n", "2:5", "events[0].month: missing"),
    "an event after the horizon": (
        "horizon: 12\nevents:\n  - {month: 13, add: {reserves: 1}}\n",
        "3:13",
        "events[0].month: 13 lies after the horizon; 1 to 12 (months)",
    ),
    "an event in month 0": (
        "events: [{month: 0, add: {reserves: 1}}]\n",
        "1:18",
        "events[0].month: 0 is out of range",
    ),
    "an event that does nothing": (
        "events: [{month: 3}]\n",
        "1:10",
        "events[0]: nothing is changed; exactly one of add",
    ),
    "an event that does two things": (
        "events: [{month: 3, add: {reserves: 1}, set: {reserves: 1}}]\n",
        "1:10",
        "events[0]: add and set in one event; exactly one",
    ),
    "an event on nothing": ("events: [{month: 3, add: {}}]\n", "1:26", "events[0].add: nothing is changed"),
    "an event on an unknown quantity": (
        "events: [{month: 3, add: {mobilization: 0.3}}]\n",
        "1:27",
        "events[0].add.mobilization: unknown quantity; .*did you mean mobilisation",
    ),
    "a quantity beside the event": (
        "events: [{month: 3, mobilisation: 0.3, add: {reserves: 1}}]\n",
        "1:21",
        "events[0].mobilisation: a quantity, not a key of this place; write it under `add`",
    ),
    "an event of length 0": (
        "events: [{month: 3, add: {reserves: 1}, duration: 0}]\n",
        "1:51",
        "events[0].duration: 0 is out of range; a whole number, 1 to 240",
    ),
    "a probability above 1": (
        "events: [{month: 3, add: {reserves: 1}, probability: 2}]\n",
        "1:54",
        "events[0].probability: 2 is out of range; 0 to 1",
    ),
    "an event that sets a share to 2": (
        "events: [{month: 3, set: {mobilisation: 2}}]\n",
        "1:41",
        "events[0].set.mobilisation: 2 is out of range; 0 to 1",
    ),
    "an event that adds to a type": (
        "events: [{month: 1, add: {kremlin_type: 1}}]\n",
        "1:41",
        "events[0].add.kremlin_type: `add` makes no sense here; `set` to one of",
    ),
    "an event that draws a type": (
        "events: [{month: 1, set: {kremlin_type: drawn}}]\n",
        "1:41",
        "events[0].set.kremlin_type: a type is drawn before month 1 only",
    ),
    "an event on a type after month 1": (
        "events: [{month: 2, set: {minsk_type: staller}}]\n",
        "1:39",
        "events[0].set.minsk_type: a type is fixed from month 1 on",
    ),
    "an event on what a side decides": (
        "events: [{month: 3, multiply: {repression: 0.5}}]\n",
        "1:44",
        "events[0].multiply.repression: Minsk decides it anew every month",
    ),
    "an event on what is read before month 1 only": (
        "events: [{month: 1, set: {learning_rounds: 5}}]\n",
        "1:44",
        "events[0].set.learning_rounds: it is read before month 1 only; set it under `parameters`",
    ),
    "an event that leads out of the range from anywhere": (
        "events: [{month: 3, add: {activity_gap: -2.5}}]\n",
        "1:41",
        "events[0].add.activity_gap: adding -2.5 leads out of the range",
    ),
    "an event that turns a share negative": (
        "events: [{month: 3, multiply: {grievance: -0.5}}]\n",
        "1:43",
        "events[0].multiply.grievance: -0.5 turns it negative",
    ),
    "an event that breaks a belief": (
        "events: [{month: 3, add: {belief_about_minsk.pliable: 0.1}}]\n",
        "1:26",
        "events[0].add: belief_about_minsk must sum to 1",
    ),
    # chance
    "uncertain as a number": ("uncertain: 3\n", "1:12", "uncertain: neither all nor a mapping; all, or"),
    "an unknown distribution": (
        "uncertain:\n  reserves: {distribution: lognormall, median: 1, sigma: 1}\n",
        "2:28",
        "uncertain.reserves.distribution: unknown: 'lognormall'; one of lognormal, .*did you mean lognormal",
    ),
    "a distribution without name": (
        "uncertain: {reserves: {low: 1, high: 2}}\n",
        "1:23",
        "uncertain.reserves.distribution: missing; one of lognormal",
    ),
    "a missing argument": (
        "uncertain: {reserves: {distribution: normal, mean: 5}}\n",
        "1:23",
        "uncertain.reserves.sd: missing; keys here: distribution, at_least, at_most, mean, sd",
    ),
    "a negative sigma": (
        "uncertain: {reserves: {distribution: lognormal, median: 5, sigma: -1}}\n",
        "1:67",
        "uncertain.reserves.sigma: -1 is out of range; a number above 0",
    ),
    "ends in the wrong order": (
        "uncertain: {reserves: {distribution: uniform, low: 5, high: 2}}\n",
        "1:23",
        "uncertain.reserves: low 5, high 2: not in order; low < high",
    ),
    "a beta of mean 2": (
        "uncertain: {leak: {distribution: beta, mean: 2, size: 20}}\n",
        "1:46",
        "uncertain.leak.mean: 2 is out of range",
    ),
    "a distribution out of range": (
        "uncertain: {mobilisation: {distribution: uniform, low: 0, high: 2}}\n",
        "1:27",
        "uncertain.mobilisation: 2 is out of range; 0 to 1",
    ),
    "an uncertain type": (
        "uncertain: {kremlin_type: prior}\n",
        "1:13",
        "uncertain.kremlin_type: cannot be drawn",
    ),
    "an uncertain law": ("uncertain: {prior_minsk_type: prior}\n", "1:13", "uncertain.prior_minsk_type"),
    "a prior that is not there": (
        "uncertain: {reserves: prior}\n",
        "1:23",
        "uncertain.reserves: has no prior",
    ),
    # sweeps
    "two designs": (
        "sweep: {grid: {reserves: [1, 2]}, sobol: {n: 8, over: {leak: [0, 0.1]}}}\n",
        "1:8",
        "sweep: grid and sobol in one sweep; one of them",
    ),
    "an unknown design": (
        "sweep: {gird: {reserves: [1]}}\n",
        "1:9",
        "sweep.gird: unknown key; .*did you mean grid?",
    ),
    "a grid without values": (
        "sweep: {grid: {reserves: 5}}\n",
        "1:26",
        "sweep.grid.reserves: 5 is not a list of values",
    ),
    "a grid out of range": (
        "sweep: {grid: {mobilisation: [0, 2]}}\n",
        "1:34",
        "sweep.grid.mobilisation[1]: 2 is out of range; 0 to 1",
    ),
    "a grid over a list": (
        "sweep: {grid: {agreed: [1]}}\n",
        "1:24",
        "sweep.grid.agreed: a list cannot be an axis; one entry",
    ),
    "a grid without axes": ("sweep: {grid: {}}\n", "1:15", "sweep.grid: no axis; at least one quantity"),
    "a sample without points": (
        "sweep: {sobol: {over: {leak: [0, 0.1]}}}\n",
        "1:16",
        "sweep.sobol.n: missing",
    ),
    "a grid of too many points": (
        f"sweep: {{grid: {{reserves: {list(range(101))}, leak: {[i / 1000 for i in range(1000)]}}}}}\n",
        "1:8",
        "sweep: 101,000 points; at most 100,000",
    ),
    "a sample of too many points": (
        "sweep: {sobol: {n: 131072, over: {leak: [0, 0.1]}}}\n",
        "1:20",
        "sweep.sobol.n: 131072 is out of range; a whole number, 1 to 100000",
    ),
    "too many runs of all points": (
        "sweep: {grid: {reserves: [1, 2]}}\nruns: 600000000\n",
        "2:7",
        "sweep: 2 points of 600,000,000 runs are 1,200,000,000 runs; at most 1,000,000,000",
    ),
    "a quantity both drawn and swept": (
        "uncertain: {leak: prior}\nsweep: {grid: {leak: [0, 0.1]}}\n",
        "2:8",
        "uncertain.leak: drawn, but also swept; one of the two",
    ),
    "shares in disorder at a point of a grid": (
        "initial: {signed.RM: 0.5}\nsweep: {grid: {agreed.RM: [0.9, 0.4]}}\n",
        "2:8",
        "sweep: at point 1 signed.RM 0.5 exceeds agreed.RM 0.4; signed.RM <= agreed.RM at every point",
    ),
    "shares in disorder at a point of a sample": (
        "initial: {agreed.RM: 0.5}\nsweep: {sobol: {n: 4, over: {signed.RM: [0, 1]}}}\n",
        "2:8",
        "sweep: at point .* signed.RM 0..* exceeds agreed.RM 0.5",
    ),
    # parents
    "an unknown parent": (
        "name: x\nextends: baseline_feb2020\n",
        "2:10",
        "extends: no scenario 'baseline_feb2020'; .*did you mean baseline_feb2021",
    ),
    "its own parent": ("extends: broken\n", "1:10", "extends: a cycle: .*broken.yaml -> .*broken.yaml"),
    "an event without its changes": (
        "events: [{month: 3, add: null}]\n",
        "1:26",
        "events[0].add: nothing is changed; at least one",
    ),
    "a sweep without its grid": ("sweep: {grid: null}\n", "1:15", "sweep.grid: nothing is no design"),
    "a sweep without its points": ("sweep:\n  sobol:\n", "2:9", "sweep.sobol: nothing is no design"),
    "a name that reads as missing": ("name: NA\n", "1:7", "name: 'NA' reads as a missing value in a table"),
    "a folder as parent": ("extends: ..\n", "1:10", "extends: no scenario '..'"),
}


@pytest.fixture
def broken(tmp_path):
    def write(content):
        path = tmp_path / "broken.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gives_one_clear_message_at_its_place(broken, case):
    content, place, words = BROKEN[case]
    path = broken(content)
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    assert len(caught.value.problems) == 1, str(caught.value)
    message = str(caught.value)
    assert message.startswith(f"{path}:{place}" if place else f"{path}: ")
    assert re.search(".*".join(map(re.escape, words.split(".*"))), message), message
    assert FORM.fullmatch(message.replace(str(path), "file")), message


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_ends_validation_with_code_2_and_writes_nothing(
    broken, case, tmp_path, capsys, monkeypatch
):
    path = broken(BROKEN[case][0])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["validate", "broken.yaml"])
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert out == ""
    assert err.startswith("broken.yaml:")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == [path]


def test_there_are_more_than_a_hundred_ways_to_break_a_file():
    assert len(BROKEN) > 100


def test_all_problems_of_a_file_are_shown_at_once_in_the_order_of_the_file(broken):
    path = broken("nam: x\nruns: 0\nparameters: {strenth_cost: 1}\ninitial: {mobilisation: 2}\nhorizon: x\n")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 4, 5]


def test_problems_travel_between_processes():
    reported = ScenarioErrors([Problem("a.yaml", 3, 4, "runs", "0 is out of range", "1 or more", ("run",))])
    assert str(reported) == "a.yaml:3:4: runs: 0 is out of range; 1 or more; did you mean run?"
    assert pickle.loads(pickle.dumps(reported)).problems == reported.problems  # noqa: S301 - our own bytes


def test_thousands_of_wrong_keys_are_told_quickly_and_not_all(broken):
    path = broken("".join(f"key_{i}: 1\n" for i in range(5000)))
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    assert len(caught.value.problems) == 101
    assert "more than 100 problems" in str(caught.value)


def test_a_folder_an_absent_file_and_a_forbidden_one_are_told_apart(tmp_path, monkeypatch):
    with pytest.raises(ScenarioErrors, match="a folder; one scenario file"):
        load_scenario(tmp_path)
    with pytest.raises(ScenarioErrors, match=r"no such file; .*did you mean loan_3bn\?"):
        load_scenario("loan_3bm")
    forbidden = tmp_path / "forbidden.yaml"
    forbidden.write_text("name: x\n")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(forbidden), "open", refuse)
    with pytest.raises(ScenarioErrors, match=r"forbidden\.yaml: permission denied; a file you may read"):
        load_scenario(forbidden)


def test_a_file_name_too_long_or_with_a_null_byte_is_no_internal_error():
    for name in ("x" * 5000, "a\0b"):
        with pytest.raises(ScenarioErrors, match="no such file"):
            load_scenario(name)


def test_a_near_file_in_the_same_folder_is_suggested(tmp_path):
    (tmp_path / "my_summer.yaml").write_text("name: my_summer\n")
    with pytest.raises(ScenarioErrors, match=r"did you mean .*my_summer\.yaml"):
        load_scenario(tmp_path / "my_sumer.yaml")


def test_a_file_named_unlike_a_scenario_needs_a_name(tmp_path):
    path = tmp_path / "my summer.yaml"
    path.write_text("runs: 5\n")
    with pytest.raises(ScenarioErrors, match="name: 'my summer' cannot be a name"):
        load_scenario(path)


@pytest.mark.parametrize("name", ["", "  "])
@pytest.mark.parametrize("command", ["run", "validate", "show", "trace"])
def test_an_empty_name_is_told_and_is_not_the_working_folder(name, command, tmp_path, capsys, monkeypatch):
    (tmp_path / "case.yaml").write_text("name: case\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main([command, name, *(["--run", "1"] if command == "trace" else [])])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("'': an empty name; a file, a folder or the name of a shipped")


@pytest.mark.parametrize("name", sorted(STR_NA_VALUES - {""}))
def test_no_name_of_a_scenario_reads_as_missing_in_pandas(tmp_path, name):
    path = tmp_path / "case.yaml"
    path.write_text(f"name: '{name}'\n")
    with pytest.raises(ScenarioErrors, match="name"):
        load_scenario(path)


def test_hidden_files_of_a_folder_are_no_scenarios(tmp_path):
    (tmp_path / "case.yaml").write_text("name: case\n")
    (tmp_path / "._case.yaml").write_bytes(b"\0\5\x16")
    assert [scenario.name for scenario in load_many([tmp_path])] == ["case"]


# Mistakes of the text, after which the text can be read on: each beside all the others, in any order.
MISTAKES_OF_THE_TEXT = {
    "runs: .nan": "runs: .nan is not a finite number",
    "seed: 1e999": "seed: 1e999 is not a finite number",
    "menu: {loans: [0, 1, .inf]}": "menu.loans[2]: .inf is not a finite number",
    "horizon: 7\nhorizon: 8": "horizon: given twice",
    "minds: {<<: {kremlin: quantal}}": "minds: a merge key",
    "start: !mine 2021-03": "start: the tag !mine",
    "question: *nothing": "question: the alias *nothing stands for nothing",
    "? [a, b]\n: 1": "a key that is no name",
    "claims: " + "[" * 20 + "]" * 20: "nested too deeply",
    'extends: "\\udbff"': "extends: the lone surrogate U+DBFF",
}
MISTAKES_OF_THE_CONTENT = {
    "parameters: {strenth_cost: 1}": "parameters.strenth_cost: unknown parameter",
    "initial: {mobilisation: 2}": "initial.mobilisation: 2 is out of range",
    "calendar: {summit: [2021-09]}": "calendar.summit: unknown key",
    "events: [{month: 3, add: {reserves: lots}}]": "events[0].add.reserves: 'lots' is not a number",
    "uncertain: {leak: {distribution: uniform, low: 5, high: 2}}": "uncertain.leak: low 5",
}


@given(
    of_the_text=st.sets(st.sampled_from(sorted(MISTAKES_OF_THE_TEXT)), min_size=1),
    of_the_content=st.sets(st.sampled_from(sorted(MISTAKES_OF_THE_CONTENT)), min_size=1),
    order=st.randoms(use_true_random=False),
    broken_off=st.booleans(),
)
def test_every_mistake_is_told_at_once_whatever_kind_the_others_are(
    tmp_path_factory, of_the_text, of_the_content, order, broken_off
):
    lines = [*of_the_text, *of_the_content]
    order.shuffle(lines)
    expected = [(MISTAKES_OF_THE_TEXT | MISTAKES_OF_THE_CONTENT)[line] for line in lines]
    if broken_off:
        lines.append("sweep: {grid: [1, 2}")
        expected.append("not valid YAML")
    path = tmp_path_factory.mktemp("mistakes") / "broken.yaml"
    path.write_text("\n".join([*lines, ""]))
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    reported = str(caught.value).split("\n")
    assert len(reported) == len(expected), "\n".join(reported)
    for words in expected:
        assert any(words in line for line in reported), (words, reported)


def test_what_does_not_fit_together_is_told_with_the_mistakes_of_single_values(broken):
    path = broken(
        "horizon: 6\nruns: .inf\ninitial: {signed.RM: 0.9, mobilisatoin: 1}\n"
        "events: [{month: 9, add: {reserves: 1}}]\n"
    )
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 3, 4]


@pytest.mark.parametrize(
    "content",
    [
        "horizn: 6\nevents: [{month: 30, add: {reserves: 1}}]\n",
        "initial: {agred.RM: 0.95, signed.RM: 0.9}\n",
        "initial: {agreed: [1], signed.RM: 0.9}\n",
        "initial: {<<: {agreed.RM: 1}, signed.RM: 0.9}\n",
        "start: 2021-13\ncalendar: {exercise: 2020-02}\n",
        "events: [{month: 3, set: {belief_about_minsk: [.inf, 0, 0]}}]\n",
    ],
)
def test_a_value_that_is_unknown_makes_no_second_mistake_of_others(broken, content):
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(broken(content))
    assert len(caught.value.problems) == 1, str(caught.value)


def test_a_section_given_twice_is_looked_at_twice(broken):
    path = broken("parameters: {strenth_cost: 1}\nparameters: {leek: 1}\n")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    assert [problem.key for problem in caught.value.problems] == [
        "parameters.strenth_cost",
        "parameters",
        "parameters.leek",
    ]


def test_characters_that_json_writes_as_a_pair_are_read_as_one(broken):
    assert load_scenario(broken('{"name": "x", "question": "\\ud83d\\ude00?"}')).question == "😀?"


# Where a strange character stands: what is written, and how it is named.
STRANGE = {
    "a Cyrillic letter in a key": ("parameters: {lеak: 0.05}", "2 is CYRILLIC SMALL LETTER IE, which"),
    "a Greek letter in a name": ("name: hοmo", "2 is GREEK SMALL LETTER OMICRON, which"),
    "a Cyrillic letter that has no double": ("name: жx", "character 1 is CYRILLIC SMALL LETTER ZHE"),
    "a no-break space in the indentation": ("parameters:\n\xa0 leak: 1", "1 is NO-BREAK SPACE (U+00A0)"),
    "a no-break space for a space": ("parameters: {leak:\xa00.05}", "character 6 is NO-BREAK SPACE (U+00A0)"),
    "a zero width space in a word": ("minds: {minsk: quan\u200btal}", "5 is ZERO WIDTH SPACE (U+200B)"),
    "a byte order mark inside": ("name: x\n\ufeffruns: 5", "is ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
    "a soft hyphen": ("initial: {mobi\xadlisation: 0}", "character 5 is SOFT HYPHEN (U+00AD)"),
    "an override": ("extends: \u202ebaseline_feb2021", "character 1 is RIGHT-TO-LEFT OVERRIDE (U+202E)"),
    "full-width digits": ("horizon: ２４", "character 1 is FULLWIDTH DIGIT TWO, which looks like '2'"),
    "Arabic digits": ("horizon: ٢٤", "character 1 is ARABIC-INDIC DIGIT TWO, which looks like '2'"),
    "a minus of mathematics": ("initial: {reserves: −5}", "character 1 is MINUS SIGN, which looks like '-'"),
    "a dash": ("start: 2021–03", "character 5 is EN DASH, which looks like '-'"),
    "typographic quotes": ("name: “x”", "character 1 is LEFT DOUBLE QUOTATION MARK"),
    "a full-width colon": ("parameters：{leak: 1}", "character 11 is FULLWIDTH COLON, which looks like ':'"),
    "before what is no YAML": ("runs: 5\n\xa0\xa0 seed: 5", "1 is NO-BREAK SPACE (U+00A0)"),
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_letter_that_is_not_what_it_looks_like_is_named(broken, case):
    content, words = STRANGE[case]
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(broken(f"{content}\n"))
    assert words in str(caught.value)
    assert str(caught.value).replace("\n", "").isprintable()


def test_a_name_in_letters_that_look_alike_is_the_one_that_is_suggested(broken):
    with pytest.raises(ScenarioErrors, match=r"did you mean strength_cost\?"):
        load_scenario(broken("parameters: {ѕtrеngth_соst: 1}\n"))


@given(
    hidden=st.sampled_from(
        ["\x1b[31m", "\x9b", "\x7f", "\u202e", "\u2028", "\r", "\x00", "\udc80", "\ud800"]
    ),
    form=st.sampled_from(
        [
            'name: "{}"',
            '"{}": 1',
            'parameters: {{"{}": 1}}',
            'runs: "{}"',
            'minds: {{minsk: "{}"}}',
            'extends: "{}"',
            "runs: !{} 5",
            'events: [{{"{}": 1}}]',
        ]
    ),
    length=st.integers(0, 60_000),
)
def test_no_message_prints_what_could_steer_a_terminal_or_fills_it(tmp_path_factory, hidden, form, length):
    path = tmp_path_factory.mktemp("hidden") / "broken.yaml"
    escaped = hidden.encode("unicode_escape", "surrogatepass").decode()
    path.write_text(form.format(f"a{escaped}{'x' * length}") + "\n")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    for line in str(caught.value).split("\n"):
        assert line.isprintable()
        assert len(line) < 2_000

"""What the model rests on and what it shows: claims, numbers and patterns of the briefing.

| module | holds |
|---|---|
| `claims.py` | `sim.claims`: all claims, what belongs to a name, and what came of the tests |
| `patterns.py` | `sim.patterns`: the patterns in any scenario, under any minds |
| `register.py` | the claims, the numbers, the columns and the scenarios, and how they name one another |
| `catalogue.py` | the patterns as seeds/patterns.yaml states them |
| `readers.py` | which rule reads and writes what, found in the sources |
| `lookup.py` | all of this about one name; `cards.py` writes it as text and as tables |
| `trials.py`, `figures.py` | the claims' own tests: played, and assessed by figures |
| `arms.py`, `marginal.py` | what these tests compare |
| `meeting.py`, `moscow.py`, `support.py`, `minsk.py`, `course.py` | the tests, a function a claim |
| `readings.py` | the patterns measured: effect, placebo and ablation |
| `subject.py` | the effect of a pattern as the subject of another analysis |
| `report.py`, `pattern_report.py`, `picture.py` | tables, sentences and figures |
"""

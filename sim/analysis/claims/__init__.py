"""What the model rests on: which claim stands behind which number, where it is read, and what tests it.

| module | holds |
|---|---|
| `register.py` | the claims, the numbers, the columns and the scenarios, and how they name one another |
| `readers.py` | which rule reads and writes what, found in the sources |
| `lookup.py` | all of this about one name |
| `telling.py`, `data.py` | the same as text, and as plain data for JSON |
| `arms.py`, `figures.py`, `trials.py`, `verdicts.py` | playing, judging and telling the claims' own tests |
| `meeting.py`, `moscow.py`, `support.py`, `minsk.py`, `course.py` | the tests, a function a claim |
"""

"""What analyses play: arms of a comparison, points of a parameter space, pairings of minds.

| module | holds |
|---|---|
| `arm.py` | an arm, and a comparison of a treatment with a control |
| `arms.py` | playing arms, each distinct one once, for a number a run or for whole runs |
| `arm_runs.py` | the runs of an arm, whole |
| `metrics.py` | numbers of a run, by name |
| `optimum.py` | the subsidy that the Kremlin would like best |
| `subject.py` | a metric, or the effect of a comparison on one, as a number a run |
| `parameter_space.py` | the uncertain quantities as the axes of a space |
| `points.py` | playing points of such a space |
| `pairings.py` | pairings of minds |
"""

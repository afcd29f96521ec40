"""Sensitivity analysis: Morris screening, Sobol indices, identifiability.

A `Subject` is a number a run: a metric, or the effect of a pattern. A `Space` holds the uncertain quantities
with their priors. A method (`morris`, `sobol`, `identify`) asks for points of that space, a `Player` plays
each with the same runs, so that all points have common random numbers, and SALib or an SVD makes the indices
of what comes out. `sensitivity` puts it together, `report` and `picture` show it.
"""

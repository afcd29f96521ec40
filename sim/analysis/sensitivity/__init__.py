"""What an answer depends on: Morris screening, Sobol indices, identifiability, thresholds.

A `subject` is a number a run: a metric, or a pattern's effect. A `space` holds the uncertain quantities with
their priors. A method (`morris`, `sobol`, `identify`) asks for points of that space, `player` plays each
with the same runs, so that all points share their random numbers, and SALib or an SVD makes the indices of
what comes out; `report` and `picture` show them. `threshold` looks along one quantity for where an effect
changes sign.
"""

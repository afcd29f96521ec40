"""Robustness of a finding to the decision models and to the uncertain quantities.

A finding is an effect with a sign (`findings`). It is measured under every pairing of minds, and over draws
of the uncertain quantities under each of them (`play`). Each pairing gets its verdict, the draws their range
without the chance that is left in them (`assess`); each quantity is moved alone to the ends of its range, to
see which reverses the finding (`breaking`). `robustness` puts it together; `report`, `sentences` and
`picture` show it.
"""

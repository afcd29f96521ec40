"""Where in the space of drawn or swept parameters an outcome concentrates: scenario discovery by PRIM.

`runs` reads what was drawn and which runs meet the target, and sets some aside; `peeling` finds boxes in the
others with ema_workbench; `discover` measures each box on what was set aside; `report` writes it down; `save`
makes a box a scenario.

Sources: PRIM, Friedman and Fisher 1999; for scenarios, with quasi-p values, Bryant and Lempert 2010.
"""

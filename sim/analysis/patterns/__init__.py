"""The patterns F1 to F21: what the model is expected to show, and what it shows.

`seeds/patterns.yaml` says what is compared, what is expected and which mechanism is held
responsible (`catalogue`). A comparison has arms, scenarios that differ in one thing (`arms`); each
distinct arm is played once, and of a run only what some pattern looks at is kept (`metrics`,
`play`). Differences between runs of one number, their placebo and their ablation (`effects`) decide
whether a pattern holds (`judge`); `report` writes it down.
"""

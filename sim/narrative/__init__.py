"""The story of one run: what mattered, why offers were refused, what made its ending likely, and what if not.

A run is replayed by the Mesa engine with leaders who remember their reasons (`recall`, `reasons`). What
mattered is read off the months of its trace as facts (`meetings`, `conduct`, `country`, `ends`), and facts
become sentences by one table of words (`words`, `telling`). `removal` says what one event, ending or
channel less is, and `parting` where two replays of the same random numbers part. `typical` finds the run that
stands for an ending.
"""

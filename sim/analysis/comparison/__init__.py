"""Two sets of runs compared: `sim compare` and `sim.compare`.

`sides` says what is compared with what, `pairing` which rows belong together, `provenance` where they come
from and which inputs differ. The statistics are those of `sim.stats`. `compare` puts a
table together, `words` says in sentences what it holds, `report` and `picture` show it.
"""

"""Every mind against every mind, and what a best reply would gain.

`play` has the round robin, by the kernel, and stances held against each mind (`fixed_stance`); `replies`
finds for each side of each pairing the best of these replies and what it would have gained, a lower bound of
exploitability. `tournament` puts it together, `report` and `picture` show it.
"""

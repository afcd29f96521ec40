"""Every mind against every mind, and how much each leaves on the table.

`play` has the round robin, by the kernel, and fixed stances held against each mind (`held`); `replies` finds
for each side of each pairing the best of these replies and what it would have gained (`Exploited`), a lower
bound of exploitability. `examine` puts it together, `report` and `picture` show it.
"""

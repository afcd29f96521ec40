"""The stage game: one month's menu of packages in payoff space, held against the theory of bargaining.

A run is replayed to its month by leaders who note the packages on offer (`meeting`); `stage_game` asks
`sim.theory` where its solution concepts point, with the disagreement point by which every run measures its
distances; `report` and `picture` show it.
"""

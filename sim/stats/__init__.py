"""Statistics of runs: means, shares and their differences, with intervals and p-values.

| module | holds |
|---|---|
| `means.py` | differences of means, paired or not, resampled or asymptotic |
| `shares.py` | differences of shares, and Wilson's interval of one |
| `resampling.py` | the bootstrap and permutations of many metrics at once |
| `intervals.py` | the 95% intervals of the report |
| `effects.py` | effects over runs, their placebo, and what is left of them under ablation |
"""

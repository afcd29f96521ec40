"""Statistics of runs: estimates with intervals, and the criterion for an effect.

| module | holds |
|---|---|
| `estimate.py` | a value between the limits of its interval |
| `criterion.py` | when there is an effect, the same in every analysis |
| `means.py` | means, and differences of means, paired or not, resampled or asymptotic |
| `shares.py` | shares, and differences of shares |
| `resampling.py` | the bootstrap and permutations of many metrics at once |
| `effects.py` | the placebo of an effect, and what is left of it under ablation |
"""

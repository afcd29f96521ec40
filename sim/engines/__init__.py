"""Two engines on one set of rules: the kernel plays batches, the Mesa model plays one run."""

from __future__ import annotations


def rules_version() -> str:
    """Return a hash of all sources that decide the numbers.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    from sim.rules.compiled import rules_version as version

    return version()

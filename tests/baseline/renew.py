"""Pin the numbers of today, and note what moved and why.

python -m tests.baseline.renew --why "mobilisation reacts to leaks a month later"
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from tests.baseline.played import PINS, moved, numbers, pinned

CHANGES = Path(__file__).parent / "CHANGES.md"


def main():
    """Write pins.json, and a paragraph on top of CHANGES.md; nothing where nothing moved."""
    parser = argparse.ArgumentParser(prog="python -m tests.baseline.renew", description=__doc__)
    parser.add_argument("--why", help="what was changed, in one sentence", default="")
    why = parser.parse_args().why.strip()
    new = numbers()
    differences = moved(pinned(), new)
    if not differences:
        print("Nothing moved.")  # noqa: T201 - a command speaks
        return
    if not why:
        sys.exit("\n".join([*differences, "", 'Say what moved them: --why "..."']))
    PINS.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
    CHANGES.write_text(with_entry(CHANGES.read_text(encoding="utf-8"), why, differences), encoding="utf-8")
    print(f"{len(differences)} differences noted in {CHANGES.name}")  # noqa: T201


def with_entry(text, why, differences):
    """Return the change log with a new entry above the older ones: why, and how much differs."""
    counted = Counter(line.partition(": ")[0] for line in differences)
    listed = "\n".join(f"- {case}: {count}" for case, count in counted.items())
    head, mark, older = text.partition("\n## ")
    return f"{head.rstrip()}\n\n## {why}\n\nDifferences:\n\n{listed}\n{mark}{older}"


if __name__ == "__main__":
    main()

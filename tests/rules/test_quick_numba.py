"""A release of numba that the patches were never tried with is refused by name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numba
import pytest

from sim.rules.quick_numba import OLDEST, TOO_NEW, check_release


@pytest.mark.parametrize("version", ["0.61.0", "0.61.2", "0.68.1", numba.__version__])
def test_a_release_that_was_tried_is_taken(version):
    check_release(version)


@pytest.mark.parametrize("version", ["0.60.0", "0.69.0", "0.69.0rc1", "1.0.0"])
def test_another_is_refused_with_what_to_install(version):
    with pytest.raises(
        ImportError, match=rf"numba {version} is installed: pip install 'numba>=0\.61,<0\.69'"
    ):
        check_release(version)


def test_the_package_asks_for_the_same_releases():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    (asked,) = (one for one in project["project"]["dependencies"] if one.startswith("numba"))
    assert asked == f"numba>={'.'.join(map(str, OLDEST))},<{'.'.join(map(str, TOO_NEW))}"

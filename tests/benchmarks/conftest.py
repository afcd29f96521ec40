from __future__ import annotations

from tests.show.conftest import chromium, results
from tests.show.dashboard.conftest import browser, opener, served, user

__all__ = ["browser", "chromium", "opener", "results", "served", "user"]  # fixtures, found by name

from __future__ import annotations

from tests.pages.conftest import chromium, results
from tests.pages.dashboard.conftest import browser, opener, served, user

__all__ = ["browser", "chromium", "opener", "results", "served", "user"]  # fixtures, found by name

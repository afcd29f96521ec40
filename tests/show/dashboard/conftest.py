from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.show.dashboard.serving import FLAGS, SCREEN, Watch, start, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.show.dashboard.serving import Served


@pytest.fixture(scope="session")
def served(results, tmp_path_factory) -> Iterator[Served]:
    """The page with a result folder."""
    folder = tmp_path_factory.mktemp("served")
    page = start(folder, str(results))
    yield page
    code = stop(page)
    assert (code, (folder / "errors.txt").read_text()) == (130, "\ninterrupted\n")


@pytest.fixture(scope="session")
def browser(chromium):
    """A browser that runs for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def opener(browser):
    """Opens pages of their own; each must say nothing wrong and ask for nothing elsewhere."""
    contexts, watches = [], []

    def open_at(url, viewport=SCREEN, **settings):
        context = browser.new_context(viewport=viewport, **settings)
        contexts.append(context)
        page, watch = context.new_page(), Watch()
        watch.on(page)
        watches.append((url, watch))
        page.goto(url)
        return page

    yield open_at
    for context in contexts:
        context.close()
    for url, watch in watches:
        assert watch.wrong == []
        assert watch.elsewhere(url) == []
        assert any(asked.startswith("ws://") for asked in watch.asked)

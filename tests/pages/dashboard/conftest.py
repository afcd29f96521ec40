from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages.dashboard.serving import FLAGS, SCREEN, Watch, serving, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pages.dashboard.serving import Served


@pytest.fixture(scope="session")
def served(results, tmp_path_factory) -> Iterator[Served]:
    """The page with a result folder."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, str(results)) as page:
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


@pytest.fixture(scope="session")
def user(browser):
    """Somebody at the browser, who keeps what was fetched once."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def opener(user):
    """Opens pages; each must say nothing wrong and ask for nothing elsewhere."""
    pages, watches = [], []

    def open_at(url, viewport=SCREEN, scheme="light"):
        page, watch = user.new_page(), Watch()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        watch.on(page)
        pages.append(page)
        watches.append((url, watch))
        page.goto(url)
        return page

    yield open_at
    for page in pages:
        page.close()
    for url, watch in watches:
        assert watch.wrong == []
        assert watch.elsewhere(url) == []
        assert any(asked.startswith("ws://") for asked in watch.asked)

"""What the page does where a view of it fails."""

from __future__ import annotations

import pytest

from sim.dashboard.catalogue import catalogue_of

solara = pytest.importorskip("solara")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_view_that_fails_is_told_and_the_others_live_on(monkeypatch, caplog):
    from sim.dashboard import page

    @solara.component
    def fails(*_):
        raise ZeroDivisionError("<b>here</b>")

    monkeypatch.setattr(page, "Play", fails)
    monkeypatch.setattr(page, "SHELVES", [catalogue_of("baseline_feb2021")])
    box, context = solara.render(page.Page(), handle_error=False)
    shown = [widget.html for widget in _widgets(box) if hasattr(widget, "html")]
    assert any("ZeroDivisionError: &lt;b&gt;here&lt;/b&gt;" in text for text in shown)
    assert [widget.views[0]["name"] for widget in _widgets(box) if hasattr(widget, "views")] == ["play"]
    assert "ZeroDivisionError" in caplog.text
    context.close()


def _widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _widgets(child)

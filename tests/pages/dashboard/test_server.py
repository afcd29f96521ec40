"""Who is answered, what is served, and how the command starts and ends."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys

import pytest

from sim.dashboard.guard import is_loopback, own_names
from sim.dashboard.server import check_extra
from sim.errors import UsageError
from tests.pages.dashboard.serving import SECONDS, serving, stop

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a user may ask for
KERNEL = "/jupyter/api/kernels/12345678-1234-4234-8234-123456789012/channels?session_id=1"
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page without anything given."""
    with serving(tmp_path_factory.mktemp("server")) as served:
        yield served


def ask(page, path="/", method="GET", **headers):
    """Status, headers and body of an answer; the path goes out as it stands."""
    host = page.url.partition("//")[2]
    connection = http.client.HTTPConnection(host, timeout=2 * SECONDS)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": host, **{n.replace("_", "-"): v for n, v in headers.items()}}.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = b"" if response.status == 101 else response.read()
    connection.close()
    return response.status, dict(response.getheaders()), body


def test_the_page_answers_to_its_own_names(page):
    port = page.url.rpartition(":")[2]
    for name in ("127.0.0.1", "localhost", "LOCALHOST"):
        status, headers, body = ask(page, Host=f"{name}:{port}")
        assert status == 200
        assert b"<title>sim: Kremlin and Minsk</title>" in body
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "HttpOnly" in headers["set-cookie"]
    assert "samesite=strict" in headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", "", None],
)
def test_another_host_is_refused_everywhere(page, host):
    port = page.url.rpartition(":")[2]
    for path in ("/", "/static/main-vuetify.js", KERNEL):
        status, _, body = ask(page, path, Host=f"{host}:{port}" if host == "evil.example" else host)
        assert status in (400, 403)
        assert b"sim:" not in body


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1", "http://localhost", None]
)
def test_a_websocket_of_another_origin_is_refused(page, origin):
    status, *_ = ask(page, KERNEL, Origin=origin, **UPGRADE)
    assert status == 403


def test_a_websocket_of_the_page_itself_is_let_in(page):
    status, *_ = ask(page, KERNEL, Origin=page.url, **UPGRADE)
    assert status == 101


def test_a_post_of_another_origin_is_refused(page):
    path = "/_solara/api/close/12345678-1234-4234-8234-123456789012?session_id=1"
    assert ask(page, path, "POST", Origin="http://evil.example", Content_Length="0")[0] == 403
    assert ask(page, path, "POST", Origin=page.url, Content_Length="0")[0] == 200


@pytest.mark.parametrize(
    "start_of", ["/static/", "/static/assets/", "/_solara/cdn/", "/jupyter/nbextensions/jupyter-vue/"]
)
@pytest.mark.parametrize("step", ["../", "..%2f", "%2e%2e/", "....//", "..\\"])
def test_no_path_leads_out_of_what_is_served(page, start_of, step):
    for target in ("etc/passwd", "seeds/claims.yaml", "sim/errors.py"):
        for steps in (1, 3, 8, 14):
            status, _, body = ask(page, start_of + step * steps + target)
            assert status in (400, 404)
            assert b"root:" not in body
            assert b"SimError" not in body


@pytest.mark.parametrize(
    "path",
    [
        *("/results", "/scenarios/baseline_feb2021.yaml", "/etc/passwd", "/static/public/x", "/resourcez"),
        *("/jupyter/nbextensions/jupyter-js-widgets/extension.js", "/jupyter/api/contents", "/readyz"),
    ],
)
def test_nothing_but_the_page_and_its_parts_is_served(page, path):
    assert ask(page, path)[0] == 404


def test_a_file_that_the_page_needs_is_not_fetched_from_elsewhere(page):
    assert ask(page, "/_solara/cdn/left-pad@1.3.0/index.js")[0] == 404


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *(("127.0.0.1", True), ("127.0.0.2", True), ("localhost", True), ("::1", True), ("[::1]", True)),
        *((EVERYWHERE, False), ("192.168.0.7", False), ("::", False), ("example.org", False)),
    ],
)
def test_what_only_this_machine_reaches_is_known(host, loopback):
    assert is_loopback(host) == loopback


def test_a_page_has_the_names_of_the_machine_and_of_its_address():
    assert own_names("192.168.0.7", 80) == {*("localhost:80", "127.0.0.1:80", "[::1]:80", "192.168.0.7:80")}
    assert "[fe80::1]:80" in own_names("fe80::1", 80)


def refused(folder, *arguments):
    result = subprocess.run(
        [sys.executable, "-m", "sim.cli.app", "dashboard", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_port_that_is_taken_is_said(page, tmp_path):
    port = page.url.rpartition(":")[2]
    assert refused(tmp_path, "--port", port) == (
        f"--port: {port} is taken; leave it out for one that is free, or name another\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "0"), "1 to 65535"),
        (("--port", "65536"), "1 to 65535"),
        (("--host", "203.0.113.7"), "cannot listen there"),
        (("--host", "not a name"), "cannot listen there"),
        (("nowhere.yaml",), "no such file"),
        (("",), "an empty name"),
    ],
)
def test_bad_usage_is_said_in_a_line(tmp_path, arguments, said):
    message = refused(tmp_path, *arguments)
    assert said in message
    assert message.count("\n") == 1


def test_what_is_not_installed_is_said(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'sim\[dashboard\]'"):
        check_extra()


def test_listening_on_all_addresses_is_warned_of(tmp_path):
    with serving(tmp_path, "--host", EVERYWHERE) as served:
        assert "whoever reaches this address" in (tmp_path / "errors.txt").read_text()
        assert ask(served)[0] == 200
        assert stop(served) == 130


def test_the_command_ends_when_it_is_told_to(tmp_path):
    with serving(tmp_path) as served:
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(SECONDS) == 130


def test_an_end_while_the_engines_are_loaded_does_not_wait_for_them():
    code = (
        "import sys\nfrom sim.dashboard.page.background import close\nclose()\n"
        "print('sim.dashboard.batches' in sys.modules, 'numba' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False False\n"

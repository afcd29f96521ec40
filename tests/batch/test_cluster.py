"""A Dask cluster plays the same blocks to the same bytes, and loses nothing when a worker dies."""

from __future__ import annotations

import os
import pickle
import signal
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.batch.blocks import BlockStore
from sim.batch.cluster import Cluster, OtherRules, play_there
from sim.batch.plan import make_plan
from sim.batch.run import Silent, play
from sim.batch.scheduler import SCHEMES, read_address
from sim.engines import rules_version
from sim.errors import ClusterError, UsageError
from sim.scenario import load_many

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def workers():
    """Two workers in processes of their own."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        yield cluster


def outcome_of(done):
    return [done.column([part], row).tobytes() for part in range(len(done.plan.parts)) for row in range(20)]


def test_a_cluster_plays_what_threads_play(workers, scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder]))
    executor = Cluster(workers.scheduler_address)
    assert executor.workers == 2
    done = play(plan, BlockStore(tmp_path), Silent(), executor, block=100)
    ends = [end for part in range(2) for end in done.column([part], 1)]
    assert ends == sim.run(scenario_folder).outcomes["end_month"].tolist()


def test_workers_with_other_rules_are_refused(workers, monkeypatch):
    monkeypatch.setattr("sim.batch.cluster.rules_version", lambda: "0" * 16)
    with pytest.raises(UsageError, match=r"worker tcp://.* has rules \w+, here they are 0000"):
        Cluster(workers.scheduler_address)


WITHOUT_THE_PROGRAM = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "sim":
            raise ModuleNotFoundError(f"No module named {name!r}")
sys.meta_path.insert(0, Missing())
"""
DASK = [sys.executable, "-m", "dask"]
WORKER = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]


@pytest.fixture
def nobody():
    """A scheduler that has no worker yet."""
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=":0"
    ) as cluster:
        yield cluster


@contextmanager
def started(*arguments, **options):
    """A process that is ended at the end, however the test goes."""
    with subprocess.Popen(arguments, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def worker_without_the_program(address, folder):
    (folder / "without.py").write_text(WITHOUT_THE_PROGRAM)
    return started(
        *(*DASK, "worker", address, *WORKER, "--preload", str(folder / "without.py")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_worker_without_the_program_is_named_and_told_what_to_install(nobody, tmp_path):
    said = r"worker tcp://\S+ cannot import this program \(No module named 'sim'\); install the same version"
    without = worker_without_the_program(nobody.scheduler_address, tmp_path)
    with without, pytest.raises(UsageError, match=said):
        Cluster(nobody.scheduler_address)


def test_a_block_is_not_even_unpacked_by_other_rules():
    class Trap:
        def __reduce__(self):
            return pytest.fail, ("was unpacked",)

    with pytest.raises(OtherRules, match=rules_version()):
        play_there("others", pickle.dumps((Trap(), ())))
    assert play_there(rules_version(), pickle.dumps((max, (1, 2)))) == 2


def test_a_batch_waits_for_workers_and_says_so_once(nobody, monkeypatch):
    monkeypatch.setattr("sim.batch.cluster.SECONDS_WITHOUT_WORKERS", 0.2)
    monkeypatch.setattr("sim.batch.cluster.SECONDS_BETWEEN_LOOKS", 0.05)
    said, more = [], threading.Semaphore(0)

    def say(sentence):
        said.append(sentence)
        more.release()

    found = []
    waiting = threading.Thread(target=lambda: found.append(Cluster(nobody.scheduler_address, say)))
    waiting.start()
    assert more.acquire(timeout=60)
    assert not found
    nobody.scale(1)
    waiting.join(60)
    (executor,) = found
    try:
        assert more.acquire(timeout=60)
        nobody.scale(0)
        assert more.acquire(timeout=60)
    finally:
        executor.shutdown()
    away, back, away_again = said
    assert "has had no worker for 0.2 s; waiting for one" in away
    assert "has workers again" in back
    assert away_again == away


def test_nobody_answering_is_told(monkeypatch):
    monkeypatch.setattr("sim.batch.cluster.SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(UsageError, match="no scheduler answers there: Connection refused"):
        Cluster("tcp://127.0.0.1:9")


def test_a_host_that_is_not_known_is_told_at_once():
    with pytest.raises(UsageError, match=r"the host 'no\.such\.host\.invalid' is not found"):
        Cluster("tcp://no.such.host.invalid:8786")


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 64])
def test_something_else_that_listens_there_is_told(monkeypatch, greeting):
    monkeypatch.setattr("sim.batch.cluster.SECONDS_TO_ANSWER", 1)

    class Greet(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.sendall(greeting)
            while self.request.recv(1024):
                pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greet) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            with pytest.raises(UsageError, match="what listens there is no Dask scheduler that speaks tcp"):
                Cluster(f"tcp://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()


@pytest.mark.parametrize("config", [{}, {"ca-file": "nowhere.pem", "client.cert": "nowhere.pem"}])
def test_tls_without_certificates_says_which_settings_name_them(config):
    import dask

    settings = {f"distributed.comm.tls.{key}": value for key, value in config.items()}
    said = r"certificates.*distributed\.comm\.tls\.ca-file"
    with dask.config.set(settings), pytest.raises(UsageError, match=said):
        Cluster("tls://127.0.0.1:9")


hosts = st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z]{2,5})?|10\.0\.0\.[1-9]|\[::1\]", fullmatch=True)
ports = st.integers(1, 65535)


@given(st.sampled_from(["", *(f"{scheme}://" for scheme in SCHEMES)]), hosts, ports)
def test_an_address_is_written_as_it_was_given(scheme, host, port):
    assert str(read_address(f"{scheme}{host}:{port}")) == f"{scheme or 'tcp://'}{host}:{port}"


@given(
    st.text()
    | st.builds(
        "{}://{}:{}".format,
        st.sampled_from(["ws", "wss", "ucx", "inproc", "http", "file", "tcp", "tls", ""]) | st.text(),
        hosts | st.text(),
        st.integers() | st.text(),
    )
)
def test_whatever_is_given_is_an_address_or_refused_with_what_is_allowed(text):
    try:
        address = read_address(text)
    except UsageError:
        with pytest.raises(UsageError, match="allowed is tcp://HOST:PORT"):
            read_address(text)
        return
    assert address.scheme in SCHEMES
    assert address.host
    assert 1 <= address.port <= 65535


@pytest.mark.parametrize("address", ["ws://h:1", "ucx://h:1", "inproc://h", "http://h:80", "h", "tcp://h"])
def test_a_command_with_a_wrong_address_writes_nothing(address, scenario_folder, monkeypatch):
    from sim.cli.run import run

    monkeypatch.chdir(scenario_folder)
    before = sorted(scenario_folder.rglob("*"))
    with pytest.raises(UsageError, match="--cluster"):
        run(["calm.yaml"], cluster=address, out=scenario_folder / "out", report=False, quiet=True)
    assert sorted(scenario_folder.rglob("*")) == before


@pytest.mark.slow
def test_a_worker_that_dies_costs_only_its_block(workers, scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder], runs=60000))
    whole = play(plan, BlockStore(tmp_path / "a"), Silent(), Cluster(workers.scheduler_address))
    stop, killed_workers = threading.Event(), []

    def kill_now_and_then():
        while not stop.wait(3.0):
            pids = [nanny.pid for nanny in workers.workers.values() if nanny.pid]
            if pids:
                killed_workers.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        killed = play(
            plan, BlockStore(tmp_path / "b"), Silent(), Cluster(workers.scheduler_address), block=6000
        )
    finally:
        stop.set()
        killer.join()
    assert killed_workers
    assert outcome_of(killed) == outcome_of(whole)


@pytest.mark.slow
def test_a_worker_without_the_program_that_joins_later_ends_the_batch_with_its_message(
    workers, scenario_folder, tmp_path
):
    plan = make_plan(load_many([scenario_folder], runs=10**7))
    store = BlockStore(tmp_path)
    executor = Cluster(workers.scheduler_address)
    without = worker_without_the_program(workers.scheduler_address, tmp_path)
    with without, pytest.raises(UsageError, match="cannot import this program"):
        play(plan, store, Silent(), executor, block=6000)


@pytest.mark.slow
def test_a_scheduler_that_is_gone_is_told(scenario_folder, tmp_path):
    plan = make_plan(load_many([scenario_folder], runs=10**7))
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
    ending = threading.Timer(10.0, cluster.close)
    ending.start()
    try:
        with pytest.raises(ClusterError, match="the scheduler is gone; what was played is kept"):
            play(plan, BlockStore(tmp_path), Silent(), Cluster(cluster.scheduler_address), block=6000)
    finally:
        ending.join()


@pytest.mark.slow
def test_a_batch_whose_last_worker_dies_waits_is_interrupted_and_goes_on(scenario_folder, tmp_path):
    def port_of(scheduler):
        for line in scheduler.stderr:
            if "Scheduler at:" in line:
                return line.rpartition(":")[2].strip()
        return pytest.fail("no scheduler")

    command = [sys.executable, "-m", "sim.cli.app", "run", str(scenario_folder), "--runs", "200000"]
    options = ["--no-report", "--out", "out"]
    scheduler = started(
        *(*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
        stderr=subprocess.PIPE,
        text=True,
    )
    with scheduler as first:
        address = f"tcp://127.0.0.1:{port_of(first)}"
        with started(*DASK, "worker", address, *WORKER, stderr=subprocess.DEVNULL) as worker:
            batch = started(
                *(*command, *options, "--cluster", address), cwd=tmp_path, stderr=subprocess.PIPE, text=True
            )
            with batch as running:
                journal = []
                while not journal:
                    assert running.poll() is None
                    journal = [file for file in tmp_path.rglob("journal.jsonl") if file.stat().st_size]
                worker.kill()
                assert any("has had no worker for 10 s" in line for line in running.stderr)
                running.send_signal(signal.SIGINT)
                assert "the same command goes on from there" in running.stderr.read()
                assert running.wait(60) == 130
    for where in ("out", "whole"):
        subprocess.run([*command, "--no-report", "--quiet", "--out", where], cwd=tmp_path, check=True)
    for table in ("outcomes.csv", "monthly.csv", "distributions.csv"):
        assert (tmp_path / "out" / table).read_bytes() == (tmp_path / "whole" / table).read_bytes()

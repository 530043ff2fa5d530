"""Runs that are killed, stopped, cut off or out of room: whole files only, and in the end the same bytes."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from scored_runs import command, contents, parts, start, wait_for, wait_for_parts

from utils.errors import SaveError, write_whole


@pytest.mark.slow
def test_two_workers_write_the_bytes_of_one(articles, undisturbed, tmp_path):
    done = subprocess.run(
        command(articles, tmp_path / "out", "--workers", "2"), cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(tmp_path / "out") == undisturbed


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on_and_ends_with_the_same_bytes(articles, undisturbed, tmp_path):
    out = tmp_path / "out"
    for count in (1, 3):
        process = start(articles, out, "--workers", "1")
        wait_for_parts(out, count, process)
        process.kill()
        process.communicate()
        assert all(pq.read_metadata(part).num_rows == 10 for part in parts(out))
    done = subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, text=True, check=True)
    assert "pieces were there already" in done.stdout
    assert contents(out) == undisturbed


@pytest.mark.slow
def test_ctrl_c_ends_with_a_sentence_and_nothing_is_lost(articles, undisturbed, tmp_path):
    out = tmp_path / "out"
    process = start(articles, out, "--workers", "1")
    wait_for_parts(out, 1, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(parts(out)) < 6
    assert "What was scored is kept" in said
    assert "Traceback" not in said
    subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, check=True)
    assert contents(out) == undisturbed


@pytest.mark.slow
def test_a_second_run_on_the_same_folder_is_refused_while_the_first_lives(articles, undisturbed, tmp_path):
    out = tmp_path / "out"
    first = start(articles, out, "--workers", "1")
    wait_for(lambda: (out / "_manifest.json").exists())
    first.send_signal(signal.SIGSTOP)  # alive, and holding its lock
    second = subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, text=True)
    assert second.returncode == 1
    assert "Another run is writing into" in second.stderr
    first.kill()
    first.communicate()
    third = subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, text=True)
    assert third.returncode == 0, third.stderr
    assert contents(out) == undisturbed


@pytest.mark.slow
def test_a_killed_worker_is_replaced(articles, undisturbed, tmp_path):
    out = tmp_path / "out"
    process = start(articles, out, "--workers", "2")
    wait_for_parts(out, 1, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if children.exists() and (workers := children.read_text().split()):
        for worker in workers[:1]:
            for grandchild in [*Path(f"/proc/{worker}/task/{worker}/children").read_text().split(), worker][:1]:
                os.kill(int(grandchild), signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    if process.returncode:  # the helper of the workers went with it; what is done is kept
        subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, check=True)
    assert "Traceback" not in said.splitlines()[-1:], said
    assert contents(out) == undisturbed


@pytest.mark.slow
def test_a_full_disk_is_said_and_leaves_whole_files(articles, undisturbed, tmp_path):
    out = tmp_path / "out"
    limit = max(len(data) for name, data in undisturbed.items() if name.startswith("_")) // 2

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = start(articles, out, "--workers", "1", preexec_fn=small_files)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert not list(out.glob("_unfinished*"))
    for part in parts(out):
        assert part.read_bytes() == undisturbed[part.name]
    subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, check=True)
    assert contents(out) == undisturbed


def test_a_write_that_fails_leaves_no_half_file(tmp_path, monkeypatch):
    def broken(place):
        place.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(SaveError, match="cannot be written: no space left on device"):
        write_whole(tmp_path / "part.parquet", broken)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def scheduler(tmp_path):
    """A Dask scheduler and a worker in processes of their own: (address, the scheduler's process)."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--scheduler-file", str(file), "--no-dashboard"]
    process = subprocess.Popen([*dask, "--host", "127.0.0.1", "--port", "0"], **quiet)
    wait_for(lambda: file.exists() and file.stat().st_size)
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-dashboard"]
    helper = subprocess.Popen([*worker, "--nthreads", "1", "--local-directory", str(tmp_path)], **quiet)
    yield json.loads(file.read_text())["address"], process
    for one in (helper, process):
        one.kill()
        one.wait(timeout=20)


@pytest.mark.slow
def test_a_scheduler_elsewhere_gives_the_same_bytes(articles, undisturbed, tmp_path, scheduler):
    address, _ = scheduler
    done = subprocess.run(
        command(articles, tmp_path / "out", "--scheduler", address),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == undisturbed


@pytest.mark.slow
def test_a_scheduler_that_is_lost_is_said_and_the_next_run_goes_on(articles, undisturbed, tmp_path, scheduler):
    address, process = scheduler
    out = tmp_path / "out"
    run = start(articles, out, "--scheduler", address)
    wait_for_parts(out, 1, run)
    process.kill()
    _, said = run.communicate(timeout=120)
    if run.returncode:  # else it had finished before
        assert run.returncode == 1
        assert "give the same command again" in said
    subprocess.run(command(articles, out), cwd=ROOT, capture_output=True, check=True)
    assert contents(out) == undisturbed


@pytest.mark.slow
def test_no_scheduler_no_hanging(articles, tmp_path):
    """As the command does it, but that is patient for twenty seconds, and one will do."""
    code = "import sys; from utils import __main__, scale; scale.PATIENCE = 1; sys.exit(__main__.main(sys.argv[1:]))"
    asked = command(articles, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9")[3:]
    done = subprocess.run([sys.executable, "-c", code, *asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "No scheduler answers at tcp://127.0.0.1:9" in done.stderr


@pytest.fixture
def two_hosts(tmp_path):
    """Two network namespaces joined by a cable: a scheduler at one address, a worker at the other."""
    ip = shutil.which("ip")
    if not ip or os.geteuid():
        pytest.skip("network namespaces need the command ip and the rights of root")
    names = [f"news{os.getpid() % 1000}{side}" for side in "ab"]
    cable = [f"v{os.getpid() % 1000}{side}" for side in "ab"]
    steps = [f"netns add {name}" for name in names]
    steps += [f"link add {cable[0]} netns {names[0]} type veth peer name {cable[1]} netns {names[1]}"]
    for number, (name, end) in enumerate(zip(names, cable, strict=True), start=1):
        steps += [f"-n {name} addr add 10.99.7.{number}/24 dev {end}", f"-n {name} link set {end} up"]
        steps += [f"-n {name} link set lo up"]
    processes = []
    try:
        for step in steps:
            done = subprocess.run([ip, *step.split()], capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"this machine allows no network namespaces: {done.stderr.strip()}")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
        scheduler = ["distributed.cli.dask_scheduler", "--host", "10.99.7.1", "--port", "8786", "--no-dashboard"]
        worker = ["distributed.cli.dask_worker", "tcp://10.99.7.1:8786", "--host", "10.99.7.2", "--no-dashboard"]
        for name, what in zip(names, (scheduler, [*worker, "--local-directory", str(tmp_path)]), strict=True):
            inside = [ip, "netns", "exec", name, sys.executable, "-m", *what]
            processes.append(subprocess.Popen(inside, **quiet))
        yield [ip, "netns", "exec", names[0]], "tcp://10.99.7.1:8786"
    finally:
        for process in processes:
            process.kill()
            process.wait(timeout=20)
        for name in names:
            subprocess.run([ip, "netns", "del", name], capture_output=True)


@pytest.mark.slow
def test_a_worker_on_another_host_gives_the_same_bytes(articles, undisturbed, tmp_path, two_hosts):
    inside, address = two_hosts
    run = [*inside, *command(articles, tmp_path / "out", "--scheduler", address)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == undisturbed

"""Runs of `python -m utils score` in processes of their own, and what they leave."""

import subprocess
import sys
import time

from conftest import ROOT


def contents(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.stat().st_size}


def command(path, out, *more):
    return [sys.executable, "-m", "utils", "score", str(path), "--out", str(out), *more]


def start(path, out, *more, **how):
    return subprocess.Popen(
        command(path, out, *more), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
    )


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def parts(out):
    return sorted(out.glob("part-*.parquet"))


def wait_for_parts(out, count, process):
    wait_for(lambda: len(parts(out)) >= count or process.poll() is not None)

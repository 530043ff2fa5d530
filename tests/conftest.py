"""What several tests share: small corpora, the project's places, and one site built for all who look at it."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pandas as pd
import psutil
import pytest
from filelock import FileLock
from hypothesis import settings

from utils import load_corpus
from utils.scale import score_corpus

ROOT = Path(__file__).resolve().parent.parent

# A deadline would judge the machine. Under CI this goes on from Hypothesis's own profile for it.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

RUN = "NEWS_TEST_RUN"  # in the environment of every process that a test starts


def pytest_configure():
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[RUN] = uuid4().hex
        os.environ["CACHE"] = tempfile.mkdtemp(prefix="news-cache-")  # parses of this run, shared by its workers


def pytest_unconfigure():
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["CACHE"], ignore_errors=True)


def pytest_sessionfinish(session):
    """Nothing that a test started outlives the tests; what does is named, ended, and fails the run."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    own = [psutil.Process(), *psutil.Process().children(recursive=True)]  # helpers of this very process end with it
    _, left = psutil.wait_procs([one for one in processes_of_this_run() if one not in own], timeout=10)
    for one in left:
        with suppress(psutil.Error):
            print(f"\nleft running by {one.environ().get('PYTEST_CURRENT_TEST')}: {' '.join(one.cmdline())}")
            one.kill()
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def processes_of_this_run():
    for one in psutil.process_iter():
        with suppress(psutil.Error):  # somebody else's
            if one.environ().get(RUN) == os.environ[RUN]:
                yield one


@pytest.fixture(autouse=True)
def own_figures(tmp_path, monkeypatch):
    """No test writes into the project's own folders, and none reads the caller's corpus."""
    monkeypatch.setenv("FIGURES", str(tmp_path / "figures"))
    monkeypatch.delenv("CORPUS", raising=False)


@pytest.fixture
def corpus_of():
    """A corpus table from texts: a list, or {source: [texts]}."""

    def make(texts):
        by_source = texts if isinstance(texts, dict) else {"A": texts}
        rows = [(source, text) for source, some in by_source.items() for text in some]
        table = pd.DataFrame(rows, columns=["source", "text"])
        table.insert(0, "doc_id", [f"d{i}" for i in range(len(table))])
        return table.assign(title="", date=pd.NaT)

    return make


def run_python(*arguments, **environment):
    """Python in a process of its own, offline, with no NLTK data and a strange locale."""
    clean = {k: v for k, v in os.environ.items() if k not in ("CORPUS", "FIGURES")}
    clean |= {"PYTHONPATH": str(ROOT / "tests" / "offline"), "NLTK_DATA": "/nonexistent", **environment}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def run_utils(*arguments, **environment):
    """`python -m utils …` in such a process."""
    return run_python("-m", "utils", *arguments, **environment)


def keep(page, name):
    """A picture of the page in `_build/screenshots/`, kept with the run of the tests."""
    folder = ROOT / "_build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


@pytest.fixture(scope="session")
def seed_site(tmp_path_factory):
    """The site of the two articles, built once for all workers, offline. Whoever finds it there only looks at it."""
    place = tmp_path_factory.getbasetemp()
    place = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    out = place / "seed" / "site"
    with FileLock(place / "seed.lock"):
        if not out.exists():
            out.parent.mkdir(exist_ok=True)
            result = run_utils("html", "--corpus", "seeds", "--out", out)
            assert result.returncode == 0, result.stdout + result.stderr
            assert result.stderr == ""  # Sphinx has nothing to complain about
    return out


@pytest.fixture(scope="module")  # while it is open an event loop runs, which other modules' tests cannot have
def browser():
    """Chromium under Playwright. Where none is found the test is skipped; under CI it must be there."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        assert not os.environ.get("CI"), "CI needs Chromium; .ci/run installs it"
        pytest.skip("no Chromium or Chrome on this machine")
    with sync_playwright() as playwright:
        sandbox = [] if sys.platform == "win32" or os.geteuid() else ["--no-sandbox"]  # root cannot use the sandbox
        browser = playwright.chromium.launch(executable_path=found, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def articles(tmp_path_factory):
    """Sixty articles in a Parquet file of six row groups."""
    corpus = pd.concat([load_corpus("practice"), load_corpus()], ignore_index=True)
    corpus = pd.concat([corpus, corpus.head(22)], ignore_index=True)[["source", "date", "text"]]
    path = tmp_path_factory.mktemp("articles") / "articles.parquet"
    corpus.assign(id=[f"a{i:02}" for i in range(len(corpus))]).to_parquet(path, row_group_size=10, index=False)
    return path


@pytest.fixture(scope="session")
def undisturbed(articles, tmp_path_factory):
    """What a run that nothing disturbs leaves: {file: bytes}."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    score_corpus(articles, out, workers=1)
    return {file.name: file.read_bytes() for file in sorted(out.iterdir()) if file.stat().st_size}

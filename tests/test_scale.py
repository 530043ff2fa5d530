"""Scores in pieces: the numbers of the notebooks, whole files only, and the same bytes whatever went wrong."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

from utils import load_corpus, scale, score_tables
from utils.drawn import draw_articles
from utils.errors import CorpusError, SaveError, write_whole
from utils.framing import load_codebook, profile
from utils.keywords import frequencies
from utils.readers.bounds import MOST_ARTICLE
from utils.sentiment import score_sentences

GERMAN = (
    "Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke bis zum Ende des "
    "Jahres zu schließen, weil das Geld für die nötigen Arbeiten fehlt. "
)
CODEBOOK = load_codebook("generic")


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    """Sixty articles in a Parquet file of six row groups."""
    corpus = pd.concat([load_corpus("practice"), load_corpus()], ignore_index=True)
    corpus = pd.concat([corpus, corpus.head(22)], ignore_index=True)[["source", "date", "text"]]
    path = tmp_path_factory.mktemp("articles") / "articles.parquet"
    corpus.assign(id=[f"a{i:02}" for i in range(len(corpus))]).to_parquet(path, row_group_size=10, index=False)
    return path


@pytest.fixture(scope="module")
def undisturbed(articles, tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    scale.score_corpus(articles, out, workers=1)
    return contents(out)


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


def test_the_scores_are_those_of_the_notebooks(articles, tmp_path):
    done = scale.score_corpus(articles, tmp_path / "out", workers=1)
    assert (done["articles"], len(done["skipped"])) == (60, 0)
    table = pd.read_parquet(tmp_path / "out")
    assert list(table.columns) == [
        *("doc_id", "source", "date", "words", "sentences", "textblob_polarity", "textblob_subjectivity"),
        *("vader_compound", "tone", "coverage", *CODEBOOK.labels()),
    ]
    corpus = load_corpus(articles)
    assert table["doc_id"].tolist() == corpus["doc_id"].tolist()
    scored = score_sentences(corpus).groupby("doc_id", sort=False).mean(numeric_only=True)
    for column in ("textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "coverage"):
        assert table[column].tolist() == pytest.approx(scored[column].tolist(), abs=1e-12), column
    shares = profile(corpus, CODEBOOK).query("frame == 'conflict'").set_index("group")["share"]
    flagged = (table["conflict"] * table["sentences"]).groupby(table["source"]).sum()
    assert (flagged / table.groupby("source")["sentences"].sum()).to_dict() == pytest.approx(shares.to_dict())
    counts = pd.read_parquet(tmp_path / "out" / "_counts.parquet").groupby("term")["count"].sum()
    assert counts.to_dict() == frequencies(corpus).set_index("term")["count"].to_dict()


def test_a_folder_of_files_scores_like_the_table_of_its_articles(tmp_path):
    scale.score_corpus(ROOT / "seeds", tmp_path / "folder", workers=1)
    load_corpus().drop(columns=["path", "sha256"]).to_parquet(tmp_path / "seeds.parquet", index=False)
    scale.score_corpus(tmp_path / "seeds.parquet", tmp_path / "table", workers=1)
    one, two = pd.read_parquet(tmp_path / "folder"), pd.read_parquet(tmp_path / "table")
    pd.testing.assert_frame_equal(one, two)
    assert one["tone"].notna().all()


@pytest.mark.slow
def test_two_workers_write_the_bytes_of_one(articles, undisturbed, tmp_path):
    done = subprocess.run(
        command(articles, tmp_path / "out", "--workers", "2"), cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(tmp_path / "out") == undisturbed


def test_a_finished_run_does_nothing_again(articles, tmp_path, monkeypatch):
    scale.score_corpus(articles, tmp_path / "out", workers=1)
    monkeypatch.setattr(scale, "score_piece", lambda *_: pytest.fail("computed twice"))
    done = scale.score_corpus(articles, tmp_path / "out", workers=1)
    assert (done["articles"], done["pieces"], done["before"]) == (60, 6, 6)
    assert "60 articles scored in 0 s (6 of 6 pieces were there already)" in next(scale.report(done, "out"))


def test_a_saved_table_is_found_or_said_to_be_none(tmp_path, monkeypatch):
    monkeypatch.delenv("SCORES", raising=False)
    assert score_tables.saved_scores() is None
    scale.score_corpus(ROOT / "seeds", tmp_path / "out", workers=1)
    monkeypatch.setenv("SCORES", str(tmp_path / "out"))
    assert len(score_tables.saved_scores()) == 2
    monkeypatch.setenv("SCORES", str(tmp_path))
    with pytest.raises(CorpusError, match="holds no scores"):
        score_tables.saved_scores()


def test_months_have_means_and_from_ten_articles_an_interval():
    dates = [pd.Timestamp(2025, 1, day) for day in range(1, 11)] + [pd.NaT]
    scores = pd.DataFrame({"source": "A", "date": dates, "tone": [0.0, 1.0] * 5 + [0.5]})
    january, undated = score_tables.by_month(scores, "tone").to_dict("records")
    assert (january["month"], january["mean"], january["articles"]) == ("2025-01", 0.5, 10)
    assert january["high"] - january["mean"] == pytest.approx(2.2622 * 0.52705 / 10**0.5, abs=1e-4)  # t, 9 degrees
    assert undated["month"] == "undated"
    assert pd.isna(undated["low"])


def test_the_change_planted_in_a_drawn_corpus_is_found():
    drawn = draw_articles(load_corpus("practice"), n=240)
    scores = score_tables.score_articles(drawn.assign(language="en"), CODEBOOK)
    scores["turned"] = scores["date"].dt.month >= 7
    shares = scores.groupby(["source", "turned"])["conflict"].mean().unstack()
    assert shares[True].iloc[0] > shares[False].iloc[0] + 0.1
    assert (shares[True] - shares[False]).iloc[1:].abs().max() < 0.06


def test_a_piece_is_computed_once_however_often_a_run_is_stopped(articles, undisturbed, tmp_path, monkeypatch):
    done, real = [], scale.score_piece

    def failing(piece, *task):
        if len(done) in (2, 4) and (not done or done[-1] != -1):
            done.append(-1)
            raise KeyboardInterrupt
        done.append(piece["number"])
        return real(piece, *task)

    monkeypatch.setattr(scale, "score_piece", failing)
    for _ in range(3):
        try:
            scale.score_corpus(articles, tmp_path / "out", workers=1)
        except KeyboardInterrupt:
            continue
    assert sorted(number for number in done if number >= 0) == [0, 1, 2, 3, 4, 5]
    assert contents(tmp_path / "out") == undisturbed


def test_another_corpus_or_codebook_is_refused(articles, tmp_path):
    out = tmp_path / "out"
    scale.score_corpus(articles, out, workers=1)
    before = contents(out)
    with pytest.raises(CorpusError, match="scores of another run: codebook"):
        scale.score_corpus(articles, out, workers=1, codebook="policy")
    shutil.copy(articles, tmp_path / "b.parquet")
    with pytest.raises(CorpusError, match="scores of another run: corpus"):
        scale.score_corpus(tmp_path / "b.parquet", out, workers=1)
    assert contents(out) == before


def test_a_strangers_folder_is_not_touched(articles, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"thesis\.txt"):
        scale.score_corpus(articles, tmp_path, workers=1)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(CorpusError, match="no file or folder"):
        scale.score_corpus(tmp_path / "nowhere", tmp_path / "new", workers=1)


def test_bad_articles_are_skipped_with_the_reason_and_stop_nothing(tmp_path, monkeypatch):
    good = "The talks failed. Both sides were angry."
    texts = [
        good,
        "",
        None,
        "…",
        "x" * (MOST_ARTICLE + 1),
        good + " POISON",
        GERMAN,
    ]
    pd.DataFrame({"id": list("abcdefg"), "text": texts}).to_parquet(tmp_path / "a.parquet")
    real = score_tables.score_texts

    def poisoned(some):
        if any("POISON" in text for text in some):
            raise RuntimeError("it is bad")
        return real(some)

    monkeypatch.setattr(score_tables, "score_texts", poisoned)
    done = scale.score_corpus(tmp_path / "a.parquet", tmp_path / "out", workers=1)
    table = pd.read_parquet(tmp_path / "out").set_index("doc_id")
    assert (done["articles"], len(done["skipped"]), list(table.index)) == (2, 5, ["a", "g"])
    assert table.loc["a", "tone"] < 0
    assert table.loc["g", ["tone", "conflict"]].isna().all()
    assert table.loc["g", "words"] == 30
    why = pd.read_csv(tmp_path / "out" / "_skipped.csv")["why"].tolist()
    assert sum("cannot be scored (RuntimeError: it is bad)" in one for one in why) == 1
    assert sum("is empty" in one for one in why) == 2


def test_a_broken_row_group_is_reported_and_the_rest_is_scored(articles, undisturbed, tmp_path):
    broken = tmp_path / "broken.parquet"
    content = bytearray(articles.read_bytes())
    column = pq.read_metadata(articles).row_group(2).column(2)
    assert column.path_in_schema == "text"
    start_of_text = column.dictionary_page_offset or column.data_page_offset
    content[start_of_text : start_of_text + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    broken.write_bytes(content)
    done = scale.score_corpus(broken, tmp_path / "out", workers=1)
    assert (done["articles"], len(done["skipped"])) == (50, 1)
    assert "broken.parquet, 10 rows from 21" in (tmp_path / "out" / "_skipped.csv").read_text(encoding="utf-8")
    whole = {name: data for name, data in undisturbed.items() if name.startswith("part-") and "2" not in name}
    assert {name: data for name, data in contents(tmp_path / "out").items() if name in whole} == whole
    (tmp_path / "no.parquet").write_bytes(b"hello")
    with pytest.raises(CorpusError, match="not a Parquet file that can be read"):
        scale.score_corpus(tmp_path / "no.parquet", tmp_path / "other", workers=1)


def test_counts_add_up_in_any_order():
    tables = [pd.DataFrame([(s, t, 1, 1)], columns=score_tables.COUNTS) for s in "BA" for t in ("war", "peace")] * 3
    forward, backward = score_tables.merge_counts(tables), score_tables.merge_counts(tables[::-1])
    pd.testing.assert_frame_equal(forward, backward)
    assert forward.values.tolist() == [[s, t, 3, 3] for s in "AB" for t in ("peace", "war")]


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
    assert "pieces are there already" in done.stdout or len(parts(out)) == 6
    assert contents(out) == undisturbed


@pytest.mark.slow
def test_ctrl_c_ends_with_a_sentence_and_nothing_is_lost(articles, undisturbed, tmp_path):
    out = tmp_path / "out"
    process = start(articles, out, "--workers", "1")
    wait_for_parts(out, 1, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    if process.returncode:
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
    done = subprocess.run(
        command(articles, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "No scheduler answers at tcp://127.0.0.1:9" in done.stderr


def test_empty_tables_have_the_same_columns(articles, undisturbed, tmp_path):
    texts = pd.DataFrame({"id": ["a"], "text": [""]})
    texts.to_parquet(tmp_path / "none.parquet")
    done = scale.score_corpus(tmp_path / "none.parquet", tmp_path / "out", workers=1)
    assert (done["articles"], len(done["skipped"])) == (0, 1)
    assert pq.read_schema(tmp_path / "out" / "part-00000.parquet").names[:3] == ["doc_id", "source", "date"]
    assert isinstance(pq.read_table(tmp_path / "out" / "part-00000.parquet"), pa.Table)


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


def odd(tmp_path, **columns):
    pd.DataFrame({"text": ["The talks failed.", "A good day."], **columns}).to_parquet(tmp_path / "odd.parquet")
    return tmp_path / "odd.parquet"


def test_old_and_unreadable_dates_stop_nothing_and_are_noted(tmp_path):
    path = odd(tmp_path, date=["1500-01-01", "not a date"])
    done = scale.score_corpus(path, tmp_path / "out", workers=1)
    dates = pd.read_parquet(tmp_path / "out")["date"]
    assert str(dates[0])[:10] == "1500-01-01"
    assert pd.isna(dates[1])
    assert any("1 dates could not be read" in why for why in done["noted"]["why"])
    assert any("could not be read" in line for line in scale.report(done, "out"))


def test_a_file_without_texts_is_refused_before_anything_is_written(tmp_path):
    for name, table, message in (
        ("none", {"body_text": ["a"]}, "has no text column: found 'body_text'"),
        ("numbers", {"text": [1, 2]}, "holds no text but int64"),
        ("empty", {"text": pd.Series([], dtype=str)}, "has no rows"),
    ):
        pd.DataFrame(table).to_parquet(tmp_path / f"{name}.parquet")
        with pytest.raises(CorpusError, match=message):
            scale.score_corpus(tmp_path / f"{name}.parquet", tmp_path / f"out-{name}", workers=1)
        assert not (tmp_path / f"out-{name}" / "_manifest.json").exists()
    scale.score_corpus(tmp_path / "none.parquet", tmp_path / "out-none", workers=1, columns={"text": "body_text"})


def test_trouble_that_may_pass_leaves_the_piece_undone(tmp_path, monkeypatch):
    path, real = odd(tmp_path), scale._articles
    for trouble in (OSError(5, "Input/output error"), pa.ArrowMemoryError("malloc failed")):
        monkeypatch.setattr(scale, "_articles", lambda *_, trouble=trouble: (_ for _ in ()).throw(trouble))
        with pytest.raises(type(trouble)):
            scale.score_corpus(path, tmp_path / "out", workers=1)
        assert parts(tmp_path / "out") == []
    monkeypatch.setattr(scale, "_articles", real)
    assert scale.score_corpus(path, tmp_path / "out", workers=1)["articles"] == 2


def test_sub_folders_are_read_if_asked_and_repeated_ids_are_said(tmp_path):
    for place in ("corpus/one.parquet", "corpus/deeper/two.parquet"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"id": ["a", "b"], "text": ["Good.", "Bad."]}).to_parquet(tmp_path / place)
    done = scale.score_corpus(tmp_path / "corpus", tmp_path / "out", workers=1, recursive=True)
    assert (done["articles"], done["repeated"]) == (4, 2)
    with pytest.raises(CorpusError, match="lies in the corpus"):
        scale.score_corpus(tmp_path / "corpus", tmp_path / "corpus" / "out", workers=1, recursive=True)


@pytest.mark.parametrize("content", ["", "{}", "[]"])
def test_a_manifest_that_is_none_is_named(articles, tmp_path, content):
    (tmp_path / "_manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="no manifest of ours"):
        scale.score_corpus(articles, tmp_path, workers=1)

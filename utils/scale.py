"""A corpus of any size, scored in pieces: by one process, by all cores, or by a cluster; a run that ends early goes on.

A piece is some hundred rows of a Parquet file. Scoring one is a pure function from a piece to two small tables, one row
an article and one row a word, so it does not matter who does it, where, or in which order. Only the process that was
started writes: each piece lands whole, under its number, by renaming; what is there is never computed again. Words are
merged in a tree at the end. This is the only module that knows Dask.
"""

import hashlib
import json
import logging
import math
import os
import time
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import stdtrit
from tqdm import tqdm

from utils.corpus import corpus_table, load_corpus, load_report, with_text
from utils.counting import count_terms
from utils.errors import CorpusError, saving
from utils.framing import frame_flags, load_codebook
from utils.readers.columns import documents_from
from utils.sentiment import score_texts
from utils.text import sentence_table
from utils.uncertainty import FEWEST

__all__ = ["by_month", "merge_counts", "report", "saved_scores", "score_articles", "score_corpus", "word_counts"]

ROWS = 500  # of a piece: a few megabytes of text, seconds of work, well worth sending
FEW = 200  # rows of a piece where the articles came from files of their own
SMALL = 20_000_000  # bytes of text; below that several processes take longer to start than to work
FAN_IN = 4  # tables of counts merged at a time
SCORES = ["textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "coverage"]
COUNTS = ["source", "term", "count", "documents"]


def score_articles(corpus, codebook, counts=None):
    """Scores of articles, one row each: `doc_id, source, date, words, sentences`, tone, coverage, a column a frame.

    Each score is the mean over the article's sentences; `tone` leaves out sentences in which no list knows a word. A
    frame is the share of sentences with an indicator. Articles in other languages than English have words and no
    scores. `counts` are those of `count_terms`, where they are known.
    """
    table = corpus[["doc_id", "source", "date"]].reset_index(drop=True)
    table["words"] = (counts or count_terms(corpus)).sizes.astype("int64")
    numbered = corpus.reset_index(drop=True).assign(doc_id=range(len(corpus)))  # ids may repeat in what people have
    sentences = sentence_table(numbered)
    table["sentences"] = sentences.groupby("doc_id").size().reindex(table.index, fill_value=0).astype("int64")
    english = numbered["doc_id"][(numbered["language"] == "en")] if "language" in numbered else numbered["doc_id"]
    sentences = sentences[sentences["doc_id"].isin(english)].reset_index(drop=True)
    values = score_texts(sentences["text"])[SCORES]
    values = pd.concat([values, frame_flags(sentences["text"], codebook).astype(float)], axis=1)
    means = values.groupby(sentences["doc_id"]).mean().reindex(table.index)
    return pd.concat([table, means], axis=1)


def word_counts(corpus, counts=None):
    """How often each source uses each word: `source, term, count, documents`; `counts` as in `score_articles`."""
    counts = counts or count_terms(corpus)
    table = pd.DataFrame({"source": corpus["source"].to_numpy()[counts.article], "term": counts.terms[counts.term]})
    table["count"], table["documents"] = counts.count.astype("int64"), 1
    return merge_counts([table])


def merge_counts(tables):
    """Tables of `word_counts` added up, whatever their order.

    >>> one = pd.DataFrame([("A", "war", 2, 1)], columns=COUNTS)
    >>> merge_counts([one, one]).values.tolist()
    [['A', 'war', 4, 2]]
    """
    whole = pd.concat(tables, ignore_index=True)
    return whole.groupby(["source", "term"], as_index=False, sort=True)[["count", "documents"]].sum()


def score_corpus(path, out, workers=None, scheduler=None, codebook="generic", columns=None, recursive=False):
    """Score all articles of `path` into the folder `out`, which one `pandas.read_parquet(out)` then reads.

    `workers` processes on this machine, by default one for each core if there is enough to do; or the workers of the
    Dask `scheduler` at an address such as tcp://host:8786, which must see `path` under the same name. A run that ended
    early goes on where it stopped. Returns what there is to report: `articles, pieces, before` (pieces that were there
    already), `megabytes` and `seconds` of this run, and `skipped`, a table of what was left out and why. Raises
    CorpusError with a sentence that says what to do.
    """
    out = Path(out).absolute()
    _refuse_foreign(out)
    with saving(out):
        out.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        began = time.perf_counter()
        pieces = _plan(path, out, codebook, columns, recursive)
        todo = [piece for piece in pieces if not _target(out, piece).exists()]
        amount = sum(piece["bytes"] for piece in todo)
        if workers is None:
            workers = os.cpu_count() if amount > SMALL else 1
        task = (load_codebook(codebook), columns)
        for piece, scores, counts, skipped in _results(todo, task, min(workers, len(todo)), scheduler):
            _keep(out, piece, scores, counts, skipped)
        if missing := sum(not _target(out, piece).exists() for piece in pieces):
            raise CorpusError(f"{missing} of {len(pieces)} pieces were not scored; give the same command again.")
        skipped = _finish(out, pieces)
        rows = sum(pq.read_metadata(_target(out, piece)).num_rows for piece in pieces)
    return {
        "articles": rows,
        "pieces": len(pieces),
        "before": len(pieces) - len(todo),
        "megabytes": amount / 1e6,
        "seconds": time.perf_counter() - began,
        "skipped": skipped,
    }


def report(done, out):
    """The lines that end a run: how much, how fast, what was skipped and why, how to read it."""
    there = f" ({done['before']} of {done['pieces']} pieces were there already)" if done["before"] else ""
    yield f"{done['articles']:,} articles scored in {done['seconds']:.0f} s{there}; {len(done['skipped']):,} skipped"
    if done["megabytes"]:
        rate = done["articles"] * (1 - done["before"] / done["pieces"]) / done["seconds"]
        yield f"{rate:,.0f} articles/s, {done['megabytes'] / done['seconds']:.2f} MB/s"
    for why, items in done["skipped"].groupby("why")["item"]:
        yield f"  {len(items):,} {why}: {', '.join(items.head(3))}{' …' if len(items) > 3 else ''}"
    yield f"pandas.read_parquet({str(out)!r}) reads them; words by source are in {Path(out) / '_counts.parquet'}"


def saved_scores():
    """The table in the folder that the environment variable SCORES names; None where it names none."""
    folder = os.environ.get("SCORES")
    if not folder:
        return None
    if not (Path(folder) / "_manifest.json").exists():
        raise CorpusError(f"SCORES names '{folder}', which holds no scores; make them with python -m utils score.")
    return pd.read_parquet(folder)


def by_month(scores, column, by="source"):
    """Mean of a score over the articles of each group and month: `group, month, mean, low, high, articles`.

    `month` is a text such as 2025-09, or "undated". The 95 % interval is for articles drawn at random and missing under
    ten. Articles without the score are left out.

    >>> table = pd.DataFrame({"source": "A", "date": pd.Timestamp(2025, 9, 3), "tone": [0.1, 0.3]})
    >>> by_month(table, "tone").round(2).values.tolist()
    [['A', '2025-09', 0.2, nan, nan, 2]]
    """
    there = scores.dropna(subset=[column])
    month = there["date"].dt.strftime("%Y-%m").fillna("undated").rename("month")
    groups = there.groupby([there[by].astype(str).rename("group"), month])[column]
    table = groups.agg(["mean", "std", "size"]).reset_index().rename(columns={"size": "articles"})
    margin = stdtrit(table["articles"] - 1, 0.975) * table["std"] / np.sqrt(table["articles"])
    margin = margin.where(table["articles"] >= FEWEST)
    table["low"], table["high"] = table["mean"] - margin, table["mean"] + margin
    return table[["group", "month", "mean", "low", "high", "articles"]]


def score_piece(piece, codebook, columns):
    """(scores, counts, skipped) of one piece; an article that cannot be scored is skipped with the reason."""
    skipped = []
    try:
        articles = _articles(piece, columns, skipped)
    except FileNotFoundError:
        raise  # a disk that is not there now may be there later
    except (pa.ArrowException, OSError, ValueError) as error:
        return (
            None,
            None,
            [(f"{Path(piece['file']).name}, {piece['rows']:,} rows from {piece['row'] + 1:,}", str(error))],
        )
    if articles.empty:
        return None, None, skipped
    try:
        counts = count_terms(articles)
        return score_articles(articles, codebook, counts), word_counts(articles, counts), skipped
    except Exception:  # one bad article must not take its neighbours along, so each is tried by itself
        kept = []
        for i in range(len(articles)):
            one = articles.iloc[[i]]
            try:
                kept.append((score_articles(one, codebook), word_counts(one)))
            except Exception as error:
                skipped.append((articles["path"].iloc[i], f"cannot be scored ({type(error).__name__}: {error})"))
        if not kept:
            return None, None, skipped
        scores, counts = zip(*kept, strict=True)
        return pd.concat(scores, ignore_index=True), merge_counts(counts), skipped


def _articles(piece, columns, skipped):
    """The corpus table of a piece; what is left out goes to `skipped` as (where, why)."""
    name = Path(piece["file"]).name
    with pq.ParquetFile(piece["file"]) as file:
        table = file.read_row_group(piece["group"]).slice(piece["first"], piece["rows"])
    table.validate(full=True)  # else a damaged text is only found when it is looked at
    table = table.to_pandas(ignore_metadata=True)
    numbers = range(piece["row"] + 1, piece["row"] + 1 + len(table))
    documents, events = documents_from(table, name, numbers, columns)
    about = {"path": name, "sha256": "", "stem": Path(name).stem}
    documents = with_text([{**document, **about} for document in documents], events)
    articles = corpus_table(documents, events) if documents else pd.DataFrame()
    skipped += [(event["item"], event["why"]) for event in events if event["outcome"] == "skipped"]
    return articles


# ---- what there is to do ----------------------------------------------------------------------------------------


def _plan(path, out, codebook, columns, recursive):
    """The pieces, as the manifest has them; a manifest of another corpus or codebook is refused."""
    source = Path(path).expanduser().resolve()
    if not source.exists():
        raise CorpusError(f"There is no file or folder '{path}' (looked from {Path.cwd()}). Check the path.")
    asked = {
        "corpus": _fingerprint(source, recursive),
        "codebook": hashlib.sha256(repr(load_codebook(codebook)).encode()).hexdigest()[:12],
        "columns": columns or {},
        "frames": list(load_codebook(codebook).labels()),
        "versions": {name: version(name) for name in ("textblob", "vaderSentiment")},
    }
    manifest = out / "_manifest.json"
    if manifest.exists():
        known = json.loads(manifest.read_text(encoding="utf-8"))
        if changed := [name for name, value in asked.items() if known[name] != value]:
            raise CorpusError(
                f"'{out}' holds scores of another run: {' and '.join(changed)} changed since. Name a new folder, or "
                "delete that one."
            )
        return known["pieces"]
    files = _parquet_files(source)
    rows = ROWS
    if not files:
        files, rows = [_as_parquet(source, out, columns, recursive)], FEW
    pieces = [piece for file in files for piece in _pieces(file, rows)]
    for number, piece in enumerate(pieces):
        piece["number"] = number
    _write(manifest, lambda place: place.write_text(json.dumps({**asked, "pieces": pieces}), encoding="utf-8"))
    return pieces


def _parquet_files(source):
    """The Parquet files of a corpus that is nothing else; such a corpus is never read in one piece."""
    if source.is_file():
        return [source] if source.suffix == ".parquet" else []
    found = sorted(file for file in source.iterdir() if file.is_file() and file.name[0] not in "._")
    return found if found and all(file.suffix == ".parquet" for file in found) else []


def _as_parquet(source, out, columns, recursive):
    """Articles that are files of their own, read once and kept in the folder for the pieces."""
    corpus = load_corpus(source, recursive, columns)
    skipped = load_report(corpus).query("outcome == 'skipped'")
    kept = corpus[["doc_id", "source", "date", "text"]].astype({"date": "datetime64[ns]"})
    place = out / "_articles.parquet"
    _write(place, lambda file: kept.to_parquet(file, row_group_size=FEW, index=False))
    _keep_skipped(out / "_skipped-files.csv", list(zip(skipped["item"], skipped["why"], strict=True)))
    return place


def _pieces(file, rows):
    try:
        metadata = pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        raise CorpusError(f"{file.name} is not a Parquet file that can be read ({error}); export it again.") from None
    before = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for first in range(0, group.num_rows, rows):
            count = min(rows, group.num_rows - first)
            size = group.total_byte_size * count // max(group.num_rows, 1)
            where = {"file": str(file), "group": number, "first": first, "rows": count, "row": before + first}
            yield {**where, "bytes": size}
        before += group.num_rows


def _fingerprint(source, recursive):
    """What changes when the files do: their names, sizes and dates of change."""
    inside = source.rglob("*") if recursive else source.glob("*")
    files = [source] if source.is_file() else sorted(file for file in inside if file.is_file())
    about = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return hashlib.sha256(repr((str(source), recursive, about)).encode()).hexdigest()[:12]


# ---- who does it -------------------------------------------------------------------------------------------------


def _results(todo, task, workers, scheduler):
    """(piece, scores, counts, skipped) of each piece, as they come in, with a bar."""
    with tqdm(total=sum(piece["rows"] for piece in todo), unit=" articles", disable=None, delay=2) as bar:
        several = workers > 1 or scheduler
        for piece, result in _by_dask(todo, task, workers, scheduler) if several else _here(todo, task):
            bar.update(piece["rows"])
            yield piece, *result


def _here(todo, task):
    for piece in todo:
        yield piece, score_piece(piece, *task)


def _by_dask(todo, task, workers, scheduler):
    """The same by Dask: never more pieces under way than keep its workers busy, and no text on the wire."""
    from distributed import as_completed
    from distributed.client import FutureCancelledError, FuturesCancelledError
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    waiting, under_way, lost = iter(todo), {}, []
    with _client(workers, scheduler) as client:
        code = client.scatter(task, broadcast=True)

        def submit(piece):
            future = client.submit(_score_with, piece, code, pure=False)
            under_way[future.key] = piece
            return future

        ahead = 2 * max(sum(client.nthreads().values()), 1)
        coming = as_completed([submit(piece) for piece in islice(waiting, ahead)])
        for future in coming:
            piece = under_way.pop(future.key)
            try:
                result = future.result()
            except KilledWorker:
                lost.append(piece)
            except (FutureCancelledError, FuturesCancelledError, CommClosedError, OSError) as error:
                raise CorpusError(
                    f"The connection to the scheduler was lost ({type(error).__name__}). What was scored is kept; give "
                    "the same command again to go on."
                ) from None
            else:
                yield piece, result
            if (piece := next(waiting, None)) is not None:
                coming.add(submit(piece))
    if lost:
        raise CorpusError(
            f"{len(lost)} of {len(todo)} pieces ended their worker several times, the first from row "
            f"{lost[0]['row'] + 1:,} of {Path(lost[0]['file']).name}; memory may be short. All others are kept; give "
            "the same command again with fewer workers."
        )


def _score_with(piece, task):
    return score_piece(piece, *task)


@contextmanager
def _client(workers, scheduler):
    """A client of the scheduler at an address, or of processes of our own, which only this machine can reach."""
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said in a sentence, further up

    if scheduler:
        try:
            with Client(scheduler, timeout=20) as client:
                try:
                    client.wait_for_workers(1, timeout=30)
                except TimeoutError:
                    raise CorpusError(f"The scheduler at {scheduler} has no workers; start some.") from None
                yield client
        except (OSError, TimeoutError, ValueError) as error:
            if isinstance(error, CorpusError):
                raise
            raise CorpusError(f"No scheduler answers at {scheduler} ({error}).") from None
        return
    quiet = {"dashboard_address": None, "host": "127.0.0.1", "threads_per_worker": 1, "silence_logs": 50}
    with LocalCluster(n_workers=workers, **quiet) as cluster, Client(cluster) as client:
        yield client


# ---- what is kept ------------------------------------------------------------------------------------------------


def _target(out, piece):
    return out / f"part-{piece['number']:05}.parquet"


def _keep(out, piece, scores, counts, skipped):
    """Write what came of a piece; the scores last, since with them it is done."""
    number = f"{piece['number']:05}"
    frames = json.loads((out / "_manifest.json").read_text(encoding="utf-8"))["frames"]
    if counts is not None:
        _write(out / f"_counts-{number}.parquet", lambda place: counts.to_parquet(place, index=False))
    _keep_skipped(out / f"_skipped-{number}.csv", skipped)
    fields = [("doc_id", pa.string()), ("source", pa.string()), ("date", pa.timestamp("ns"))]
    fields += [(name, pa.int64()) for name in ("words", "sentences")]
    schema = pa.schema(fields + [(name, pa.float64()) for name in (*SCORES, *frames)])
    table = schema.empty_table() if scores is None else pa.Table.from_pandas(scores, schema, preserve_index=False)
    _write(_target(out, piece), lambda place: pq.write_table(table.replace_schema_metadata(), place))


def _keep_skipped(place, skipped):
    if skipped:
        table = pd.DataFrame(skipped, columns=["item", "why"])
        _write(place, lambda file: table.to_csv(file, index=False, encoding="utf-8"))


def _finish(out, pieces):
    """Words merged in a tree, reasons in one list, both without the pieces they came in; returns the reasons."""
    if not (out / "_counts.parquet").exists():
        counts = _merged_in_a_tree(sorted(out.glob("_counts-*.parquet")))
        reasons = [pd.read_csv(place) for place in sorted(out.glob("_skipped-*.csv"))]
        skipped = pd.concat(reasons, ignore_index=True) if reasons else pd.DataFrame(columns=["item", "why"])
        _write(out / "_skipped.csv", lambda place: skipped.to_csv(place, index=False, encoding="utf-8"))
        _write(out / "_counts.parquet", lambda place: counts.to_parquet(place, index=False))
    for leftover in [*out.glob("_counts-*.parquet"), *out.glob("_skipped-*.csv")]:
        leftover.unlink()
    return pd.read_csv(out / "_skipped.csv", keep_default_na=False)


def _merged_in_a_tree(places):
    """Tables of counts in files added up, a few at a time, so that no more than a few are in memory at once."""
    if len(places) <= FAN_IN:
        return merge_counts([pd.DataFrame(columns=COUNTS), *map(pd.read_parquet, places)])
    size = FAN_IN ** (math.ceil(math.log(len(places), FAN_IN)) - 1)
    return merge_counts([_merged_in_a_tree(places[i : i + size]) for i in range(0, len(places), size)])


def _write(place, how):
    """Have `how` write a file beside its place and put it there whole."""
    beside = place.with_name(f"_unfinished-{place.name}")
    try:
        with saving(place):
            how(beside)
            os.replace(beside, place)
    finally:
        with suppress(OSError):
            beside.unlink()


def _refuse_foreign(out):
    if out.exists() and not out.is_dir():
        raise CorpusError(f"'{out}' is a file; name a folder for the scores.")
    if out.exists() and not (out / "_manifest.json").exists():
        strange = [file.name for file in out.iterdir() if not file.name.startswith("_")]
        if strange:
            raise CorpusError(f"'{out}' holds files that are no scores ('{strange[0]}'); name a new or empty folder.")


@contextmanager
def _locked(out):
    """Nobody else writes here; the lock dies with the process that holds it."""
    with (out / "_lock").open("a") as file:
        try:
            _lock(file)
        except OSError:
            raise CorpusError(f"Another run is writing into '{out}'; wait for it, or name another folder.") from None
        yield


def _lock(file):
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

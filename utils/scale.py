"""A corpus of any size, scored in pieces: by one process, by all cores, or by a cluster; a run that ends early goes on.

A piece is some hundred rows of a Parquet file. Scoring one is a pure function from a piece to small tables, one row an
article, one row a word and, if asked, one row a quotation, so it does not matter who does it, where, or in which order.
Only the process that was started writes: each piece lands whole, under its number, by renaming; what is there is never
computed again. Words are merged in a tree at the end. This is the only module that knows Dask.
"""

import gc
import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from utils.corpus import corpus_table, load_corpus, load_report, with_text
from utils.engine.chunks import forget
from utils.errors import CorpusError, saving, write_whole
from utils.framing import Codebook, load_codebook
from utils.grammar import MANNER, in_this_process, need_parser
from utils.keywords import count_terms
from utils.loading.outlets import named, names_in
from utils.loading.readers.columns import documents_from, listed, said_by_folders, standard_names
from utils.loading.readers.parquet import files_in, opened, parquet_files, unpacked
from utils.notebook.output import locked
from utils.scaling.invented import draw_articles
from utils.scaling.kept import SKIPPED, finish, keep, keep_skipped, refuse_foreign, repeated_ids, target
from utils.scaling.score_tables import by_month, merge_counts, saved_scores, score_articles, speakers_of, word_counts

__all__ = [
    "by_month",
    "draw_articles",
    "report",
    "saved_scores",
    "score_articles",
    "score_corpus",
    "score_in_pieces",
    "speakers_of",
    "word_counts",
]

ROWS = 500  # of a piece: a few megabytes of text, seconds of work, well worth sending
FEW = 200  # rows of a piece where the articles came from files of their own
PARSED = 100  # rows of a piece whose sentences are parsed, which takes forty times as long
SMALL = 20_000_000  # bytes of text; below that several processes take longer to start than to work
SMALL_TO_PARSE = 200_000  # the same where sentences are parsed
MOST_NOTES = 5  # shown at the end of a run
DASK_SETTINGS = {  # Dask looks over its workers' shoulders and has them return memory at once: a fifth of the time
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 1_000_000_000,
    "distributed.nanny.pre-spawn-environ.MALLOC_ARENA_MAX": 1,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 1_000_000_000,
}
ARTICLES = "_articles.parquet"  # those that came from files of their own, kept for the pieces
PATIENCE = 20  # seconds until a scheduler that does not answer counts as none


def score_corpus(
    path: str | Path,
    out: str | Path,
    workers: int | None = None,
    scheduler: str | None = None,
    codebook: str | Path = "generic",
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    grammar: bool = False,
) -> dict:
    """Score all articles of `path` into the folder `out`, which one `pandas.read_parquet(out)` then reads.

    `workers` processes on this machine, by default one for each core if there is enough to do; or the workers of the
    Dask `scheduler` at an address such as tcp://host:8786, which must see `path` under the same name. A run that ended
    early goes on where it stopped. With `grammar` the sentences are parsed, and `_speakers.parquet` in `out` says who
    speaks (see `speakers_of`). Returns what there is to report: `articles, pieces, before` (pieces that were there
    already), `megabytes` and `seconds` of this run, `skipped`, a table of what was left out and why, `noted`, what is
    doubtful, such as dates that could not be read, and `repeated`, how many ids occur more than once. Raises
    CorpusError with a sentence that says what to do.
    """
    out = Path(out).absolute()
    if grammar:
        need_parser()
    refuse_foreign(out)
    with saving(out):
        out.mkdir(parents=True, exist_ok=True)
    with locked(out / "_lock", out):
        began = time.perf_counter()
        pieces = _plan(path, out, codebook, columns, recursive, grammar)
        todo = [piece for piece in pieces if not target(out, piece).exists()]
        amount = sum(piece["bytes"] for piece in todo)
        if workers is None:
            workers = (os.cpu_count() or 1) if amount > (SMALL_TO_PARSE if grammar else SMALL) else 1
        task = (load_codebook(codebook), columns, grammar)
        for piece, tables, skipped in _results(todo, task, min(workers, len(todo)), scheduler):
            keep(out, piece, tables, skipped, list(task[0].labels()))
        if missing := sum(not target(out, piece).exists() for piece in pieces):
            raise CorpusError(f"{missing} of {len(pieces)} pieces were not scored; give the same command again.")
        forget()  # merging needs the memory
        _row_group.cache_clear()
        skipped = finish(out, pieces, grammar)
        rows = sum(pq.read_metadata(target(out, piece)).num_rows for piece in pieces)
    return {
        "articles": rows,
        "pieces": len(pieces),
        "before": len(pieces) - len(todo),
        "megabytes": amount / 1e6,
        "seconds": time.perf_counter() - began,
        "skipped": skipped[skipped["outcome"] == "skipped"],
        "noted": skipped[skipped["outcome"] != "skipped"],
        "repeated": repeated_ids(out, rows),
    }


def score_in_pieces(corpus: pd.DataFrame) -> tuple[pd.DataFrame, dict]:
    """A corpus table scored as `score_corpus` scores a file: `(scores, what there is to report)`; nothing is kept.

    >>> scores, done = score_in_pieces(draw_articles(load_corpus("practice"), n=3))
    >>> len(scores), done["pieces"]
    (3, 1)
    """
    with tempfile.TemporaryDirectory() as place:
        articles, out = Path(place, "articles.parquet"), Path(place, "scores")
        corpus.to_parquet(articles, row_group_size=ROWS, index=False)
        done = score_corpus(articles, out, workers=1)
        return pd.read_parquet(out), done


def report(done: dict, out: str | Path) -> Iterator[str]:
    """The lines that end a run: how much, how fast, what was skipped and why, how to read it."""
    there = f" ({done['before']} of {done['pieces']} pieces were there already)" if done["before"] else ""
    yield f"{done['articles']:,} articles scored in {done['seconds']:.0f} s{there}; {len(done['skipped']):,} skipped"
    if done["megabytes"]:
        rate = done["articles"] * (1 - done["before"] / done["pieces"]) / done["seconds"]
        yield f"{rate:,.0f} articles/s, {done['megabytes'] / done['seconds']:.2f} MB/s"
    for why, items in done["skipped"].groupby("why")["item"]:
        yield f"  {len(items):,} {why}: {', '.join(items.head(3))}{' …' if len(items) > 3 else ''}"
    yield from (f"  noted: {row.item}: {row.why}" for row in done["noted"].head(MOST_NOTES).itertuples())
    if len(done["noted"]) > MOST_NOTES:
        yield f"  {len(done['noted']) - MOST_NOTES:,} more notes are in {Path(out) / '_skipped.csv'}"
    if done["repeated"]:
        yield f"  {done['repeated']:,} ids occur more than once; rows stand in the order of the files"
    if (Path(out) / "_speakers.parquet").exists():
        yield f"who speaks is in {Path(out) / '_speakers.parquet'}"
    yield f"pandas.read_parquet({str(out)!r}) reads them; words by source are in {Path(out) / '_counts.parquet'}"


@in_this_process()  # pieces are shared among processes already
def score_piece(piece: dict, codebook: Codebook, columns: Mapping[str, str] | None, grammar: bool = False) -> tuple:
    """((scores, counts, speakers), skipped) of one piece; an article that cannot be scored is skipped with the reason.

    Tables that there are not are None.
    """
    if grammar:
        need_parser()  # a worker may lack it
    nothing, skipped = (None, None, None), []
    try:
        articles = _articles(piece, columns, skipped)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, ValueError) as error:
        if getattr(error, "errno", None):
            raise  # a disk that is not there now may be there later; damaged data have no such number
        where = f"{Path(piece['file']).name}, {piece['rows']:,} rows from {piece['row'] + 1:,}"
        return nothing, [(where, "skipped", str(error))]
    if articles.empty:
        return nothing, skipped
    try:
        return _tables(articles, codebook, grammar), skipped
    except Exception:  # one bad article must not take its neighbours along, so each is tried by itself
        kept = []
        for i in range(len(articles)):
            try:
                kept.append(_tables(articles.iloc[[i]], codebook, grammar))
            except Exception as error:
                why = f"cannot be scored ({type(error).__name__}: {error})"
                skipped.append((f"{articles['path'].iloc[i]}, {articles['doc_id'].iloc[i]}", "skipped", why))
        if not kept:
            return nothing, skipped
        scores, words, speakers = zip(*kept, strict=True)
        speaking = pd.concat(speakers, ignore_index=True) if grammar else None
        return (pd.concat(scores, ignore_index=True), merge_counts(words), speaking), skipped


def _tables(articles, codebook, grammar):
    with _no_collection():
        counts = count_terms(articles)
        scores, words = score_articles(articles, codebook, counts), word_counts(articles, counts)
    return scores, words, speakers_of(articles) if grammar else None


@contextmanager
def _no_collection():
    """Python looks for garbage whenever many objects were made; here it takes a tenth of the time and finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _articles(piece, columns, skipped):
    """The corpus table of a piece; what is left out or doubtful goes to `skipped` as (where, outcome, why)."""
    name = Path(piece["file"]).name
    group = _row_group(piece["file"], piece["group"], os.stat(piece["file"]).st_mtime_ns)
    table = group.slice(piece["first"], piece["rows"]).to_pandas(ignore_metadata=True)
    numbers = range(piece["row"] + 1, piece["row"] + 1 + len(table))
    documents, events = documents_from(table, name, numbers, columns)
    about = {"path": name, "sha256": "", "stem": Path(name).stem}
    of_texts = []  # what is mended in a text, and its language, is too much to keep
    documents = with_text([{**piece["about"], **document, **about} for document in documents], of_texts)
    articles = corpus_table(documents, events) if documents else pd.DataFrame()
    if documents:
        articles["source"], _ = named(articles["source"], piece["outlets"])
    events += [event for event in of_texts if event["outcome"] == "skipped"]
    skipped += [(event["item"], event["outcome"], event["why"]) for event in events]
    return articles


@lru_cache(maxsize=1)
def _row_group(file, number, _changed):
    """A row group, which the pieces of it share; one that changed since is read again."""
    with opened(Path(file)) as content:
        return unpacked(content, Path(file), [number])


# ---- what there is to do ----------------------------------------------------------------------------------------


def _plan(path, out, codebook, columns, recursive, grammar):
    """The pieces, as the manifest has them; a manifest of another corpus or codebook is refused."""
    source = Path(path).expanduser().resolve()
    if not source.exists():
        raise CorpusError(f"There is no file or folder '{path}' (looked from {Path.cwd()}). Check the path.")
    if recursive and out.is_relative_to(source):
        raise CorpusError(f"'{out}' lies in the corpus, whose sub-folders are read; name a folder elsewhere.")
    asked = {
        "corpus": _fingerprint(source, recursive),
        "codebook": hashlib.sha256(repr(load_codebook(codebook)).encode()).hexdigest()[:12],
        "columns": columns or {},
        "frames": list(load_codebook(codebook).labels()),
        "outlets": names_in(source if source.is_dir() else source.parent) or None,
        "versions": {name: version(name) for name in ("textblob", "vaderSentiment")},
        "grammar": MANNER if grammar else None,
    }
    manifest = out / "_manifest.json"
    if manifest.exists():
        try:
            known = json.loads(manifest.read_text(encoding="utf-8"))
            pieces = known["pieces"]
        except (ValueError, KeyError, TypeError):
            raise CorpusError(f"'{manifest}' is no manifest of ours; name a new folder, or delete that one.") from None
        if changed := [name for name, value in asked.items() if known.get(name) != value]:
            raise CorpusError(
                f"'{out}' holds scores of another run: {' and '.join(changed)} changed since. Name a new folder, or "
                "delete that one."
            )
        return _with_outlets(pieces, asked)
    files = parquet_files(source, recursive)
    for file in files:
        _check_columns(file, columns)
    rows = PARSED if grammar else ROWS
    if not files:
        files, rows = [_as_parquet(source, out, columns, recursive)], min(rows, FEW)
    pieces = [piece for file in files for piece in _pieces(file, source, rows)]
    if not pieces:
        raise CorpusError(f"'{source}' has no rows, so there is nothing to score.")
    for number, piece in enumerate(pieces):
        piece["number"] = number
    write_whole(manifest, lambda place: place.write_text(json.dumps({**asked, "pieces": pieces}), encoding="utf-8"))
    return _with_outlets(pieces, asked)


def _with_outlets(pieces, asked):
    """The pieces with the names that outlets get; articles that were read from files of their own have them already."""
    names = asked["outlets"] or {}
    return [{**piece, "outlets": {} if Path(piece["file"]).name == ARTICLES else names} for piece in pieces]


def _check_columns(file, columns):
    """A file without a text column is refused before anything is written."""
    with opened(file) as content:
        schema = content.schema_arrow
    names, _ = standard_names(schema.names, file.name, columns)
    texts = [name for name, ours in names.items() if ours == "text"]
    if not texts:
        raise CorpusError(f"{file.name} has no text column: found {listed(schema.names)}. Name it: --columns text=…")
    kind = schema.field(texts[0]).type
    kind = kind.value_type if pa.types.is_dictionary(kind) or pa.types.is_list(kind) else kind
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise CorpusError(
            f"{file.name}: the column '{texts[0]}' holds no text but {kind}. Name another: --columns text=…"
        )


def _as_parquet(source, out, columns, recursive):
    """Articles that are files of their own, read once and kept in the folder for the pieces."""
    corpus = load_corpus(source, recursive, columns)
    notes = load_report(corpus).query("outcome in ('skipped', 'noted')")
    notes = notes[~notes["why"].str.startswith("is not in English")]  # as many as there are articles
    kept = corpus[["doc_id", "source", "date", "text"]].astype({"date": "datetime64[us]"})
    place = out / ARTICLES
    write_whole(place, lambda file: kept.to_parquet(file, row_group_size=FEW, index=False))
    if len(notes):
        keep_skipped(out / "_skipped-files.csv", notes[SKIPPED].values.tolist())
    return place


def _pieces(file, source, rows):
    metadata = pq.read_metadata(file)
    about = said_by_folders(file.relative_to(source)) if file.is_relative_to(source) else {}
    before = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for first in range(0, group.num_rows, rows):
            count = min(rows, group.num_rows - first)
            size = group.total_byte_size * count // max(group.num_rows, 1)
            where = {"file": str(file), "group": number, "first": first, "rows": count, "row": before + first}
            yield {**where, "bytes": size, "about": about}
        before += group.num_rows


def _fingerprint(source, recursive):
    """What changes when the files do: their names, sizes and dates of change."""
    files = [source] if source.is_file() else files_in(source, recursive)
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
            except FileNotFoundError as error:
                raise CorpusError(f"A worker cannot see the articles under the same path: {error}.") from None
            except KilledWorker:
                lost.append(piece)
            except (FutureCancelledError, FuturesCancelledError, CommClosedError) as error:
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
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said in a sentence, further up

    if scheduler:
        try:
            client = Client(scheduler, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise CorpusError(f"No scheduler answers at {scheduler} ({error}).") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=30)
            except TimeoutError:
                raise CorpusError(f"The scheduler at {scheduler} has no workers; start some.") from None
            yield client
        return
    quiet = {"dashboard_address": None, "host": "127.0.0.1", "threads_per_worker": 1, "silence_logs": 50}
    with dask.config.set(DASK_SETTINGS), LocalCluster(n_workers=workers, **quiet) as cluster, Client(cluster) as client:
        yield client

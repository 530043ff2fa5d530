"""From files to one table of articles, with an account of everything that happened on the way.

What people have is a folder of text files, perhaps with a `metadata.csv`, or a table with a text
column. `load_corpus` makes either into the corpus table: one row a document, columns `doc_id, source,
title, date, text`, then the user's own columns as they came, then `path` and `sha256`. Nothing is
dropped in silence: `load_report` lists what was loaded, skipped, repaired and noted.
"""

import hashlib
import os
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

from utils.errors import CorpusError
from utils.readers import READERS
from utils.readers.columns import own_names, standard_names
from utils.readers.decoding import decode
from utils.readers.delimited import read_table

__all__ = ["SEEDS", "corpus_hash", "for_reading", "load_corpus", "load_report", "load_truth"]

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
FIRST = ["doc_id", "source", "title", "date", "text"]
NOT_ARTICLES = re.compile(r"readme.*|_.*", re.IGNORECASE)
ABOUT_ARTICLES = ("metadata.csv", "truth.csv")
NO_SOURCE = "source not given"
COMMON = {"the", "of", "and", "to", "in", "a", "that", "is"}
COMMON_SHARE, LONG_ENOUGH = 0.1, 25  # these words are .2 of English news and under .06 of German, French, Spanish
WRAPPED_AT = 120  # characters; hard-wrapped lines are shorter than this, paragraphs rarely are
WRAPPED_SHARE = 0.4  # of lines that end in mid-sentence: 0 in paragraph-a-line files, above .8 in wrapped ones


def load_corpus(path=None, recursive=False):
    """The corpus table of a folder or a file.

    `path`: a folder of .txt, .md, .csv, .tsv, .jsonl or .parquet files, or one such file, or "practice" for the
    invented articles in `seeds/practice/`. None means the environment variable CORPUS if it is set, else the two
    articles in `seeds/`. In a folder, `metadata.csv` is joined by its column `file`; sub-folders are read only with
    `recursive=True`. In `text` a blank line parts
    paragraphs, and every offset this package reports counts characters in `text`.

    Raises CorpusError with a sentence that says what to do.

    >>> load_corpus()["source"].tolist()
    ['Article A', 'Article B']
    """
    chosen = path or os.environ.get("CORPUS") or SEEDS
    root = SEEDS / "practice" if chosen == "practice" else Path(chosen).expanduser()
    if not root.exists():
        raise CorpusError(f"There is no file or folder '{root}' (looked from {Path.cwd()}). Check the path.")
    documents, events = _read_folder(root, recursive) if root.is_dir() else _read_file(root, root.name)
    documents = _with_text(documents, events)
    if not documents:
        reasons = "; ".join(f"{event['item']} {event['why']}" for event in events[:3])
        raise CorpusError(f"No article could be loaded from '{root}'" + (f": {reasons}." if reasons else "."))
    corpus = pd.DataFrame.from_records(documents)
    corpus["doc_id"] = _ids(corpus)
    corpus["source"] = _sources(corpus, events)
    corpus["title"] = ["" if pd.isna(one) else str(_whole_number(one)) for one in _column(corpus, "title")]
    _parse_dates(corpus, events)
    _note_duplicates(corpus, events)
    middle = [name for name in corpus.columns if name not in [*FIRST, "path", "sha256", "row", "stem"]]
    corpus = corpus[[*FIRST, *middle, "path", "sha256"]].reset_index(drop=True)
    corpus.attrs["events"] = events
    return corpus


def load_report(corpus):
    """What became of every file: `item, outcome, articles, why`, loaded files first.

    `outcome` is loaded, repaired (changed on the way in), noted (left as it is, but you should know) or
    skipped. `articles` counts articles in loaded files.

    >>> load_report(load_corpus())["outcome"].value_counts().to_dict()
    {'loaded': 2, 'noted': 2, 'repaired': 2}
    """
    loaded = corpus.groupby("path", sort=False).size().rename("articles").reset_index(name="articles")
    loaded = loaded.rename(columns={"path": "item"}).assign(outcome="loaded", why="")
    events = pd.DataFrame(corpus.attrs.get("events", []), columns=["item", "outcome", "why"])
    report = pd.concat([loaded, events.assign(articles=pd.NA)], ignore_index=True)
    return report[["item", "outcome", "articles", "why"]].astype({"articles": "Int64"})


def load_truth(kind):
    """What the writer of the practice corpus put in, of one kind: `doc_id, kind, start, end, value, detail, note`.

    Kinds and values are explained in seeds/practice/README.md; values of `tone` come as numbers.

    >>> sorted(load_truth("tone")["value"].unique().tolist())
    [-1, 0, 1]
    """
    truth = pd.read_csv(SEEDS / "practice" / "truth.csv", keep_default_na=False)
    if kind not in set(truth["kind"]):
        raise ValueError(f"The truth file has no kind '{kind}'; it has {', '.join(truth['kind'].unique())}.")
    chosen = truth[truth["kind"] == kind].reset_index(drop=True)
    return chosen.astype({"value": int}) if kind == "tone" else chosen


def for_reading(corpus, most=4):
    """At most `most` articles to look at closely: the first of each source, then the second of each, and so on.

    >>> for_reading(load_corpus(), most=1)["doc_id"].tolist()
    ['article-a']
    """
    turn = corpus.groupby("source", sort=False).cumcount()
    return corpus.assign(turn=turn).sort_values("turn", kind="stable").head(most).sort_index().drop(columns="turn")


def corpus_hash(corpus):
    """Twelve hexadecimal digits that change whenever a text or its source does.

    >>> corpus_hash(load_corpus()) == corpus_hash(load_corpus())
    True
    """
    digest = hashlib.sha256()
    for row in corpus[["doc_id", "source", "text"]].itertuples(index=False):
        digest.update("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:12]


def _read_folder(folder, recursive):
    root = folder.resolve()
    found = sorted(folder.rglob("*") if recursive else folder.iterdir())
    documents, events = [], []
    for path in found:
        item = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.name.lower() in ABOUT_ARTICLES:
            continue
        if path.is_dir():
            if not recursive:
                events.append(
                    {"item": item, "outcome": "noted", "why": "is a sub-folder; recursive=True reads it as well"}
                )
        elif NOT_ARTICLES.fullmatch(path.name):
            why = "is left out: its name says that it is no article"
            events.append({"item": item, "outcome": "noted", "why": why})
        elif not path.resolve().is_relative_to(root):
            events.append({"item": item, "outcome": "skipped", "why": "is a link that leaves the folder"})
        elif path.suffix.lower() not in READERS:
            known = " ".join(READERS)
            why = f"is of a kind that is not read ({path.suffix or 'no ending'}; known: {known})"
            events.append({"item": item, "outcome": "skipped", "why": why})
        else:
            try:
                more, said = _read_file(path, item)
            except CorpusError as error:
                why = str(error).removeprefix(path.name).lstrip(" :,")
                more, said = [], [{"item": item, "outcome": "skipped", "why": why}]
            documents += more
            events += said
    if not documents and not [event for event in events if event["outcome"] == "skipped"]:
        raise CorpusError(
            f"The folder '{folder}' holds no article. Put .txt files or a .csv with a 'text' column into it"
            + ("." if recursive else "; sub-folders are read only with recursive=True.")
        )
    for path in found:
        if path.name.lower() == "metadata.csv" and path.parent == folder:
            documents = _join_metadata(documents, path, events)
    return documents, events


def _read_file(path, item):
    if path.suffix.lower() not in READERS:
        raise CorpusError(f"{path.name} is of a kind that is not read; known are {', '.join(READERS)}.")
    try:
        data = path.read_bytes()
        documents, events = READERS[path.suffix.lower()](path)
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be opened ({error.strerror}); check that you may read it.") from None
    sha256 = hashlib.sha256(data).hexdigest()
    documents = [{**document, "path": item, "sha256": sha256, "stem": path.stem} for document in documents]
    return documents, [{**event, "item": event["item"].replace(path.name, item, 1)} for event in events]


def _join_metadata(documents, path, events):
    text, said = decode(path.read_bytes(), path.name)
    events += said
    table, _, _ = read_table(text, path.name)
    keys = [name for name in table.columns if name.strip().lower() in ("file", "filename", "path")]
    names, said = standard_names([name for name in table.columns if name not in keys], path.name)
    events += said
    names = {column: ours for column, ours in names.items() if ours != "text"}  # the article is in its own file
    others = own_names([name for name in table.columns if name not in keys], {**names, "": "text"})
    table = table.rename(columns={**others, **names})
    if not keys:
        found = ", ".join(f"'{name}'" for name in table.columns)
        raise CorpusError(f"metadata.csv has no column 'file' that names the text files; found {found}.")
    files = table[keys[0]].map(_plain_path)
    if files.duplicated().any():
        twice = table[keys[0]][files.duplicated()].iloc[0]
        raise CorpusError(f"metadata.csv names the file '{twice}' twice; keep one of the two rows.")
    known = dict(zip(files, table.drop(columns=keys).to_dict("records"), strict=True))
    single = {_plain_path(document["path"]): document["path"] for document in documents if "row" not in document}
    for name, given in zip(files, table[keys[0]], strict=True):
        if name not in single:
            why = "stands in metadata.csv, but no such text file was read"
            events.append({"item": given, "outcome": "noted", "why": why})
    for name in sorted(single.keys() - known.keys()):
        events.append({"item": single[name], "outcome": "noted", "why": "has no row in metadata.csv"})
    return [
        {**document, **({} if "row" in document else known.get(_plain_path(document["path"]), {}))}
        for document in documents
    ]


def _plain_path(name):
    """A file's name as people may write it in a table: any case, any slash, composed letters, no ending."""
    name = unicodedata.normalize("NFC", name).strip().replace("\\", "/").casefold()
    return re.sub(r"\.(txt|md)$", "", name)


def _with_text(documents, events):
    """The documents that have any text, their paragraphs parted by one blank line."""
    kept = []
    for document in documents:
        item = _item(document)
        raw = _as_text(document["text"])
        if not isinstance(raw, str):
            why = f"has a text that is no text but a {type(raw).__name__}"
            events.append({"item": item, "outcome": "skipped", "why": why})
            continue
        if not re.search(r"[^\W_]", raw):
            why = "contains no word" if raw.strip() else "is empty"
            events.append({"item": item, "outcome": "skipped", "why": why})
            continue
        if re.search("[\ud800-\udfff]", raw):
            raw = re.sub("[\ud800-\udfff]", "\ufffd", raw)
            events.append({"item": item, "outcome": "repaired", "why": "had broken characters; each is now \ufffd"})
        text, split = _paragraphs(raw)
        if not _looks_english(text):
            why = "does not look English; its tone and frames would mean nothing"
            events.append({"item": item, "outcome": "noted", "why": why})
        if split:
            why = "has one paragraph a line; its line ends were made into paragraph breaks"
            events.append({"item": item, "outcome": "repaired", "why": why})
        kept.append({**document, "text": text})
    return kept


def _as_text(raw):
    """A list of paragraphs as text; a missing value as the empty text."""
    if isinstance(raw, np.ndarray | list | tuple) and all(isinstance(part, str) for part in raw):
        return "\n\n".join(raw)
    return "" if raw is None or (isinstance(raw, float) and np.isnan(raw)) else raw


def _looks_english(text):
    words = re.findall(r"[^\W\d_]+", text.lower())
    return len(words) < LONG_ENOUGH or sum(word in COMMON for word in words) >= COMMON_SHARE * len(words)


def _paragraphs(raw):
    text = re.sub(r"\r\n?", "\n", raw).strip()
    parted = re.sub(r"[^\S\n]*\n\s*\n\s*?", "\n\n", text)
    lines = [line.strip() for line in text.split("\n")]
    if parted != text or "\n\n" in text or len(lines) == 1 or _hard_wrapped(lines):
        return parted, False
    return "\n\n".join(lines), True


def _hard_wrapped(lines):
    open_ends = [not re.search(r"[.!?:…][\"'”’)\]]*$", line) for line in lines[:-1]]
    return max(map(len, lines)) <= WRAPPED_AT and np.mean(open_ends) >= WRAPPED_SHARE


def _ids(corpus):
    given = _column(corpus, "doc_id")
    ids = given.where(given.notna() & (given.astype(str).str.strip() != ""))
    ids = pd.Series([_whole_number(one) for one in ids], index=corpus.index, dtype=object)
    rows, stems = _column(corpus, "row"), corpus["stem"]
    made = [f"{stem}-{row:.0f}" if pd.notna(row) else stem for stem, row in zip(stems, rows, strict=True)]
    repeated = pd.Series(made, index=corpus.index).duplicated(keep=False)
    made = pd.Series(made, index=corpus.index).where(
        ~repeated, corpus["path"] + rows.map(lambda r: "" if pd.isna(r) else f"-{r:.0f}")
    )
    ids = ids.fillna(made).astype(str)
    twice = ids[ids.duplicated(keep=False)]
    if len(twice):
        places = [_item(corpus.loc[i]) for i in twice.index[twice == twice.iloc[0]][:3]]
        raise CorpusError(
            f"The doc_id '{twice.iloc[0]}' is used {(twice == twice.iloc[0]).sum()} times ({'; '.join(places)}). "
            "Give each article an id of its own, or remove the column: then ids are made from file names and rows."
        )
    return ids


def _sources(corpus, events):
    source = _column(corpus, "source")
    source = source.where(source.notna() & (source.astype(str).str.strip() != ""))
    missing = int(source.isna().sum())
    if missing:
        why = (
            f"{missing} of {len(corpus)} articles have no source; a column 'source' (in metadata.csv: file, source) "
            "tells them apart"
        )
        events.append({"item": "source", "outcome": "noted", "why": why})
    return source.fillna(NO_SOURCE).astype(str).str.strip()


def _parse_dates(corpus, events):
    raw = _column(corpus, "date")
    given = raw.notna() & (raw.astype(str).str.strip() != "")
    dates = parse_dates(raw.where(given))
    unread = given & dates.isna()
    corpus["date"] = dates
    if unread.any():
        corpus["date_as_given"] = raw.where(unread).astype(object)
        first = "; ".join(f"'{raw[i]}' ({_item(corpus.loc[i])})" for i in corpus.index[unread][:3])
        why = (
            f"{int(unread.sum())} dates could not be read or are ambiguous and are kept in date_as_given: {first}. "
            "Write them as 2025-09-03"
        )
        events.append({"item": "date", "outcome": "noted", "why": why})


def parse_dates(raw):
    """Dates without a time zone; what is unreadable or ambiguous is NaT.

    A numeric date such as 03/09/2025 is read only if the column itself shows which number is the day,
    because one of its dates has a first or second number above 12.

    >>> parse_dates(pd.Series(["2025-09-03", "3 September 2025", "03/09/2025"])).isna().tolist()
    [False, False, True]
    """
    if pd.api.types.is_datetime64_any_dtype(raw):
        return raw.dt.tz_localize(None).astype("datetime64[us]")
    text = raw.astype("string").str.strip()
    numeric = text.str.extract(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b").astype("float")
    first_is_day, second_is_day = (numeric[0] > 12).any(), (numeric[1] > 12).any()
    day_first = first_is_day and not second_is_day
    clear = numeric[0].isna() | (first_is_day != second_is_day)
    return text.where(clear).map(lambda value: _one_date(value, day_first)).astype("datetime64[us]")


def _one_date(value, day_first):
    if pd.isna(value) or not re.search(r"\d{4}|^\d{1,2}[./-]\d{1,2}[./-]\d{2}\b", value):
        return pd.NaT  # without a year the parser would fill in one of its own
    try:
        stamp = pd.Timestamp(value) if re.match(r"\d{4}", value) else pd.to_datetime(value, dayfirst=bool(day_first))
    except (ValueError, OverflowError, TypeError):
        return pd.NaT
    return stamp.tz_localize(None)


def _note_duplicates(corpus, events):
    first = corpus.groupby(corpus["text"].str.split().str.join(" "), sort=False)["doc_id"].transform("first")
    for doc_id, original in zip(corpus["doc_id"], first, strict=True):
        if doc_id != original:
            why = f"has the same text as {original}; both are kept"
            events.append({"item": doc_id, "outcome": "noted", "why": why})


def _column(corpus, name):
    return corpus[name] if name in corpus else pd.Series(np.nan, index=corpus.index, dtype=object)


def _whole_number(value):
    """7 for 7.0, which is what a table with gaps makes of a number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _item(document):
    row = document.get("row")
    return document["path"] if row is None or pd.isna(row) else f"{document['path']}, row {int(row)}"

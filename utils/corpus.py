"""From files to one table of articles, with an account of everything that happened on the way.

What people have is a folder of text files or web pages, a database's export, a spreadsheet, a zip archive.
`load_corpus` makes any of it into the corpus table: one row a document, columns `doc_id, source, title, date, text`,
then the user's own columns as they came, then `language`, `path` and `sha256`. Nothing is dropped in silence:
`load_report` lists what was loaded, skipped, repaired and noted.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from utils.engine.unread_marks import marks_unread
from utils.errors import CorpusError, event
from utils.loading import outlets, stubs
from utils.loading.cleaning import clean, paragraphs
from utils.loading.copies import first_and_copies, near_duplicates
from utils.loading.dates import is_two_ways, parse_dates
from utils.loading.files import read_path
from utils.loading.languages import LANGUAGES, by_language, in_english, in_language, language
from utils.loading.readers.bounds import MOST_ARTICLE, MOST_SENTENCE
from utils.loading.readers.parquet import parquet_files, read_some
from utils.notebook import settings
from utils.notebook.settings import SEEDS

__all__ = [
    "by_language",
    "comparable",
    "corpus_hash",
    "corpus_table",
    "for_reading",
    "genres_apart",
    "grouped",
    "in_english",
    "in_language",
    "labels_of",
    "load_corpus",
    "load_report",
    "load_truth",
    "main_sources",
    "near_duplicates",
    "whole_characters",
    "with_groups",
    "with_text",
]

FIRST, LAST = ["doc_id", "source", "title", "date", "text"], ["language", "path", "sha256"]
NO_SOURCE = "source not given"
NO_GROUP = {"doc_id", "title", "date", "text", "date_as_given", "path", "sha256"}
DUPLICATES = ("keep", "flag", "first")
READ_CLOSELY = 2_000  # articles, where the means of all come from a table
SENTENCE_END = re.compile(r"\n\s*\n|[.?!…][\"'”’»)\]]*\s+(?=[^\W_]|[\"“‘(«])")
TWO_WAYS = "In a spreadsheet, give the column the format 2025-09-03 (Format, Cells, Date) and save it again"
MANY = 5  # rows of one table with the same fate; more are told in one line


def load_corpus(
    path: str | Path | None = None,
    recursive: bool = False,
    columns: Mapping[str, str] | None = None,
    duplicates: str = "keep",
) -> pd.DataFrame:
    """The corpus table of a folder, a file or a zip archive.

    `path`: a folder with any mix of files, or one file, of the kinds in docs/formats.md: texts, web pages, Word, PDF,
    tables, exports of news databases, zip archives; or "practice" for the invented articles in `seeds/practice/`.
    None means the environment variable CORPUS if it is set, else the two articles in `seeds/`. In a folder,
    `metadata.csv` is joined by its column `file`, and `outlets.csv` (columns `spelling, outlet`) names outlets anew;
    sub-folders are read only with `recursive=True`. `columns` names columns of a table that are spelt unusually:
    `{"text": "Leib"}`. In `text` a blank line parts paragraphs, and every offset this
    package reports counts characters in `text`.

    `duplicates`: "keep" notes exact copies and leaves all in; "flag" also looks for near copies and adds the columns
    `copy_of` (the doc_id of the first of them, else empty) and `similarity`; "first" keeps only the first of each.

    Where the environment variable SCORES names a table of scores of all articles, 2,000 of a larger Parquet corpus are
    drawn by chance, so that any number of articles can be explored.

    Raises CorpusError with a sentence that says what to do.

    >>> load_corpus()["source"].tolist()
    ['Article A', 'Article B']
    """
    if duplicates not in DUPLICATES:
        raise ValueError(f"load_corpus() takes duplicates='keep', 'flag' or 'first'; it was given '{duplicates}'.")
    chosen = path or settings.corpus() or SEEDS
    if path is None and (how := settings.corpus_options()):
        recursive, columns = how["recursive"], how["columns"]
    if chosen in (SEEDS, "practice"):
        settings.need_checkout("load_corpus() without articles of your own")
    root = SEEDS / "practice" if chosen == "practice" else Path(chosen).expanduser()
    if not _exists(root):
        raise CorpusError(f"There is no file or folder '{str(root)[:200]}' (looked from {Path.cwd()}). Check the path.")
    drawn_from = None
    if settings.scores() and (files := parquet_files(root, recursive)):
        documents, drawn_from, events = read_some(files, root, READ_CLOSELY, columns)
    else:
        documents, events = read_path(root, recursive, columns)
    events += stubs.same_length(documents)
    articles = len(documents)
    documents = with_text(documents, events)
    events[:0] = stubs.note_many(events, articles)
    if not documents:
        reasons = "; ".join(f"{entry['item']} {entry['why']}" for entry in events[:3])
        because = f": {reasons.rstrip('.')}" if reasons else ""
        raise CorpusError(f"No article could be loaded from '{root}'{because}.")
    corpus = corpus_table(documents, events)
    _name_outlets(corpus, root, events)
    _note_unread_marks(corpus, events)
    _refuse_repeated(corpus["doc_id"], documents)
    corpus = _without_copies(corpus, events, duplicates).reset_index(drop=True)
    corpus.attrs["events"] = _condensed(events)
    if drawn_from and drawn_from > READ_CLOSELY:
        corpus.attrs["drawn_from"] = drawn_from
        drawn = f"{READ_CLOSELY:,} of {drawn_from:,} articles, drawn by chance, are read"
        why = f"{drawn}; the table of scores has the means of all"
        corpus.attrs["events"].append(event(root.name, "noted", why))
    return corpus


def _name_outlets(corpus, root, events):
    """Outlets as `outlets.csv` beside the articles names them; names that look like one outlet are told."""
    names = outlets.names_in(root if root.is_dir() else root.parent)
    corpus["source"], said = outlets.named(corpus["source"], names)
    events += said + outlets.noted(corpus["source"][corpus["source"] != NO_SOURCE])


def corpus_table(documents: list[dict], events: list[dict]) -> pd.DataFrame:
    """The corpus table of documents that have a text already; what is noted on the way is added to `events`."""
    corpus = pd.DataFrame(documents, dtype=object)
    whole = corpus.columns[corpus.notna().all()]  # a column with gaps would turn whole numbers into fractions
    corpus[whole] = corpus[whole].infer_objects()
    corpus["doc_id"] = _ids(corpus)
    corpus["source"] = _sources(corpus, events)
    corpus["title"] = [_as_line(one) for one in _column(corpus, "title")]
    _add_dates(corpus, events)
    middle = [name for name in corpus.columns if name not in [*FIRST, *LAST, "row", "stem"]]
    return corpus[[*FIRST, *middle, *LAST]]


def _exists(path):
    try:
        return path.exists()
    except OSError:  # a text given in place of a path is too long to be one
        return False


def load_report(corpus: pd.DataFrame) -> pd.DataFrame:
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


def load_truth(kind: str) -> pd.DataFrame:
    """What the writer of the practice corpus put in, of one kind: `doc_id, kind, start, end, value, detail, note`.

    Kinds and values are explained in seeds/practice/README.md; values of `tone` come as numbers.

    >>> sorted(load_truth("tone")["value"].unique().tolist())
    [-1, 0, 1]
    """
    settings.need_checkout("load_truth()")
    truth = pd.read_csv(SEEDS / "practice" / "truth.csv", keep_default_na=False)
    if kind not in set(truth["kind"]):
        raise ValueError(f"The truth file has no kind '{kind}'; it has {', '.join(truth['kind'].unique())}.")
    chosen = truth[truth["kind"] == kind].reset_index(drop=True)
    return chosen.astype({"value": int}) if kind == "tone" else chosen


def for_reading(corpus: pd.DataFrame, most: int = 4) -> pd.DataFrame:
    """At most `most` articles to look at closely: the first of each source, then the second of each, and so on.

    >>> for_reading(load_corpus(), most=1)["doc_id"].tolist()
    ['article-a']
    """
    turn = corpus.groupby("source", sort=False).cumcount()
    return corpus.assign(turn=turn).sort_values("turn", kind="stable").head(most).sort_index().drop(columns="turn")


def labels_of(corpus: pd.DataFrame, by: str) -> pd.Series:
    """The groups of a column as text, with one group for articles that have no value there."""
    if by not in corpus.columns:
        raise ValueError(f"The corpus has no column '{by}' to group by; it has {', '.join(corpus.columns)}.")
    return corpus[by].where(corpus[by].notna(), "not given").astype(str)


def grouped(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """A copy of a table whose column `by` is text, with one group for rows that have no value there.

    >>> grouped(pd.DataFrame({"genre": ["news", None]}), "genre")["genre"].tolist()
    ['news', 'not given']
    """
    return table.assign(**{by: labels_of(table, by)})


def main_sources(corpus: pd.DataFrame, by: str = "source", most: int = 10) -> pd.DataFrame:
    """The articles of the groups with the most articles, at most `most` groups: what one figure can compare.

    >>> main_sources(load_corpus(), most=1)["source"].tolist()
    ['Article A']
    """
    counts = corpus[by].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    return corpus[corpus[by].isin(counts.index[:most])]


def comparable(corpus: pd.DataFrame) -> pd.DataFrame:
    """The articles whose tone and frames can be set side by side: in English, of the ten sources with the most.

    Where their genres differ, `load_report` of these articles notes it (see `genres_apart`). Raises CorpusError if none
    is in English.

    >>> load_report(comparable(load_corpus()))["why"].iloc[-1]
    'The sources differ in genre; what sets them apart may be the genre, whatever the outlet.'
    """
    chosen = main_sources(in_english(corpus))
    noted = corpus.attrs.get("events", [])
    if (why := genres_apart(chosen)) and not any(entry["item"] == "genre" for entry in noted):
        chosen.attrs = {**corpus.attrs, "events": [*noted, event("genre", "noted", why)]}
    return chosen


def genres_apart(corpus: pd.DataFrame, least: float = 0.2) -> str:
    """A warning where two sources differ by `least` or more in the share of articles that a column `genre` calls alike.

    >>> genres_apart(pd.DataFrame({"source": ["A", "B"], "genre": ["report", "report"]}))
    ''
    """
    if "genre" not in corpus or corpus["source"].nunique() < 2:
        return ""
    shares = pd.crosstab(labels_of(corpus, "source"), labels_of(corpus, "genre"), normalize="index")
    if (shares.max() - shares.min()).max() < least:
        return ""
    return "The sources differ in genre; what sets them apart may be the genre, whatever the outlet."


def with_groups(table: pd.DataFrame, corpus: pd.DataFrame) -> pd.DataFrame:
    """`table` with what groups the articles of `corpus`, right after its `doc_id`: `source` and the user's own columns.

    Columns that `table` has already stay as they are.

    >>> with_groups(pd.DataFrame({"doc_id": ["article-a"], "words": [464]}), load_corpus()).columns.tolist()[:3]
    ['doc_id', 'source', 'genre']
    """
    own = [name for name in corpus if name not in {*table.columns, *NO_GROUP}]
    about = corpus.drop_duplicates("doc_id").set_index("doc_id")[own].reindex(table["doc_id"])
    joined = pd.concat([table.reset_index(drop=True), about.reset_index(drop=True)], axis=1)
    at = table.columns.get_loc("doc_id") + 1
    return joined[[*table.columns[:at], *own, *table.columns[at:]]]


def corpus_hash(corpus: pd.DataFrame) -> str:
    """Twelve hexadecimal digits that change whenever a text or its source does.

    >>> corpus_hash(load_corpus()) == corpus_hash(load_corpus())
    True
    """
    digest = hashlib.sha256()
    for row in corpus[["doc_id", "source", "text"]].itertuples(index=False):
        digest.update("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:12]


def with_text(documents: Iterable[dict], events: list[dict]) -> list[dict]:
    """The documents that have any text: cleaned, parted into paragraphs, with their language."""
    kept = []
    for document in documents:
        item, raw = _item(document), _as_text(document["text"])
        if why := _no_article(raw):
            events.append(event(item, "skipped", why))
            continue
        text, done = clean(raw)
        if done:
            events.append(event(item, "repaired", ", ".join(done)))
        text, split = paragraphs(text)
        if split:
            why = "has one paragraph a line; its line ends were made into paragraph breaks"
            events.append(event(item, "repaired", why))
        if why := stubs.no_article(text):
            events.append(event(item, "skipped", why))
            continue
        text, why = stubs.beginning(text)
        if why:
            events.append(event(item, "noted" if text else "skipped", why))
        if not text:
            continue
        if endless := _without_end(text):
            why = f"has {endless:,} characters without the end of a sentence; cut into pieces of {MOST_SENTENCE:,}"
            events.append(event(item, "noted", why))
        code = language(text)
        if code != "en":
            said = (
                "no language that is sure (too short, mixed, or a list)" if code == "und" else LANGUAGES.get(code, code)
            )
            why = f"is not in English but in {said}; it is left out of tone and frames"
            events.append(event(item, "noted", why))
        said = {whole_characters(name): whole_characters(value) for name, value in document.items()}
        kept.append({**said, "text": text, "language": code})
    return kept


def whole_characters(value: Any) -> Any:
    """A text whose half characters, which no file or table can hold, are replacement marks; its offsets hold.

    >>> whole_characters("half a " + chr(0xD83D))
    'half a �'
    """
    try:
        if isinstance(value, str):
            value.encode()  # ten times as fast as a search
        return value
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", value)


def _without_end(text):
    """The longest stretch without the end of a sentence, where it is longer than any sentence; else 0."""
    if len(text) <= MOST_SENTENCE:
        return 0
    ends = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    longest = max(after - before for before, after in pairwise(ends))
    return longest if longest > MOST_SENTENCE else 0


def _no_article(raw):
    """Why a text cannot be an article; empty if it can."""
    if not isinstance(raw, str):
        return f"has a text that is no text but a {type(raw).__name__}"
    if len(raw) > MOST_ARTICLE:
        return f"has {len(raw):,} characters, more than any article ({MOST_ARTICLE:,} are read); split it"
    if not re.search(r"[^\W_]", raw):
        return "contains no word" if raw.strip() else "is empty"
    return ""


def _as_text(raw):
    """A list of paragraphs as text; a missing value as the empty text."""
    if isinstance(raw, np.ndarray | list | tuple) and all(isinstance(part, str) for part in raw):
        return "\n\n".join(raw)
    return "" if raw is None or (isinstance(raw, float) and np.isnan(raw)) else raw


def _ids(corpus):
    given = _column(corpus, "doc_id")
    ids = given.where(given.notna() & (given.astype(str).str.strip() != ""))
    ids = pd.Series([_as_line(one) or None for one in ids], index=corpus.index, dtype=object)
    rows, stems = _column(corpus, "row"), corpus["stem"]
    made = [f"{stem}-{row:.0f}" if pd.notna(row) else stem for stem, row in zip(stems, rows, strict=True)]
    repeated = pd.Series(made, index=corpus.index).duplicated(keep=False)
    made = pd.Series(made, index=corpus.index).where(
        ~repeated, corpus["path"] + rows.map(lambda r: "" if pd.isna(r) else f"-{r:.0f}")
    )
    ids = ids.fillna(made).astype(str)
    if not ids.duplicated().any() or pd.DataFrame({"id": ids, "path": corpus["path"]}).duplicated().any():
        return ids
    with_stems = stems.astype(str) + "-" + ids  # two tables that both number their rows from 1
    return with_stems if with_stems.is_unique else corpus["path"] + "-" + ids


def _refuse_repeated(ids, documents):
    twice = ids[ids.duplicated(keep=False)]
    if len(twice):
        places = [_item(documents[i]) for i in twice.index[twice == twice.iloc[0]][:3]]
        raise CorpusError(
            f"The doc_id '{twice.iloc[0]}' is used {(twice == twice.iloc[0]).sum()} times ({'; '.join(places)}). "
            "Give each article an id of its own, or remove the column: then ids are made from file names and rows."
        )


def _sources(corpus, events):
    source = _column(corpus, "source")
    source = source.where(source.notna() & (source.astype(str).str.strip() != ""))
    missing = int(source.isna().sum())
    if missing:
        why = (
            f"{missing} of {len(corpus)} articles have no source; a column 'source' (in metadata.csv: file, source) "
            "tells them apart"
        )
        events.append(event("source", "noted", why))
    return pd.Series([_as_line(one) or NO_SOURCE for one in source], index=corpus.index)


def _add_dates(corpus, events):
    raw = _column(corpus, "date")
    given = raw.notna() & (raw.astype(str).str.strip() != "")
    # One table, one way to write dates; files of their own are dated by metadata.csv, which is one table.
    tables = corpus["path"].where(_column(corpus, "row").notna(), "")
    read = {table: parse_dates(raw.where(given)[tables == table]) for table in tables.unique()}
    for table, part in read.items():
        if how := part.attrs.pop("read_as", None):
            events.append(event(table or "date", "noted", f"has dates that are numbers; they are read as {how}"))
    dates = pd.concat(list(read.values()))
    unread = given & dates.isna()
    corpus["date"] = dates
    if unread.any():
        corpus["date_as_given"] = raw.where(unread).astype(object)
        ambiguous = raw[unread].map(is_two_ways)
        _note_dates(corpus, raw[unread][ambiguous], "may be day or month first", TWO_WAYS, events)
        _note_dates(corpus, raw[unread][~ambiguous], "could not be read", "Write them as 2025-09-03", events)


def _note_dates(corpus, raw, what, way_out, events):
    if len(raw):
        first = "; ".join(f"'{raw[i]}' ({_item(corpus.loc[i])})" for i in raw.index[:3])
        dates = "1 date" if len(raw) == 1 else f"{len(raw):,} dates"
        events.append(event("date", "noted", f"{dates} {what}; kept in date_as_given: {first}. {way_out}"))


def _note_unread_marks(corpus, events):
    """Tell of articles that seem to hold speech no rule sees: nobody should take them for articles without any."""
    reasons = pd.Series([marks_unread(text) for text in corpus["text"]], index=corpus.index)
    if not len(unread := reasons[reasons != ""]):
        return
    articles = f"{len(unread):,} articles seem" if len(unread) > 1 else "1 article seems"
    named = ", ".join(f"{corpus['doc_id'][i]} ({why})" for i, why in unread[:3].items())
    more = ", …" if len(unread) > 3 else ""
    why = f"{articles} to hold speech in marks that are not read: {named}{more}; quotations are missing there"
    events.append(event("quotations", "noted", why))


def _without_copies(corpus, events, duplicates):
    """Copies noted, marked or taken out, as asked."""
    same = corpus["text"].str.split().str.join(" ")
    first = corpus.groupby(same, sort=False)["doc_id"].transform("first")
    copies = {doc_id: (original, 1.0) for doc_id, original in zip(corpus["doc_id"], first, strict=True)}
    if duplicates != "keep":
        copies |= first_and_copies(corpus)
    copies = {doc_id: found for doc_id, found in copies.items() if found[0] != doc_id}
    for doc_id, (original, similarity) in copies.items():
        alike = "has the same text as" if similarity == 1 else f"is nearly the same as ({similarity:.2f})"
        if duplicates == "first":
            events.append(event(doc_id, "skipped", f"{alike} {original}, which is kept"))
        else:
            events.append(event(doc_id, "noted", f"{alike} {original}; both are kept"))
    if duplicates == "first":
        return corpus[~corpus["doc_id"].isin(copies.keys())]
    if duplicates == "flag":
        at = corpus.columns.get_loc(LAST[0])
        corpus.insert(at, "copy_of", [copies.get(doc_id, ("", 0))[0] for doc_id in corpus["doc_id"]])
        corpus.insert(at + 1, "similarity", [copies.get(doc_id, ("", np.nan))[1] for doc_id in corpus["doc_id"]])
    return corpus


def _condensed(events):
    """Events of many rows of one table that say the same, as one event."""
    alike = defaultdict(list)
    for entry in events:
        place = re.fullmatch(r"(.*), row (\d+)", entry["item"], re.DOTALL)
        key = (place[1] if place else entry["item"], entry["outcome"], entry["why"], bool(place))
        alike[key].append(entry)
    condensed = []
    for (item, outcome, why, is_row), entries in alike.items():
        if is_row and len(entries) > MANY:
            rows = [entry["item"].rsplit(" ", 1)[1] for entry in entries]
            item = f"{item}, {len(rows):,} rows ({', '.join(rows[:3])}, …)"
            condensed.append(event(item, outcome, why))
        else:
            condensed += entries
    return condensed


def _column(corpus, name):
    return corpus[name] if name in corpus else pd.Series(np.nan, index=corpus.index, dtype=object)


def _as_line(value):
    """A title or the name of a source as one line of clean text; "" where there is none."""
    if isinstance(value, np.ndarray | list | tuple):
        return " ".join(filter(None, map(_as_line, value)))
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    return " ".join(clean(str(_whole_number(value)))[0].split())


def _whole_number(value):
    """7 for 7.0, which is what a table with gaps makes of a number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _item(document):
    row = document.get("row")
    return document["path"] if row is None or pd.isna(row) else f"{document['path']}, row {int(row)}"

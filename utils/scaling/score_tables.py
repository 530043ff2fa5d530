"""What is kept of each article where there are too many to keep their sentences: a row of scores, and counts of words.

Every function takes a batch of articles, or the table made of them, and gives a plain table; two tables of counts add
up to one. So it does not matter who scores which articles, or in which order (see scale.py).
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from utils.errors import CorpusError
from utils.framing import Codebook, frame_flags
from utils.keywords import Counts, count_terms
from utils.notebook import settings
from utils.sentiment import score_texts
from utils.text import sentence_spans
from utils.uncertainty import estimates, events_of
from utils.voices import quote_table

__all__ = [
    *("COUNTS", "SCORES", "SPEAKERS_SCHEMA", "by_month", "merge_counts", "saved_scores", "score_articles"),
    *("speakers_of", "word_counts"),
]

SCORES = ["textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "coverage"]
COUNTS_SCHEMA = pa.schema(
    {"source": pa.large_string(), "term": pa.large_string(), "count": "int64", "documents": "int64"}
)
COUNTS = COUNTS_SCHEMA.names
SPEAKERS_SCHEMA = pa.schema(  # of a `quote_table`, without the words themselves, which the offsets find
    [("doc_id", pa.string()), ("source", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
    + [(name, pa.string()) for name in ("kind", "speaker", "speaker_name")]
    + [("speaker_names", pa.list_(pa.string()))]
    + [(name, pa.string()) for name in ("standing", "speaks_for", "via", "cue", "act")]
    + [("words", pa.int64())]
)


def score_articles(corpus: pd.DataFrame, codebook: Codebook, counts: Counts | None = None) -> pd.DataFrame:
    """Scores of articles, one row each: `doc_id, source, date, words, sentences`, tone, coverage, a column a frame.

    Each score is the mean over the article's sentences; `tone` leaves out sentences in which no list knows a word. A
    frame is the share of sentences with an indicator. Articles in other languages than English have no tone, those in
    other languages than the codebook's no frames. `counts` are those of `count_terms`, where they are known.
    """
    table = corpus[["doc_id", "source", "date"]].reset_index(drop=True)
    table["words"] = (counts or count_terms(corpus)).sizes.astype("int64")
    sentences = [[text[a:b] for _, a, b in sentence_spans(text)] for text in corpus["text"]]
    table["sentences"] = np.array(list(map(len, sentences)), int)
    means = []
    for language, score in (("en", score_texts), (codebook.language, lambda texts: frame_flags(texts, codebook))):
        reads = np.ones(len(corpus), bool)
        if language and "language" in corpus:
            reads = (corpus["language"] == language).to_numpy()
        values = score([text for article, read in zip(sentences, reads, strict=True) if read for text in article])
        number = np.repeat(np.arange(len(corpus)), table["sentences"] * reads)
        means.append(values.astype(float).groupby(number).mean().reindex(table.index))
    tone, frames = means
    return pd.concat([table, tone[SCORES], frames], axis=1)


def speakers_of(corpus: pd.DataFrame) -> pd.DataFrame:
    """Who speaks: the rows of `voices.quote_table` for the English articles, without the quoted words, one a quotation.

    Columns: `doc_id, source, start, end, kind, speaker, speaker_name, speaker_names, standing, speaks_for, via, cue,
    act, words`. A name is joined to the fuller one within the articles given.
    """
    english = corpus[corpus["language"] == "en"] if "language" in corpus else corpus
    with settings.no_bars():  # who scores a large corpus shows one for the whole
        return quote_table(english)[SPEAKERS_SCHEMA.names]


def word_counts(corpus: pd.DataFrame, counts: Counts | None = None) -> pd.DataFrame:
    """How often each source uses each word: `source, term, count, documents`; `counts` as in `score_articles`."""
    counts = counts or count_terms(corpus)
    source, sources = _ranked(pa.array(corpus["source"].astype(str)))
    term, terms = _ranked(pa.array(counts.terms, pa.large_string()))
    source, term = source[counts.article], term[counts.term]
    return _added_up(sources, terms, source, term, counts.count, np.ones(len(term)))


def merge_counts(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Tables of `word_counts` added up, whatever their order.

    >>> one = pd.DataFrame([("A", "war", 2, 1)], columns=COUNTS)
    >>> merge_counts([one, one]).values.tolist()
    [['A', 'war', 4, 2]]
    """
    tables = [pa.Table.from_pandas(table, COUNTS_SCHEMA, preserve_index=False) for table in tables]
    whole = pa.concat_tables([COUNTS_SCHEMA.empty_table(), *tables])
    (source, sources), (term, terms) = (_ranked(whole[name].combine_chunks()) for name in COUNTS[:2])
    return _added_up(sources, terms, source, term, whole["count"].to_numpy(), whole["documents"].to_numpy())


def _ranked(strings):
    """Of each string its place among the different ones, put in order, and these."""
    coded = strings.dictionary_encode()
    order = pc.array_sort_indices(coded.dictionary)
    place = np.empty(len(order), int)
    place[order] = np.arange(len(order))
    return place[coded.indices], coded.dictionary.take(order)


def _added_up(sources, terms, source, term, count, documents):
    """A row for each pair of source and term, given by their places: numbers are sorted much faster than words."""
    most = max(len(terms), 1)
    pairs, place = np.unique(source * most + term, return_inverse=True)
    source, term = np.divmod(pairs, most)
    table = pd.DataFrame({"source": sources.take(pa.array(source)), "term": terms.take(pa.array(term))}, dtype=str)
    table["count"] = np.bincount(place, count, len(pairs)).astype("int64")
    table["documents"] = np.bincount(place, documents, len(pairs)).astype("int64")
    return table


def saved_scores() -> pd.DataFrame | None:
    """The table in the folder that the environment variable SCORES names; None where it names none."""
    folder = settings.scores()
    if not folder:
        return None
    if not (folder / "_manifest.json").exists():
        raise CorpusError(f"SCORES names '{folder}', which holds no scores; make them with python -m utils score.")
    if not (folder / "_counts.parquet").exists():  # what is written last
        raise CorpusError(f"The scores in '{folder}' are not finished; give the same command again to go on.")
    return pd.read_parquet(folder)


def by_month(scores: pd.DataFrame, column: str, by: str = "source") -> pd.DataFrame:
    """Mean of a score over the articles of each group and month: `group, month, mean, low, high, articles`.

    `month` is a text such as 2025-09, or "undated". The 95 % interval is that of `uncertainty.estimates` (of a frame's
    share it stays between 0 and 1) and missing in a month in which a group has too few articles for one. Articles
    without the score are left out.

    >>> table = pd.DataFrame({"source": "A", "date": pd.Timestamp(2025, 9, 3), "tone": [0.1, 0.3]})
    >>> by_month(table, "tone").round(2).values.tolist()
    [['A', '2025-09', 0.2, nan, nan, 2]]
    """
    there = scores.dropna(subset=[column]).reset_index(drop=True)
    month = there["date"].dt.strftime("%Y-%m").fillna("undated")
    names = {"value": "mean", "n": "articles"}
    tables = [
        estimates(part[column], part.index, part[by], events_of(part), share=column not in SCORES).assign(month=name)
        for name, part in there.groupby(month)
    ]
    columns = ["group", "month", "mean", "low", "high", "articles"]
    table = pd.concat(tables).rename(columns=names)[columns] if tables else pd.DataFrame(columns=columns)
    return table.sort_values(["group", "month"], ignore_index=True)

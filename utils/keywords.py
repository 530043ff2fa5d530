"""Which words, how often, and which of them set one group of articles apart.

Counting is exact; comparing is not. `frequencies` and `tf_idf` count, `spread` tells a word of one article from a
word of all, `names` lists who is mentioned. The other names belong to the same trade and stand in modules of their
own: keyness.py with over_articles.py, folding.py and ranking.py, concordances.py, collocations.py, and measures.py with
the formulas.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from utils.corpus import labels_of, main_sources, near_duplicates
from utils.text import split_sentences, words
from utils.words.collocations import collocates, set_phrases
from utils.words.concordances import concordance, finder, positions
from utils.words.content import content_terms, function_words, has_content
from utils.words.counting import Counts, as_corpus, count_terms
from utils.words.folding import FOLDS, count_folded, folds
from utils.words.keyness import keyness
from utils.words.measures import association, dispersion, g2_dunning
from utils.words.ranking import (
    both_ends,
    brief,
    first_shared,
    least_count,
    over_used,
    sides,
    terms_tested,
    told_apart,
    visible_ratio,
)
from utils.words.readability import diversity, readability
from utils.words.similarity import shared_passages, similar_articles

__all__ = [
    "FOLDS",
    "Counts",
    "against_english",
    "association",
    "both_ends",
    "brief",
    "collocates",
    "concordance",
    "content_terms",
    "copied_passages",
    "count_terms",
    "dispersion",
    "diversity",
    "first_shared",
    "folds",
    "form",
    "frequencies",
    "function_words",
    "g2_dunning",
    "key_words",
    "keyness",
    "least_count",
    "names",
    "near_duplicates",
    "over_used",
    "positions",
    "rates",
    "readability",
    "set_phrases",
    "shared_passages",
    "sides",
    "similar_articles",
    "spread",
    "terms_tested",
    "tf_idf",
    "told_apart",
    "top_tf_idf",
    "trend",
    "visible_ratio",
    "widest_gap",
]

LONE_ARTICLE = "There is one article only, so every word stands in all articles and TF-IDF is 0: it needs others."
WORDS_AS_UNITS = (
    "p_words",
    "q_words",
    "log_ratio_words_low",
    "log_ratio_words_high",
    "log_ratio_conservative",
    "log_odds_z",
    "bic",
)
OPENING = re.compile(r"\W*")
NAME = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_](?:[\w-]|[’'](?=[^\W\d_a-z]))*")  # U.S.  O’Neil  Jong-un


def frequencies(
    corpus: pd.DataFrame | Sequence[str], by: str | None = None, n: int = 1, lemmas: bool = False
) -> pd.DataFrame:
    """How often each term occurs: `term, count, per_million, documents`, and `group` first with `by`.

    `n=2` counts pairs of neighbouring words, and so on; a sequence never reaches over a sentence end or a
    punctuation mark. `lemmas=True` counts dictionary forms. `per_million` is per million words (for n > 1: sequences)
    of the group; `documents` counts articles with the term. Sorted by count, then term. `corpus` may be a list of
    texts.

    >>> frequencies(["War and peace. War, peace."]).head(2)
        term  count  per_million  documents
    0  peace      2     400000.0          1
    1    war      2     400000.0          1
    """
    corpus = as_corpus(corpus)
    if by is None:
        return _frequencies(count_terms(corpus, n, lemmas))
    groups = corpus.groupby(labels_of(corpus, by), sort=True)
    tables = [_frequencies(count_terms(part, n, lemmas)).assign(group=group) for group, part in groups]
    columns = ["group", "term", "count", "per_million", "documents"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def rates(corpus: pd.DataFrame, terms: Iterable[str], by: str = "source") -> pd.DataFrame:
    """How often some terms occur in each group: `term, group, count, per_million, documents, rate`.

    `rate` is per thousand words of the group. At most ten groups, those with the most articles; a term that a group
    lacks has no row there. Terms stay in the order given.

    >>> corpus = pd.DataFrame({"doc_id": [1, 2], "source": ["A", "B"], "text": ["war and war", "no war"]})
    >>> rates(corpus, ["war"])[["term", "group", "rate"]].round(1).values.tolist()
    [['war', 'A', 666.7], ['war', 'B', 500.0]]
    """
    wanted = pd.DataFrame({"term": list(terms)})
    table = wanted.merge(frequencies(main_sources(corpus, by), by=by), on="term")
    return table.assign(rate=table["per_million"] / 1000)


def widest_gap(rates: pd.DataFrame) -> str:
    """The term whose rate differs most between two groups of a table of `rates`.

    >>> table = pd.DataFrame({"term": ["war", "war", "aid"], "group": ["A", "B", "B"], "rate": [2.0, 1.0, 3.0]})
    >>> widest_gap(table)
    'aid'
    """
    by_group = rates.pivot(index="term", columns="group", values="rate").fillna(0)
    return (by_group.max(axis=1) - by_group.min(axis=1)).idxmax()


def key_words(
    target: pd.DataFrame, reference: pd.DataFrame | str, mentions: pd.DataFrame | None = None, min_count: int = 0
) -> pd.DataFrame:
    """The table of `keyness` as the notebooks use it: all forms folded, only terms with content, names apart by `kind`.

    `mentions` is the table of `actors.mention_table`; without it names stay words. Where articles are known and too few
    to test, the columns that would test words as units are left out, too. Where no term with content is left, the
    table is empty.

    >>> corpus = pd.DataFrame({"doc_id": [1, 2], "source": ["A", "B"], "text": ["He said war", "They say so"]})
    >>> key_words(corpus[:1], corpus[1:])[["term", "kind", "target_count"]].values.tolist()
    [['war', 'word', 1], ['say', 'word', 1]]
    """
    fold = FOLDS if mentions is not None else FOLDS[:2]
    table = keyness(target, reference, fold=fold, mentions=mentions, min_count=min_count)
    table = table[table["term"].map(has_content).astype(bool) | (table["kind"] == "name")]  # none rather than *the*
    return table if table["p"].notna().any() else table.drop(columns=list(WORDS_AS_UNITS))


def against_english(corpus: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """The content words that occur `least` times or more and more often than in general English (see `keyness`).

    >>> against_english(["the parade of the parade"])["term"].tolist()
    ['parade']
    """
    table = keyness(corpus, "english", fold=["possessives"])
    return content_terms(table[(table["target_count"] >= least) & (table["log_ratio"] > 0)])


def copied_passages(copies: pd.DataFrame, corpus: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """What the first two articles of a table of `near_duplicates` share word for word (see `shared_passages`).

    >>> corpus = pd.DataFrame({"doc_id": [1, 2], "source": ["A", "B"], "text": ["One can say so of any two texts"] * 2})
    >>> copied_passages(near_duplicates(corpus), corpus)["words"].tolist()
    [8]
    """
    one, two = copies["doc_id"].head(2).map(corpus.set_index("doc_id")["text"])
    return shared_passages(one, two).head(most)


def form(corpus: pd.DataFrame) -> pd.DataFrame:
    """How each article is written: `doc_id, source`, the measures of `diversity`, then `flesch` and `gunning_fog`.

    >>> form(["Peace came. War went."])[["ttr", "gunning_fog"]].round(2).values.tolist()
    [[1.0, 0.8]]
    """
    hard = readability(corpus)[["doc_id", "flesch", "gunning_fog"]]
    return diversity(corpus).drop(columns="words").merge(hard, on="doc_id")


def tf_idf(
    corpus: pd.DataFrame | Sequence[str], fold: Sequence[str] = (), mentions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Terms frequent in one article and absent from many: `doc_id, term, kind, count, documents, tf_idf`.

    tf_idf = count / words of the article × ln(articles / articles with the term) (Spärck Jones 1972), natural
    logarithm, no smoothing. A term that every article has scores 0: with two articles that is every shared word, with
    one article every word, and `result.attrs["note"]` says so. `fold` and `mentions` as in `keyness`.

    >>> tf_idf(["war war peace", "peace"]).drop(columns="kind").round(2).values.tolist()
    [[0, 'war', 2, 1, 0.46], [0, 'peace', 1, 2, 0.0], [1, 'peace', 1, 2, 0.0]]
    """
    corpus = as_corpus(corpus)
    counts, names = count_folded(corpus, fold=fold, mentions=mentions)
    documents = counts.documents()[counts.term]
    weights = counts.count / counts.sizes[counts.article] * np.log(len(corpus) / documents)
    table = pd.DataFrame({"doc_id": corpus["doc_id"].to_numpy()[counts.article], "term": counts.terms[counts.term]})
    table["kind"] = np.where(table["term"].isin(names), "name", "word")
    table["count"], table["documents"], table["tf_idf"] = counts.count.astype(int), documents, weights
    order = np.lexsort((table["term"].to_numpy(object), -table["tf_idf"], counts.article))
    table = table.iloc[order].reset_index(drop=True)
    table.attrs["note"] = LONE_ARTICLE if len(corpus) == 1 else ""
    return table


def top_tf_idf(corpus: pd.DataFrame, mentions: pd.DataFrame | None = None, most: int = 5) -> pd.DataFrame:
    """The content words of each article with the largest `tf_idf`, at most `most` an article; its note comes along.

    Forms are folded; with `mentions` names are left out.

    >>> top_tf_idf(["war wars peace", "peace aid"], most=1)["term"].tolist()
    ['war', 'aid']
    """
    table = tf_idf(corpus, FOLDS[:2] if mentions is None else FOLDS, mentions)
    words = table[(table["kind"] == "word") & table["term"].map(has_content)]
    top = words.groupby("doc_id", sort=False).head(most).drop(columns="kind")
    top.attrs["note"] = table.attrs["note"]
    return top


def spread(corpus: pd.DataFrame | Sequence[str], terms: Sequence[str] | None = None, n: int = 1) -> pd.DataFrame:
    """How evenly terms are spread over the articles: `term, count`, then the measures of `measures.dispersion`.

    `terms` are all that occur, or the ones given. The parts are the articles, so at least two are needed.

    >>> spread(["war war", "war peace"], ["war"])[["term", "count", "range", "dp"]].round(2).values.tolist()
    [['war', 3, 2.0, 0.17]]
    """
    counts = count_terms(corpus, n)
    known = {term: i for i, term in enumerate(counts.terms)}
    chosen = list(counts.terms) if terms is None else [str(term) for term in terms]
    if missing := [term for term in chosen if term not in known]:
        raise ValueError(f"'{missing[0]}' does not occur in these articles, so it has no dispersion.")
    order = np.argsort(counts.term, kind="stable")
    begins = np.searchsorted(counts.term[order], np.arange(len(counts.terms) + 1))
    full = counts.sizes > 0
    rows = []
    for term in chosen:
        some = order[begins[known[term]] : begins[known[term] + 1]]
        by_article = np.zeros(len(counts.sizes))
        by_article[counts.article[some]] = counts.count[some]
        rows.append({"term": term, "count": int(by_article.sum()), **dispersion(by_article[full], counts.sizes[full])})
    return pd.DataFrame(rows)


def trend(corpus: pd.DataFrame, term: str, by: str = "source") -> pd.DataFrame:
    """How often a term occurs over time: `period, group, count, articles, rate` (per thousand words).

    Periods are months where the dates span more than four months, weeks from three weeks, else days. Articles without
    a date are left out. A period in which a group has no article has no row. `term` as in `concordance`.

    Raises ValueError where no article has a date.

    >>> dates = pd.to_datetime(["2025-09-03", "2025-09-04"])
    >>> corpus = pd.DataFrame({"source": "A", "date": dates, "text": ["war and peace", "peace"]})
    >>> trend(corpus, "war")[["period", "count", "articles"]].values.tolist()
    [['2025-09-03', 1, 1], ['2025-09-04', 0, 1]]
    """
    dated = corpus[corpus["date"].notna()] if "date" in corpus else corpus[:0]
    if dated.empty:
        raise ValueError("No article has a date, so nothing can be shown over time.")
    span = (dated["date"].max() - dated["date"].min()).days
    style = "%Y-%m" if span > 120 else "%G-W%V" if span > 20 else "%Y-%m-%d"
    find = finder(term, "words")
    table = pd.DataFrame({"period": dated["date"].dt.strftime(style), "group": labels_of(dated, by)})
    table["count"] = [len(find(text)) for text in dated["text"]]
    table["words"] = [len(words(text)) for text in dated["text"]]
    table["articles"] = 1
    table = table.groupby(["period", "group"], as_index=False).sum()
    return table.assign(rate=1000 * table["count"] / table["words"]).drop(columns="words")


def names(corpus: pd.DataFrame) -> pd.DataFrame:
    """Capitalised words in mid-sentence, neighbours joined: `name, count, documents`; a crude list of who and what.

    A word that opens a sentence counts only if it is also capitalised elsewhere. Short forms stay apart from
    full names.

    >>> names(["He met Kim Jong Un. Kim smiled at Kim."])[["name", "count"]].values.tolist()
    [['Kim', 2], ['Kim Jong Un', 1]]
    """
    inner: list[tuple] = []
    opening: list[tuple] = []
    for row in as_corpus(corpus).itertuples(index=False):
        for start, end in split_sentences(row.text):
            sentence = row.text[start:end]
            first = OPENING.match(sentence).end()  # type: ignore[union-attr]  # it matches nothing, too
            for begin, name in _capitalised(sentence):
                (opening if begin <= first else inner).append((name, row.doc_id))
    known = {name for name, _ in inner}
    table = pd.DataFrame(inner + [pair for pair in opening if pair[0] in known], columns=["name", "doc_id"])
    grammar = table["name"].str.lower().isin(function_words()) & ~table["name"].str.fullmatch(
        r"[A-Z]{2,}"
    )  # not the US
    table = table[~grammar]
    table = table.groupby("name")["doc_id"].agg(count="size", documents="nunique").reset_index()
    return table.sort_values(["count", "name"], ascending=[False, True], ignore_index=True)


def _frequencies(counts):
    total, documents = counts.total(), counts.documents()
    table = pd.DataFrame({"term": counts.terms, "count": total.astype(int)})
    table["per_million"], table["documents"] = total / max(total.sum(), 1) * 1e6, documents
    order = np.lexsort((counts.terms, -total))
    return table.iloc[order].reset_index(drop=True)


def _capitalised(sentence):
    """Runs of capitalised words parted by one space, with their offset."""
    runs, last = [], None
    for match in NAME.finditer(sentence):
        if match.group()[0].isupper():
            if last == match.start() - 1 and sentence[last] == " ":
                runs[-1] = (runs[-1][0], f"{runs[-1][1]} {match.group()}")
            else:
                runs.append((match.start(), match.group()))
            last = match.end()
    return runs

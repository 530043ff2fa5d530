"""Keyness: which terms one side uses more than the other, by how much, and how sure that is.

Effect sizes (how many times more often) stand beside a test that takes the article, or the event, as the unit, since
words in one article are not independent draws. Tests with words as units are there too, to agree with other tools, and
are no evidence where articles are known. The formulas are in measures.py, the test in over_articles.py.
"""

from collections.abc import Sequence
from math import ceil

import numpy as np
import pandas as pd
from scipy.special import erfc

from utils.uncertainty import FEWEST, FEWEST_EVENTS, benjamini_hochberg, named_events
from utils.words.content import has_content
from utils.words.folding import count_folded
from utils.words.measures import (
    bic,
    chi2,
    diff_percent,
    g2_dunning,
    g2_rayson,
    log_odds_z,
    log_ratio,
    log_ratio_conservative,
    log_ratio_interval,
    odds_ratio,
    simple_maths,
)
from utils.words.over_articles import over_articles

__all__ = ["keyness"]

SHARE, ENOUGH = 0.3, 60  # a term is tested that stands in this share of the articles, or in so many of them
PSEUDO_COUNT = 0.01  # of each term, in the uniform prior
ENGLISH_FLOOR = 0.005  # per million: half of the rarest frequency that wordfreq lists, for words it does not know


def keyness(
    target: pd.DataFrame | pd.Series | Sequence[str],
    reference: pd.DataFrame | pd.Series | Sequence[str] | str = "english",
    *,
    n: int = 1,
    fold: Sequence[str] = (),
    mentions: pd.DataFrame | None = None,
    target_size: int | None = None,
    reference_size: int | None = None,
    n_tests: int | None = None,
    prior: str | pd.Series = "uniform",
    min_count: int = 0,
    min_documents: int = 0,
    yates: bool = False,
    williams: bool = False,
) -> pd.DataFrame:
    """What sets `target` apart from `reference`, one row a term, most over-used first.

    Either side is a corpus (or a list of texts), or a Series of counts with the terms as index, taken as it is;
    `reference` may also be "english" (general English by wordfreq). Sizes are the sums of the counts unless
    `target_size` or `reference_size` say otherwise. Every term comes back unless filtered: `min_count` keeps terms
    with that many occurrences on both sides together, `min_documents` terms in that many articles. Positive means
    more of it in the target, for g2 and chi2 too; `n` as in `frequencies`. `fold` names the rules by which forms are
    one term (see `folds`), by default none; names need `mentions`, the table of `actors.mention_table`.

    Columns: `term, kind` (word or name), `target_count, reference_count, target_per_million, reference_per_million`;
    `log_ratio` (Hardie 2014; a zero counts 0.5) with `log_ratio_low, log_ratio_high`, 95 %, and `p`: with articles as
    the units, jackknife and Welch's t (see `over_articles`), where the articles have a column `event` with events as
    the units; `q`: Benjamini-Hochberg over the terms tested, those without function words and bare numbers that stand
    in 30 % of the articles of both sides together or in sixty.

    With words as units, for agreement with other tools and **no evidence where articles are known**, since words
    cluster: `p_words` (of g2, one degree of freedom) and `q_words`, `log_ratio_words_low, log_ratio_words_high` (Katz
    et al. 1978), `log_ratio_conservative` (Evert 2022; corrected for `n_tests`, else for the rows), `log_odds_z`
    (Monroe et al. 2008), `bic` (Wilson 2013), `g2` (four cells, Dunning 1993; Williams' correction with `williams`),
    `g2_rayson` (two cells, Rayson & Garside 2000), `chi2` (Yates' correction with `yates`). `prior` of log_odds_z:
    "uniform" (0.01 a term), "pooled" (the counts of both sides together) or a Series of your own.

    Further sizes: `diff_percent` (Gabrielatos & Marchi 2011), `simple_maths` (Kilgarriff 2009, k = 1 per million),
    `odds_ratio`. Where a term stands: `target_documents, reference_documents`, `dp` (Gries 2008) over the articles of
    the side that has more of it. Sizes of the sides: `target_words, reference_words` (a name is one word where names
    are folded), `target_articles, reference_articles`.

    `p`, `q` and the interval are missing with fewer than ten articles (or five events) on a side, for terms that are
    not tested, and against "english", for which no counts exist; `result.attrs["note"]` says why. Of a Series nothing
    is known but its counts: there `p`, `q` and the interval are those with words as units, and the note says so.

    Raises ValueError for a side without words, counts that are negative, fractional or missing, a term listed twice,
    a size that is smaller than a count, or an unknown rule in `fold`.

    >>> import pandas as pd
    >>> one = keyness(pd.Series({"war": 10}), pd.Series({"war": 5}), target_size=100, reference_size=200)
    >>> one[["g2", "g2_rayson", "log_ratio"]].round(4).values.tolist()
    [[7.3298, 6.9315, 2.0]]
    """
    english = isinstance(reference, str)
    if english and reference != "english":
        raise ValueError(f"keyness() knows one named reference, 'english'; it was given '{reference}'.")
    if english and n > 1:
        raise ValueError("General English has no counts of word sequences; compare with other articles.")
    if english:
        fold = [rule for rule in fold if rule != "inflections"]
    left = _side(target, n, fold, mentions, target_size, "target")
    right = _nothing(left) if english else _side(reference, n, fold, mentions, reference_size, "reference")
    terms = left["counts"].index.union(right["counts"].index, sort=False)
    a = left["counts"].reindex(terms, fill_value=0).to_numpy(float)
    b = right["counts"].reindex(terms, fill_value=0).to_numpy(float)
    table = pd.DataFrame({"term": terms, "target_count": a.astype(int)})
    table["kind"] = np.where(terms.isin(left["names"] | right["names"]), "name", "word")
    table["target_per_million"] = a / left["size"] * 1e6
    table["target_documents"] = left["documents"].reindex(terms, fill_value=0).to_numpy()
    if english:
        table = _against_english(table)
    else:
        table["reference_count"], table["reference_per_million"] = b.astype(int), b / right["size"] * 1e6
        table["reference_documents"] = right["documents"].reindex(terms, fill_value=0).to_numpy()
        table = _compared(table, a, b, left["size"], right["size"], prior, yates, williams)
    in_target = table["target_per_million"] >= table["reference_per_million"].fillna(0)
    table["dp"] = _dp_of_heavier_side(terms, left["by_article"], right["by_article"], in_target)
    for side, given in (("target", left), ("reference", right)):
        table[f"{side}_words"] = np.nan if english and side == "reference" else given["size"]
        table[f"{side}_articles"] = _articles(given)
    if min_count or min_documents:
        table = _filtered(table, min_count, min_documents)
    if not english:
        counts = (table["target_count"], table["reference_count"], left["size"], right["size"])
        table["log_ratio_conservative"] = log_ratio_conservative(*counts, n_tests or max(len(table), 1))
    table["p_words"] = erfc(np.sqrt(np.abs(table["g2"].to_numpy(float)) / 2))
    table["q_words"] = benjamini_hochberg(table["p_words"])
    note = _add_test(table, left, right, english)
    table["q"] = benjamini_hochberg(table["p"])
    # Stable, so that terms with the same counts keep the order in which they came: alphabetical from a corpus.
    order = np.lexsort((-table["target_count"].to_numpy(), -table["log_ratio"].to_numpy(float)))
    table = table[list(KEYNESS_COLUMNS)].take(order).reset_index(drop=True)
    table.attrs["note"] = note
    return table


KEYNESS_COLUMNS = (
    *("term", "kind", "target_count", "reference_count", "target_per_million", "reference_per_million"),
    *("log_ratio", "log_ratio_low", "log_ratio_high", "p", "q", "target_documents", "reference_documents", "dp"),
    *("g2", "g2_rayson", "chi2", "p_words", "q_words", "log_ratio_words_low", "log_ratio_words_high"),
    *("log_ratio_conservative", "diff_percent", "simple_maths", "odds_ratio", "log_odds_z", "bic"),
    *("target_words", "reference_words", "target_articles", "reference_articles"),
)


def _side(given, n, fold, mentions, size, name):
    """Counts, size in words, articles per term, which terms are names, and the counts by article of one side."""
    names, clusters = frozenset(), None
    if isinstance(given, pd.Series):
        counts, documents, by_article = _checked_list(given, name), pd.Series(np.nan, index=given.index), None
    else:
        all_articles, names = count_folded(given, n, fold, mentions)
        by_article, clusters = all_articles.with_words(), _clusters(given, name)[all_articles.sizes > 0]
        counts = pd.Series(by_article.total(), index=by_article.terms, dtype=float).sort_index()
        documents = pd.Series(by_article.documents(), index=by_article.terms, dtype=float)
    size = counts.sum() if size is None else size
    if not 0 < size < np.inf:
        raise ValueError(f"The {name} has no words, so nothing can be compared with it.")
    if len(counts) and counts.max() > size:
        raise ValueError(
            f"The {name} is said to have {size:g} words, but '{counts.idxmax()}' alone occurs {counts.max():g} times."
        )
    known = {"documents": documents, "by_article": by_article, "names": names, "clusters": clusters}
    return {"counts": counts, "size": float(size), **known}


def _clusters(given, name):
    """What each article is left out with: its event, else itself; articles of the two sides never have one label."""
    alone = [f"{name} {i}" for i in range(len(given))]
    if not isinstance(given, pd.DataFrame):
        return np.array(alone, dtype=object)
    events = named_events(given)
    return np.array(
        [own if pd.isna(event) else f"event {event}" for event, own in zip(events, alone, strict=True)], object
    )


def _checked_list(counts, name):
    if counts.index.has_duplicates:
        twice = counts.index[counts.index.duplicated()][0]
        raise ValueError(f"The {name} list has the term '{twice}' twice; add its counts up first.")
    values = pd.to_numeric(counts, errors="coerce").to_numpy(float)
    wrong = ~np.isfinite(values) | (values < 0) | (values != np.floor(values))
    if wrong.any():
        term = counts.index[np.flatnonzero(wrong)[0]]
        count = values[np.flatnonzero(wrong)[0]]
        raise ValueError(f"The {name} list has {count:g} for '{term}'; counts are whole numbers, 0 or more.")
    return pd.Series(values, index=counts.index)


def _nothing(left):
    """General English as a side: no counts, no articles."""
    empty = {"documents": left["documents"] * np.nan, "by_article": None, "names": frozenset(), "clusters": None}
    return {"counts": left["counts"] * 0, "size": 1.0, **empty}


def _against_english(table):
    """wordfreq has rates and no counts: a size, and nothing that would need a count."""
    from wordfreq import tokenize, word_frequency

    words = table.loc[table["kind"] == "word", "term"]
    known = {term: word_frequency(term, "en") * 1e6 for term in words if len(tokenize(term, "en")) == 1}
    rate = np.array([known.get(term, np.nan) for term in table["term"]], float)
    table["reference_per_million"] = rate
    at_least = np.where(table["target_count"] == 0, table["target_per_million"].replace(0, np.nan).min() / 2, 0)
    table["log_ratio"] = np.log2((table["target_per_million"] + at_least) / np.where(rate == 0, ENGLISH_FLOOR, rate))
    change = 100 * (table["target_per_million"] - rate)
    table["diff_percent"] = np.divide(change, rate, out=np.where(np.isnan(rate), np.nan, np.inf), where=rate > 0)
    table["simple_maths"] = (table["target_per_million"] + 1) / (rate + 1)
    return table.reindex(columns=[*table.columns, *(name for name in KEYNESS_COLUMNS if name not in table)])


def _filtered(table, min_count, min_documents):
    both = table["target_count"] + table["reference_count"].fillna(0)
    documents = table[["target_documents", "reference_documents"]]
    if min_documents and documents.isna().all(axis=None):
        raise ValueError("min_documents= needs articles; of a list of counts nobody knows how many had a term.")
    return table[(both >= min_count) & (documents.fillna(0).sum(axis=1) >= min_documents)].copy()


def _compared(table, a, b, n1, n2, prior, yates, williams):
    """The measures that need nothing but counts."""
    pseudo = _prior(table["term"], a, b, prior)
    table["g2"], table["chi2"] = g2_dunning(a, b, n1, n2, williams), chi2(a, b, n1, n2, yates)
    table["g2_rayson"] = g2_rayson(a, b, n1, n2)
    table["log_ratio"] = log_ratio(a, b, n1, n2)
    table["log_ratio_words_low"], table["log_ratio_words_high"] = log_ratio_interval(a, b, n1, n2)
    table["diff_percent"], table["simple_maths"] = diff_percent(a, b, n1, n2), simple_maths(a, b, n1, n2)
    table["odds_ratio"] = odds_ratio(a, b, n1, n2)
    table["log_odds_z"] = log_odds_z(a, b, n1, n2, pseudo, pseudo.sum())
    table["bic"] = bic(table["g2"], n1, n2)
    return table


def _prior(terms, a, b, prior):
    if isinstance(prior, pd.Series):
        pseudo = prior.reindex(terms).fillna(PSEUDO_COUNT).to_numpy(float)
        if (pseudo <= 0).any():
            raise ValueError(
                "A prior has a pseudo-count above 0 for each term; leave out the terms you know nothing of."
            )
        return pseudo
    if prior not in ("uniform", "pooled"):
        raise ValueError(f"prior= is 'uniform', 'pooled' or a Series of your own; it was '{prior}'.")
    return a + b + PSEUDO_COUNT * (a + b == 0) if prior == "pooled" else np.full(len(terms), PSEUDO_COUNT)


def _add_test(table, left, right, english):
    """p and the interval, by articles or events where these are known; the note says which, or why there are none."""
    columns = ["p", "log_ratio_low", "log_ratio_high"]
    table[columns] = np.nan
    if english:
        return ENGLISH_NOTE
    sides = (left, right)
    if any(side["by_article"] is None for side in sides):
        table[columns] = table[["p_words", "log_ratio_words_low", "log_ratio_words_high"]]
        return (
            "A list of counts knows no articles: p, q and the interval take each word for an independent draw, which "
            "makes them too sure, and dp is missing."
        )
    clusters = [side["clusters"] for side in sides]
    if len({*clusters[0], *clusters[1]}) == 1:  # all on one event: then articles are the units
        clusters = np.split(np.arange(sum(map(len, clusters))), [len(clusters[0])])
    articles, events = [_articles(side) for side in sides], [len(set(side)) for side in clusters]
    several = " and ".join(f"{k:,}" for k in articles)
    if min(articles) < FEWEST:
        return (
            f"Articles on the two sides: {several}. Nothing is tested: words cluster in articles, and fewer than "
            f"{FEWEST} articles on a side cannot show how much. Read log_ratio as a description of these articles."
        )
    if min(events) < FEWEST_EVENTS:
        return (
            f"Events on the two sides: {' and '.join(map(str, events))}. Nothing is tested: articles on one event "
            f"resemble each other, and fewer than {FEWEST_EVENTS} events on a side cannot show how much."
        )
    documents = table["target_documents"] + table["reference_documents"]
    fewest = min(ceil(SHARE * sum(articles)), ENOUGH)
    tested = (documents >= fewest) & (table["kind"].eq("name") | table["term"].map(has_content))
    terms = table.loc[tested, "term"].to_numpy(object)
    found = over_articles(terms, left["by_article"], right["by_article"], tuple(clusters))
    table.loc[tested, columns] = found[["p", "low", "high"]].to_numpy()
    units = (
        "The events are the units."
        if any(str(label).startswith("event ") for label in [*clusters[0], *clusters[1]])
        else "The articles are the units; articles on one event count as independent."
    )
    return (
        f"{len(terms):,} of {len(table):,} terms are tested, those in {fewest} or more of the {sum(articles):,} "
        f"articles, without function words and numbers. {units}"
    )


def _dp_of_heavier_side(terms, left, right, in_target):
    values = [
        pd.Series(_dp(side), index=side.terms).reindex(terms) if side else pd.Series(np.nan, terms)
        for side in (left, right)
    ]
    return np.where(in_target, *(value.to_numpy(float) for value in values))


def _dp(counts):
    """Gries' DP of each term over the articles: ½ Σ |v − s|, of which absent articles contribute s."""
    share = counts.sizes[counts.article] / counts.sizes.sum()
    v = counts.count / counts.total()[counts.term]
    return pd.Series((1 + counts.summed(np.abs(v - share) - share)) / 2, index=counts.terms)


def _articles(side):
    """Articles with words of a side; missing where nobody knows."""
    return np.nan if side["by_article"] is None else len(side["by_article"].sizes)


ENGLISH_NOTE = (
    "Reference: general English (wordfreq). It has frequencies but no counts, so nothing is tested, and g2 is missing. "
    "It does not count joined words such as visa-free, nor names as we do, so their size is missing, too; inflected "
    "forms are not folded."
)

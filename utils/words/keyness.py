"""Keyness: which terms one side uses more than the other, by how much, and how sure that is.

Effect sizes (how many times more often) stand beside test statistics (how surprising under chance). The usual test
takes each word for an independent draw, which words in one article are not; so a second one takes the article as the
unit. The formulas are in measures.py.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import erfc, stdtr, stdtrit

from utils.corpus import labels_of
from utils.text import words
from utils.uncertainty import FEWEST, benjamini_hochberg
from utils.words.counting import count_terms, texts_of
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

__all__ = ["both_ends", "brief", "keyness", "least_count", "over_used", "sides", "surest_shared"]

FEWEST_ARTICLES = 5  # a side; with fewer, a p-value over words would be invented, since words cluster in articles
PSEUDO_COUNT = 0.01  # of each term, in the uniform prior
ENGLISH_FLOOR = 0.005  # per million: half of the rarest frequency that wordfreq lists, for words it does not know


def keyness(
    target: pd.DataFrame | pd.Series | Sequence[str],
    reference: pd.DataFrame | pd.Series | Sequence[str] | str = "english",
    *,
    n: int = 1,
    lemmas: bool = False,
    target_size: int | None = None,
    reference_size: int | None = None,
    n_tests: int | None = None,
    prior: str | pd.Series = "uniform",
    min_count: int = 0,
    min_documents: int = 0,
) -> pd.DataFrame:
    """What sets `target` apart from `reference`, one row a term, most over-used first.

    Either side is a corpus (or a list of texts), or a Series of counts with the terms as index, taken as it is;
    `reference` may also be "english" (general English by wordfreq). Sizes are the sums of the counts unless
    `target_size` or `reference_size` say otherwise. Every term comes back unless filtered: `min_count` keeps terms
    with that many occurrences on both sides together, `min_documents` terms in that many articles. Positive means
    more of it in the target, for g2 and chi2 too; `n` and `lemmas` as in `frequencies`.

    Columns: `term, target_count, reference_count, target_per_million, reference_per_million`; `g2` (four cells,
    Dunning 1993), `g2_rayson` (two cells, Rayson & Garside 2000), `p` (of g2, one degree of freedom), `q`
    (Benjamini-Hochberg over the rows), `chi2` (no Yates correction), `log_ratio` (Hardie 2014; a zero counts 0.5)
    with `log_ratio_low, log_ratio_high` (95 %, words as units), `log_ratio_conservative` (Evert 2022; corrected for
    `n_tests`, else for the rows), `diff_percent` (Gabrielatos & Marchi 2011), `simple_maths` (Kilgarriff 2009, k = 1
    per million), `odds_ratio`, `log_odds_z` (Monroe et al. 2008), `bic` (Wilson 2013), `target_documents,
    reference_documents`, `dp` (Gries 2008) over the articles of the side that has more of the term, and
    `target_words, reference_words`, the sizes. `prior` of log_odds_z: "uniform" (0.01 a term), "pooled" (the counts of
    both sides together) or a Series of your own.

    With the article as the unit, since words in one article are not independent: `p_articles`, `q_articles` (Welch's
    t-test on the rates per article; Lijffijt et al. 2016) and `log_ratio_articles_low, log_ratio_articles_high` (95 %
    interval of the log ratio by the ratio estimator; Cochran 1977, chapter 6).

    `p` and `q` are missing where they would be invented: with fewer than five articles on a side, and against
    "english", for which no counts exist; the interval over articles needs ten on each. `result.attrs["note"]` says
    so. Of a Series nothing is known but its counts, and `p` is theirs.

    Raises ValueError for a side without words, counts that are negative, fractional or missing, a term listed twice,
    or a size that is smaller than a count.

    >>> import pandas as pd
    >>> one = keyness(pd.Series({"war": 10}), pd.Series({"war": 5}), target_size=100, reference_size=200)
    >>> one[["g2", "g2_rayson", "log_ratio"]].round(4).values.tolist()
    [[7.3298, 6.9315, 2.0]]
    """
    english = isinstance(reference, str)
    if english and reference != "english":
        raise ValueError(f"keyness() knows one named reference, 'english'; it was given '{reference}'.")
    if english and (n > 1 or lemmas):
        raise ValueError("General English has no counts of word sequences or lemmas; compare with other articles.")
    left = _side(target, n, lemmas, target_size, "target")
    right = _side(_nothing(left) if english else reference, n, lemmas, 1 if english else reference_size, "reference")
    terms = left["counts"].index.union(right["counts"].index, sort=False)
    a = left["counts"].reindex(terms, fill_value=0).to_numpy(float)
    b = right["counts"].reindex(terms, fill_value=0).to_numpy(float)
    table = pd.DataFrame({"term": terms, "target_count": a.astype(int)})
    table["target_per_million"] = a / left["size"] * 1e6
    table["target_documents"] = left["documents"].reindex(terms, fill_value=0).to_numpy()
    if english:
        table = _against_english(table)
    else:
        table["reference_count"], table["reference_per_million"] = b.astype(int), b / right["size"] * 1e6
        table["reference_documents"] = right["documents"].reindex(terms, fill_value=0).to_numpy()
        table = _compared(table, a, b, left["size"], right["size"], prior)
        _add_articles(table, terms, left["by_article"], right["by_article"])
    in_target = table["target_per_million"] >= table["reference_per_million"].fillna(0)
    table["dp"] = _dp_of_heavier_side(terms, left["by_article"], right["by_article"], in_target)
    table["target_words"], table["reference_words"] = left["size"], np.nan if english else right["size"]
    if min_count or min_documents:
        table = _filtered(table, min_count, min_documents)
    if not english:
        counts = (table["target_count"], table["reference_count"], left["size"], right["size"])
        table["log_ratio_conservative"] = log_ratio_conservative(*counts, n_tests or max(len(table), 1))
    tested = not english and _articles_enough(left, right, FEWEST_ARTICLES)
    table["p"] = erfc(np.sqrt(np.abs(table["g2"].to_numpy(float)) / 2)) if tested else np.nan
    table["q"] = benjamini_hochberg(table["p"])
    table["q_articles"] = benjamini_hochberg(table["p_articles"])
    # Stable, so that terms with the same counts keep the order in which they came: alphabetical from a corpus.
    order = np.lexsort((-table["target_count"].to_numpy(), -table["log_ratio"].to_numpy(float)))
    table = table[list(KEYNESS_COLUMNS)].take(order).reset_index(drop=True)
    table.attrs["note"] = _note(left, right, english)
    return table


def least_count(corpus: pd.DataFrame | Sequence[str]) -> int:
    """How often a term should occur at least to be drawn: three times, and once in twenty thousand words.

    >>> least_count(["war and peace"])
    3
    """
    return max(3, round(sum(len(words(text)) for text in texts_of(corpus)) / 20_000))


def sides(
    corpus: pd.DataFrame, target: str | None = None, by: str = "source"
) -> tuple[str, pd.DataFrame, str, pd.DataFrame | str]:
    """Two sides to compare: `(name, articles, name, articles)`; the second is all the other groups.

    `target` is the first group by name unless told; among more than two, the one with the most articles. Where
    there is one group only, the other side is
    ("general English", "english"), as `keyness` understands it.

    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"doc_id": [1, 2], "source": ["A", "B"], "text": ["war", "peace"]})
    >>> [sides(corpus)[i] for i in (0, 2)]
    ['A', 'B']
    """
    labels = labels_of(corpus, by)
    groups = sorted(labels.unique())
    if target is None:
        target = groups[0] if len(groups) == 2 else labels.value_counts(sort=False).sort_index().idxmax()
    if target not in groups:
        raise ValueError(
            f"There is no group '{target}' in column '{by}'; there are {', '.join(map(str, groups[:10]))}."
        )
    if len(groups) == 1:
        return target, corpus, "general English", "english"
    others = [group for group in groups if group != target]
    name = others[0] if len(others) == 1 else "the others"
    return target, corpus[labels == target], name, corpus[labels != target]


KEYNESS_COLUMNS = (
    *("term", "target_count", "reference_count", "target_per_million", "reference_per_million"),
    *("g2", "g2_rayson", "p", "q", "chi2", "log_ratio", "log_ratio_low", "log_ratio_high", "log_ratio_conservative"),
    *("diff_percent", "simple_maths", "odds_ratio", "log_odds_z", "bic", "target_documents", "reference_documents"),
    *("dp", "p_articles", "q_articles", "log_ratio_articles_low", "log_ratio_articles_high"),
    *("target_words", "reference_words"),
)


COUNTS = ["term", "target_count", "reference_count", "log_ratio"]


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """A keyness table with the columns to read first: counts, log ratio, and the tests where there are any.

    >>> brief(keyness(["war war"], ["peace peace"])).columns.tolist()[:4]
    ['term', 'target_count', 'reference_count', 'log_ratio']
    """
    tests = ["p", "q", "p_articles", "q_articles", "dp"]
    untested = ["g2", "target_documents", "reference_documents"]
    return table[COUNTS + (tests if table["p"].notna().any() else untested)]


def surest_shared(table: pd.DataFrame) -> str:
    """The word of a keyness table with the largest G², either way, among those that both sides have.

    Of all words where none is shared; "the" of an empty table.

    >>> surest_shared(keyness(["war war aid"], ["war aid aid aid aid"]))
    'aid'
    """
    shared = table[(table["target_count"] > 0) & (table["reference_count"].fillna(0) > 0)]
    ranked = (shared if len(shared) else table).sort_values("g2", key=abs, ascending=False)
    return next(iter(ranked["term"]), "the")


def over_used(table: pd.DataFrame) -> pd.Series:
    """Which rows of a keyness table the target has more of: True or False for each.

    Not the same as a log ratio above 0 where a word is absent: between sides of very different size one half, which
    the log ratio counts in its place, can be a higher rate than the other side has.

    >>> over_used(keyness(["war war a"], ["peace peace a"])).tolist()
    [True, False, False]
    """
    return (table["target_per_million"] > table["reference_per_million"]) & (table["log_ratio"] > 0)


def both_ends(table: pd.DataFrame, target: str, reference: str, rows: int = 6) -> pd.DataFrame:
    """The terms most over-used on either side of a keyness table, with the side as `group`.

    Against general English only the target's end: its missing words are those of other topics.

    >>> both_ends(keyness(["war war a"], ["peace peace a"]), "A", "B", rows=1)[["term", "group"]].values.tolist()
    [['war', 'A'], ['peace', 'B']]
    """
    more = over_used(table)
    up = table[more].nlargest(rows, ["log_ratio", "target_count"]).assign(group=target)
    counted = table[table["reference_count"].notna() & ~more]
    down = counted[counted["log_ratio"] < 0].nsmallest(rows, ["log_ratio"]).assign(group=reference)
    return pd.concat([up, down], ignore_index=True)


def _side(given, n, lemmas, size, name):
    """Counts, size in words, articles per term, and the counts by article of one side."""
    if isinstance(given, pd.Series):
        counts, documents, by_article = _checked_list(given, name), pd.Series(np.nan, index=given.index), None
    else:
        by_article = count_terms(given, n, lemmas).with_words()
        counts = pd.Series(by_article.total(), index=by_article.terms, dtype=float).sort_index()
        documents = pd.Series(by_article.documents(), index=by_article.terms, dtype=float)
    size = counts.sum() if size is None else size
    if not 0 < size < np.inf:
        raise ValueError(f"The {name} has no words, so nothing can be compared with it.")
    if len(counts) and counts.max() > size:
        raise ValueError(
            f"The {name} is said to have {size:g} words, but '{counts.idxmax()}' alone occurs {counts.max():g} times."
        )
    return {"counts": counts, "size": float(size), "documents": documents, "by_article": by_article}


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
    return pd.Series(0.0, index=left["counts"].index)


def _against_english(table):
    """wordfreq has rates and no counts: a size, and nothing that would need a count."""
    from wordfreq import tokenize, word_frequency

    known = {term: word_frequency(term, "en") * 1e6 for term in table["term"] if len(tokenize(term, "en")) == 1}
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


def _compared(table, a, b, n1, n2, prior):
    """The measures that need nothing but counts."""
    pseudo = _prior(table["term"], a, b, prior)
    table["g2"], table["g2_rayson"], table["chi2"] = (f(a, b, n1, n2) for f in (g2_dunning, g2_rayson, chi2))
    table["log_ratio"] = log_ratio(a, b, n1, n2)
    table["log_ratio_low"], table["log_ratio_high"] = log_ratio_interval(a, b, n1, n2)
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


def _add_articles(table, terms, left, right):
    """The test and the interval that take the article as the unit."""
    names = ["p_articles", "log_ratio_articles_low", "log_ratio_articles_high"]
    table[names] = np.nan
    if left is None or right is None or min(len(left.sizes), len(right.sizes)) < FEWEST_ARTICLES:
        return
    one, two = (_by_article(terms, side) for side in (left, right))
    k1, k2 = len(left.sizes), len(right.sizes)
    table["p_articles"] = _welch(one["mean"], one["variance"], k1, two["mean"], two["variance"], k2)
    if min(k1, k2) >= FEWEST:
        error, df = _pooled(one["log_variance"], k1, two["log_variance"], k2)
        half = stdtrit(df, 0.975) * error / np.log(2)
        table["log_ratio_articles_low"] = table["log_ratio"] - half
        table["log_ratio_articles_high"] = table["log_ratio"] + half


def _by_article(terms, counts):
    """Mean and variance of the rate per article, and the variance of ln(pooled rate), of each term."""
    sizes, k = counts.sizes, len(counts.sizes)
    size = sizes[counts.article]
    rate, x = counts.count / size, counts.summed
    mean, total = x(rate) / k, counts.total()
    absent = k - counts.documents()  # articles without the term, with a rate of 0
    variance = (x((rate - mean[counts.term]) ** 2) + absent * mean**2) / (k - 1)
    pooled = total / sizes.sum()
    residual = x(counts.count**2) - 2 * pooled * x(counts.count * size) + pooled**2 * (sizes**2).sum()
    log_variance = k / (k - 1) * np.maximum(residual, 0) / total**2
    table = pd.DataFrame({"mean": mean, "variance": variance, "log_variance": log_variance}, index=counts.terms)
    table = table.reindex(terms)
    table["log_variance"] = table["log_variance"].fillna(2.0)  # absent: 0.5, as one word
    return table.fillna(0.0).to_dict("series")


def _pooled(v1, k1, v2, k2):
    """Standard error of a difference and its degrees of freedom (Welch 1947)."""
    v1, v2 = np.asarray(v1, float), np.asarray(v2, float)
    total = v1 + v2
    below = v1**2 / (k1 - 1) + v2**2 / (k2 - 1)
    df = np.divide(total**2, below, out=np.full_like(total, k1 + k2 - 2.0), where=below > 0)
    return np.sqrt(total), df


def _welch(mean1, variance1, k1, mean2, variance2, k2):
    error, df = _pooled(variance1 / k1, k1, variance2 / k2, k2)
    gap = np.abs(np.asarray(mean1) - np.asarray(mean2))
    same = gap <= 1e-9 * np.maximum(mean1, mean2)  # equal but for rounding
    t = np.divide(gap, error, out=np.full_like(gap, np.inf), where=error > 0)
    return np.where(same, 1.0, 2 * stdtr(df, -t))


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


def _articles_enough(left, right, least):
    return all(side["by_article"] is None or _with_words(side) >= least for side in (left, right))


def _with_words(side):
    return int((side["by_article"].sizes > 0).sum())


def _note(left, right, english):
    if english:
        return (
            "Reference: general English (wordfreq). It has frequencies but no counts, so there is no test: "
            "g2, p and q are missing. It does not count joined words such as visa-free, so their size is missing, too."
        )
    articles = [_with_words(side) for side in (left, right) if side["by_article"] is not None]
    if not _articles_enough(left, right, FEWEST_ARTICLES):
        return (
            f"With {' and '.join(map(str, articles))} articles, p and q are missing: words cluster in articles, and "
            f"fewer than {FEWEST_ARTICLES} articles on a side cannot show how much. Read log_ratio as a description of "
            "these articles."
        )
    if len(articles) < 2:
        return "A list of counts knows no articles, so p takes each word for an independent draw and dp is missing."
    return "" if min(articles) >= FEWEST else f"Under {FEWEST} articles on a side there is no interval over articles."

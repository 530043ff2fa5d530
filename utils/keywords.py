"""Which words, how often, where, and which of them set one group of articles apart.

Counting is exact; comparing is not. `frequencies`, `tf_idf`, `positions` and `concordance` count and
show. `keyness` compares two sets of counts and gives, for every term, an effect size (log ratio: how many
times more often) beside a test statistic (G2: how surprising under chance). The formulas stand at the
end, one function each.
"""

import math
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd

from utils.text import normal, small_letters, split_sentences, word_list, word_spans, words
from utils.uncertainty import benjamini_hochberg

__all__ = [
    "both_ends",
    "concordance",
    "content_terms",
    "frequencies",
    "function_words",
    "keyness",
    "names",
    "positions",
    "sides",
    "tf_idf",
]

FEWEST_ARTICLES = 5  # a side; with fewer, a p-value over words would be invented, since words cluster in articles
NAME = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_](?:[\w-]|[’'](?=[^\W\d_a-z]))*")  # U.S.  O’Neil  Jong-un
ENGLISH_FLOOR = 0.005  # per million: half of the rarest frequency that wordfreq lists, for words it does not know


def function_words():
    """The words that grammar needs and content does not (`data/function_words.txt`).

    >>> "the" in function_words(), "against" in function_words()
    (True, False)
    """
    return word_list("function_words.txt")


def content_terms(table):
    """The rows of a table whose `term` has no function word in it; all rows where none would be left.

    >>> content_terms(frequencies(["the war of the worlds"]))["term"].tolist()
    ['war', 'worlds']
    """
    grammar = function_words()
    content = [not grammar.intersection(term.split()) for term in table["term"]]
    return table[content] if any(content) else table


def frequencies(corpus, by=None, n=1):
    """How often each term occurs: `term, count, per_million, documents`, and `group` first with `by`.

    `n=2` counts pairs of neighbouring words, and so on; a sequence never reaches over a sentence end or a
    punctuation mark. `per_million` is per million words (for n > 1: sequences) of the group; `documents` counts
    articles with the term. Sorted by count, then term. `corpus` may be a list of texts.

    >>> frequencies(["War and peace. War, peace."]).head(2)
        term  count  per_million  documents
    0  peace      2     400000.0          1
    1    war      2     400000.0          1
    """
    corpus = _as_corpus(corpus)
    if by is None:
        return _count(corpus, n)
    tables = [_count(part, n).assign(group=group) for group, part in _groups(corpus, by)]
    columns = ["group", "term", "count", "per_million", "documents"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def tf_idf(corpus):
    """Terms frequent in one article and absent from many: `doc_id, term, count, documents, tf_idf`.

    tf_idf = count / words of the article × ln(articles / articles with the term) (Spärck Jones 1972), natural
    logarithm, no smoothing. A term that every article has scores 0; with two articles that is every shared word.

    >>> tf_idf(["war war peace", "peace"]).round(2).values.tolist()
    [[0, 'war', 2, 1, 0.46], [0, 'peace', 1, 2, 0.0], [1, 'peace', 1, 2, 0.0]]
    """
    corpus = _as_corpus(corpus)
    counts = [Counter(words(text)) for text in corpus["text"]]
    spread = Counter(term for count in counts for term in count)
    rows = [
        (doc_id, term, k, spread[term], k / count.total() * math.log(len(counts) / spread[term]))
        for doc_id, count in zip(corpus["doc_id"], counts, strict=True)
        for term, k in count.items()
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "term", "count", "documents", "tf_idf"])
    order = table["doc_id"].map({doc_id: i for i, doc_id in enumerate(corpus["doc_id"])})
    table = table.assign(order=order).sort_values(["order", "tf_idf", "term"], ascending=[True, False, True])
    return table.drop(columns="order").reset_index(drop=True)


def positions(corpus, terms):
    """Every occurrence of single words: `doc_id, source, term, start, end, share`.

    `share` is where in the article it stands, 0 the first word and 1 the last. A term may end in `*`.

    >>> positions(["war and peace"], ["peac*"])[["term", "start", "share"]].values.tolist()
    [['peac*', 8, 1.0]]
    """
    patterns = {term: _word_pattern(term) for term in terms}
    rows = []
    for row in _as_corpus(corpus).itertuples(index=False):
        spans = word_spans(row.text)
        for i, (start, end) in enumerate(spans):
            word = normal(row.text[start:end])
            found = [term for term, pattern in patterns.items() if pattern.fullmatch(word)]
            share = i / max(len(spans) - 1, 1)
            rows += [(row.doc_id, row.source, term, start, end, share) for term in found]
    return pd.DataFrame(rows, columns=["doc_id", "source", "term", "start", "end", "share"])


def names(corpus):
    """Capitalised words in mid-sentence, neighbours joined: `name, count, documents`; a crude list of who and what.

    A word that opens a sentence counts only if it is also capitalised elsewhere. Short forms stay apart from
    full names.

    >>> names(["He met Kim Jong Un. Kim smiled at Kim."])[["name", "count"]].values.tolist()
    [['Kim', 2], ['Kim Jong Un', 1]]
    """
    inner, opening = [], []
    for row in _as_corpus(corpus).itertuples(index=False):
        for start, end in split_sentences(row.text):
            sentence = row.text[start:end]
            first = re.match(r"\W*", sentence).end()
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


def concordance(corpus, query, window=8):
    """Every place where `query` occurs, with `window` words to either side.

    `query` is a word, a phrase, or either with `*` for any letters: `"secur*"`, `"north korea*"`. Capitals and the
    shape of apostrophes do not matter. Only white space may stand between the words of a phrase; overlapping
    matches all come. Columns `doc_id, source, start, end, left, match, right`; `start` and `end` are offsets of
    the match, and the three text columns are pieces of the article as it stands. A line never leaves its article.

    >>> concordance(["In war, in peace, in doubt."], "in", window=1)[["left", "match", "right"]].values.tolist()
    [['', 'In', 'war'], ['war, ', 'in', 'peace'], ['peace, ', 'in', 'doubt']]
    """
    patterns = [_word_pattern(word) for word in str(query).split()]
    if not patterns:
        raise ValueError("concordance() needs a word or a phrase to look for; it was given nothing.")
    rows, literal = [], normal(str(query).split()[0].split("*")[0])
    for row in _as_corpus(corpus).itertuples(index=False):
        small = small_letters(row.text)
        if literal not in small:  # most articles lack most words, and telling so is quick
            continue
        spans = word_spans(row.text)
        forms = [small[a:b] for a, b in spans]
        for i in _matches(patterns, forms, spans, row.text):
            start, end = spans[i][0], spans[i + len(patterns) - 1][1]
            begin = spans[max(i - window, 0)][0]
            stop = spans[min(i + len(patterns) - 1 + window, len(spans) - 1)][1]
            rows.append(
                (
                    row.doc_id,
                    row.source,
                    start,
                    end,
                    row.text[begin:start],
                    row.text[start:end],
                    row.text[end:stop].lstrip(" "),
                )
            )
    return pd.DataFrame(rows, columns=["doc_id", "source", "start", "end", "left", "match", "right"])


def keyness(target, reference="english", *, n=1, target_size=None, reference_size=None, min_count=0):
    """What sets `target` apart from `reference`, one row a term, most over-used first.

    Either side is a corpus (or a list of texts), or a Series of counts with the terms as index, taken as it is;
    `reference` may also be "english" (general English by wordfreq). Sizes are the sums of the counts unless
    `target_size` or `reference_size` say otherwise. `min_count` keeps terms with that many occurrences on both
    sides together. Positive means more of it in the target, for g2 and chi2 too.

    Columns: `term, target_count, reference_count, target_per_million, reference_per_million`; `g2` (four cells,
    Dunning 1993), `g2_rayson` (two cells, Rayson & Garside 2000), `p` (of g2, one degree of freedom), `q`
    (Benjamini-Hochberg over the rows), `chi2` (no Yates correction), `log_ratio` (Hardie 2014; a zero counts
    0.5), `diff_percent` (Gabrielatos & Marchi 2011), `target_documents, reference_documents`.

    `p` and `q` are missing where they would be invented: with fewer than five articles on a side, and against
    "english", for which no counts exist; `result.attrs["note"]` says so. Of a Series nothing is known but its
    counts, and `p` is theirs. wordfreq estimates the rates of numbers and of joined words such as *visa-free*.

    >>> import pandas as pd
    >>> one = keyness(pd.Series({"war": 10}), pd.Series({"war": 5}), target_size=100, reference_size=200)
    >>> one[["g2", "g2_rayson", "log_ratio"]].round(4).values.tolist()
    [[7.3298, 6.9315, 2.0]]
    """
    if n > 1 and isinstance(reference, str):
        raise ValueError("General English has no counts of word sequences; compare sequences with other articles.")
    left = _side(target, n, target_size, "target")
    right = (
        _english(left["counts"].index)
        if isinstance(reference, str)
        else _side(reference, n, reference_size, "reference")
    )
    if isinstance(reference, str) and reference != "english":
        raise ValueError(f"keyness() knows one named reference, 'english'; it was given '{reference}'.")
    terms = left["counts"].index.union(right["counts"].index, sort=False)
    table = _compare(terms, left, right)
    table = table[table["target_count"] + table["reference_count"].fillna(0) >= min_count]
    table["p"] = _p_value(table["g2"].abs().to_numpy()) if _may_test(left, right) else np.nan
    table["q"] = benjamini_hochberg(table["p"])
    table = table[list(KEYNESS_COLUMNS)].sort_values(
        ["log_ratio", "target_count", "term"], ascending=[False, False, True]
    )
    table = table.reset_index(drop=True)
    table.attrs["note"] = _note(left, right)
    return table


def sides(corpus, target=None, by="source"):
    """Two sides to compare: `(name, articles, name, articles)`; the second is all the other groups.

    `target` is the first group by name unless told; among more than two, the one with the most articles. Where
    there is one group only, the other side is
    ("general English", "english"), as `keyness` understands it.

    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"doc_id": [1, 2], "source": ["A", "B"], "text": ["war", "peace"]})
    >>> [sides(corpus)[i] for i in (0, 2)]
    ['A', 'B']
    """
    labels = _labels(corpus, by)
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
    *(
        "g2",
        "g2_rayson",
        "p",
        "q",
        "chi2",
        "log_ratio",
        "diff_percent",
        "target_documents",
        "reference_documents",
    ),
)


def both_ends(table, target, reference, rows=6):
    """The terms most over-used on either side of a keyness table, with the side as `group`.

    Against general English only the target's end: its missing words are those of other topics.

    >>> both_ends(keyness(["war war a"], ["peace peace a"]), "A", "B", rows=1)[["term", "group"]].values.tolist()
    [['war', 'A'], ['peace', 'B']]
    """
    up = table[table["log_ratio"] > 0].nlargest(rows, ["log_ratio", "target_count"]).assign(group=target)
    counted = table[table["reference_count"].notna()]
    down = counted[counted["log_ratio"] < 0].nsmallest(rows, ["log_ratio"]).assign(group=reference)
    return pd.concat([up, down], ignore_index=True)


# Formulas. a and b count the term in target and reference, n1 and n2 are the sizes in words.


def g2_dunning(a, b, n1, n2):
    """Log-likelihood over all four cells of the table: 2 Σ O ln(O / E) (Dunning 1993); signed."""
    a, b, n1, n2 = _floats(a, b, n1, n2)
    total, term = n1 + n2, a + b
    cells = [(a, n1 * term), (b, n2 * term), (n1 - a, n1 * (total - term)), (n2 - b, n2 * (total - term))]
    g2 = 2 * sum(_o_ln_o_e(observed, product / total) for observed, product in cells)
    return np.maximum(g2, 0) * _sign(a, b, n1, n2)


def g2_rayson(a, b, n1, n2):
    """Log-likelihood over the two cells of the term: 2 Σ O ln(O / E) (Rayson & Garside 2000); signed."""
    a, b, n1, n2 = _floats(a, b, n1, n2)
    share = (a + b) / (n1 + n2)
    g2 = 2 * (_o_ln_o_e(a, n1 * share) + _o_ln_o_e(b, n2 * share))
    return np.maximum(g2, 0) * _sign(a, b, n1, n2)


def chi2(a, b, n1, n2):
    """Pearson's statistic of the two-by-two table without Yates' correction; signed."""
    a, b, n1, n2 = _floats(a, b, n1, n2)
    total, term = n1 + n2, a + b
    difference = a * (n2 - b) - b * (n1 - a)
    below = term * (total - term) * n1 * n2
    value = np.divide(total * difference**2, below, out=np.zeros_like(below), where=below > 0)
    return value * _sign(a, b, n1, n2)


def log_ratio(a, b, n1, n2):
    """log2 of the ratio of relative frequencies; a zero counts 0.5 and nothing else changes (Hardie 2014)."""
    a, b, n1, n2 = _floats(a, b, n1, n2)
    return np.log2(np.where(a == 0, 0.5, a) / n1) - np.log2(np.where(b == 0, 0.5, b) / n2)


def _compare(terms, left, right):
    a, b = left["counts"].reindex(terms, fill_value=0), right["counts"].reindex(terms, fill_value=0)
    n1, n2 = left["size"], right["size"]
    table = pd.DataFrame({"term": terms, "target_count": a.to_numpy(), "target_per_million": a.to_numpy() / n1 * 1e6})
    table["target_documents"] = left["documents"].reindex(terms, fill_value=0).to_numpy()
    if right["per_million"] is not None:
        per_million = right["per_million"].reindex(terms).to_numpy()
        table["reference_per_million"] = per_million
        floored = np.where(per_million == 0, ENGLISH_FLOOR, per_million)
        table["log_ratio"] = np.log2(table["target_per_million"] / floored)
        table[["reference_count", "reference_documents", "g2", "g2_rayson", "chi2"]] = np.nan
    else:
        table["reference_count"] = b.to_numpy()
        table["reference_per_million"] = b.to_numpy() / n2 * 1e6
        table["reference_documents"] = right["documents"].reindex(terms, fill_value=0).to_numpy()
        table["log_ratio"] = log_ratio(a, b, n1, n2)
        table["g2"], table["g2_rayson"] = g2_dunning(a, b, n1, n2), g2_rayson(a, b, n1, n2)
        table["chi2"] = chi2(a, b, n1, n2)
    base = table["reference_per_million"].to_numpy(float)
    change = (table["target_per_million"].to_numpy(float) - base) * 100
    nothing = np.where(change > 0, np.inf, np.nan)  # more than nothing; nothing against nothing
    table["diff_percent"] = np.divide(change, base, out=nothing, where=base > 0)
    return table


def _side(given, n, size, name):
    """Counts, size in words, articles and articles per term of one side."""
    if isinstance(given, pd.Series):
        counts, documents, articles = given.copy(), pd.Series(dtype=float), None
        if counts.index.has_duplicates:
            twice = counts.index[counts.index.duplicated()][0]
            raise ValueError(f"The {name} list has the term '{twice}' twice; add its counts up first.")
        if counts.isna().any() or (counts < 0).any():
            raise ValueError(f"The {name} list has a missing or negative count; counts are 0 or more.")
        documents = pd.Series(np.nan, index=counts.index)
    else:
        corpus = _as_corpus(given)
        table = _count(corpus, n).set_index("term")
        counts, documents, articles = table["count"], table["documents"], len(corpus)
    size = counts.sum() if size is None else size
    if size <= 0:
        raise ValueError(f"The {name} has no words, so nothing can be compared with it.")
    if counts.max() > size:
        raise ValueError(
            f"The {name} is said to have {size} words, but '{counts.idxmax()}' alone occurs {counts.max()} times."
        )
    return {"counts": counts, "size": size, "documents": documents, "articles": articles, "per_million": None}


def _english(terms):
    from wordfreq import word_frequency

    per_million = pd.Series({term: word_frequency(term, "en") * 1e6 for term in terms}, dtype=float)
    return {
        "counts": pd.Series(dtype=float),
        "size": 1e6,
        "documents": None,
        "articles": None,
        "per_million": per_million,
    }


def _may_test(left, right):
    sides = [left["articles"], right["articles"]]
    return right["per_million"] is None and all(k is None or k >= FEWEST_ARTICLES for k in sides)


def _note(left, right):
    if right["per_million"] is not None:
        return (
            "Reference: general English (wordfreq). It has frequencies but no counts, so there is no test: "
            "g2, p and q are missing."
        )
    if not _may_test(left, right):
        counts = " and ".join(str(side["articles"]) for side in (left, right))
        return (
            f"With {counts} articles, p and q are missing: words cluster in articles, and fewer than {FEWEST_ARTICLES} "
            "articles on a side cannot show how much. Read log_ratio as a description of these articles."
        )
    return ""


def _count(corpus, n):
    if n < 1:
        raise ValueError(f"frequencies() counts sequences of n >= 1 words; it was given n={n}.")
    counts, documents = Counter(), Counter()
    for text in corpus["text"]:
        here = Counter(words(text) if n == 1 else _sequences(text, n))
        counts.update(here)
        documents.update(here.keys())
    total = counts.total()
    rows = [(term, k, k / total * 1e6, documents[term]) for term, k in counts.items()]
    table = pd.DataFrame(rows, columns=["term", "count", "per_million", "documents"])
    return table.sort_values(["count", "term"], ascending=[False, True]).reset_index(drop=True)


def _sequences(text, n):
    spans = word_spans(text)
    ends = {i for i, (one, two) in enumerate(pairwise(spans)) if not text[one[1] : two[0]].isspace()}
    last_words = np.searchsorted([a for a, _ in spans], [end for _, end in split_sentences(text)]) - 1
    ends |= set(last_words.tolist())
    small = small_letters(text)
    forms = [small[a:b] for a, b in spans]
    begin = 0
    for end in [*sorted(ends), len(forms) - 1]:
        piece = forms[begin : end + 1]
        yield from map(" ".join, zip(*(piece[k:] for k in range(n)), strict=False))
        begin = end + 1


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


def _matches(patterns, forms, spans, text):
    for i in range(len(forms) - len(patterns) + 1):
        if all(pattern.fullmatch(forms[i + j]) for j, pattern in enumerate(patterns)):
            gaps = (text[spans[k][1] : spans[k + 1][0]] for k in range(i, i + len(patterns) - 1))
            if all(gap.isspace() for gap in gaps):
                yield i


def _word_pattern(word):
    return re.compile(".*".join(re.escape(part) for part in normal(word).split("*")))


def _as_corpus(corpus):
    if isinstance(corpus, pd.DataFrame):
        return corpus if "source" in corpus else corpus.assign(source="")
    texts = list(corpus)
    return pd.DataFrame({"doc_id": range(len(texts)), "source": "", "text": texts})


def _groups(corpus, by):
    return corpus.groupby(_labels(corpus, by), sort=True)


def _labels(corpus, by):
    """The groups of a column as text, with one group for articles that have no value there."""
    if by not in corpus.columns:
        raise ValueError(f"The corpus has no column '{by}' to group by; it has {', '.join(corpus.columns)}.")
    return corpus[by].where(corpus[by].notna(), "not given").astype(str)


def _floats(*values):
    return [np.asarray(value, dtype=float) for value in values]


def _o_ln_o_e(observed, expected):
    ratio = np.divide(
        observed,
        expected,
        out=np.ones(np.broadcast(observed, expected).shape),
        where=(observed > 0) & (expected > 0),
    )
    return observed * np.log(ratio)


def _sign(a, b, n1, n2):
    return np.where(a / n1 >= b / n2, 1.0, -1.0)


def _p_value(g2):
    """Upper tail of chi-squared with one degree of freedom: erfc(√(x/2))."""
    return np.array([math.erfc(math.sqrt(value / 2)) for value in g2])

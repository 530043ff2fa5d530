"""Forms that are one key word: possessives, inflections, and the names of one actor. Nothing is folded unseen.

Counted as they stand, *Korea*, *Korea's* and *Korean* are three words, and *Jong-un* beside *Jong Un* is a difference
between two sources. Three rules, each to be had alone, mend that: `possessives` (*minister's* is *minister*),
`inflections` (*said* is *say*; see `counting.lemma`) and `names`: what a table of mentions calls one actor is one term,
however it is spelt, and the words inside a mention are not counted as words. `folds` lists what was done.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import regex

from utils.words.content import function_words
from utils.words.counting import MARK, POSSESSIVE, Counts, as_corpus, count_terms, lemma

__all__ = ["FOLDS", "count_folded", "folds"]

FOLDS = ("possessives", "inflections", "names")
AFTER = regex.compile(r"(?:[’'‘ʼ]s?)?(?![^\W_]|[-‐‑'’‘ʼ][^\W_])")  # a possessive, and the end of the word
BEFORE = regex.compile(r"(?<![^\W_]|[^\W_][-‐‑'’‘ʼ])")


def count_folded(
    corpus: pd.DataFrame | Sequence[str], n: int = 1, fold: Sequence[str] = (), mentions: pd.DataFrame | None = None
) -> tuple[Counts, frozenset[str]]:
    """The `Counts` of a corpus by the rules in `fold`, and which of the terms are names.

    Sequences (n > 1) are folded word by word; with "names" they end at a mention, and no names are counted.

    >>> counts, names = count_folded(["The minister's men said no."], fold=["possessives", "inflections"])
    >>> counts.terms.tolist()
    ['the', 'minister', 'man', 'say', 'no']
    """
    _check(fold, mentions)
    if "names" not in fold or mentions is None:
        return _words_folded(count_terms(corpus, n), fold), frozenset()
    corpus = as_corpus(corpus)
    here = mentions[mentions["doc_id"].isin(corpus["doc_id"])]
    words = _words_folded(count_terms(_without_names(corpus, here), n), fold)
    if n > 1 or here.empty:
        return words, frozenset()
    article = pd.Index(corpus["doc_id"]).get_indexer(here["doc_id"])
    actor, names = pd.factorize(here["actor"].to_numpy(object))
    each = np.ones(len(here))
    sizes = words.sizes + np.bincount(article, minlength=len(corpus))
    both = Counts(
        np.concatenate([words.terms, names]),
        np.concatenate([words.term, actor + len(words.terms)]),
        np.concatenate([words.article, article]),
        np.concatenate([words.count, each]),
        sizes,
    )
    return both.renamed(both.terms), frozenset(names)


def folds(
    corpus: pd.DataFrame | Sequence[str], mentions: pd.DataFrame | None = None, fold: Sequence[str] | None = None
) -> pd.DataFrame:
    """Every form that is counted as another term, the most frequent first: `form, term, kind, rule, count`.

    `kind` is word or name. `fold` are the rules, by default all three, or the first two without `mentions` (the table
    of `actors.mention_table`).

    >>> folds(["The minister's men said no."])[["form", "term", "rule"]].values.tolist()[:2]
    [['men', 'man', 'inflections'], ["minister's", 'minister', 'possessives']]
    """
    fold = FOLDS[: 2 if mentions is None else 3] if fold is None else fold
    _check(fold, mentions)
    rows, corpus = [], as_corpus(corpus)
    if "names" in fold and mentions is not None:
        here = mentions[mentions["doc_id"].isin(corpus["doc_id"]) & (mentions["mention"] != mentions["actor"])]
        sums = here.groupby(["mention", "actor"]).size()
        rows = [(mention, actor, "name", "names", count) for (mention, actor), count in sums.items()]
        corpus = _without_names(corpus, mentions[mentions["doc_id"].isin(corpus["doc_id"])])
    counts = count_terms(corpus)
    for form, count in zip(counts.terms, counts.total().astype(int), strict=True):
        bare = _folded(form, [rule for rule in fold if rule == "possessives"])
        term = _folded(form, fold)
        if term != form:
            rule = " and ".join(["possessives"] * (bare != form) + ["inflections"] * (term != bare))
            rows.append((form, term, "word", rule, count))
    table = pd.DataFrame(rows, columns=["form", "term", "kind", "rule", "count"])
    return table.sort_values(["count", "kind", "form"], ascending=[False, False, True], ignore_index=True)


def _check(fold, mentions):
    if isinstance(fold, str) or set(fold) - set(FOLDS):
        raise ValueError(f"fold= is a list of rules out of {', '.join(FOLDS)}; it was {fold!r}.")
    if "names" in fold and mentions is None:
        raise ValueError("To fold names, hand over who is named: mentions=actors.mention_table(corpus).")


def _words_folded(counts, fold):
    return counts.renamed([" ".join(_folded(word, fold) for word in term.split()) for term in counts.terms])


def _folded(word, fold):
    if word in function_words():
        return word
    if "possessives" in fold and POSSESSIVE.search(word) and word[:-2] not in function_words():
        word = word[:-2]
    return lemma(word) if "inflections" in fold else word


def _without_names(corpus, mentions):
    """The articles with a mark in the place of each mention that is made of whole words."""
    texts, spans = corpus["text"].tolist(), {}
    for doc_id, start, end in mentions[["doc_id", "start", "end"]].itertuples(index=False):
        spans.setdefault(doc_id, []).append((start, end))
    for i, doc_id in enumerate(corpus["doc_id"]):
        text, pieces, done = texts[i], [], 0
        for start, end in sorted(spans.get(doc_id, ())):
            after = AFTER.match(text, end)
            if start >= done and after and BEFORE.match(text, start):
                pieces += [text[done:start], MARK]
                done = after.end()
        texts[i] = "".join([*pieces, text[done:]])
    return corpus.assign(text=texts)

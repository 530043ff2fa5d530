"""Which words keep company: collocates of a word, and sequences that belong together.

A word is a collocate if it stands near another more often than chance would have it. *Near* is a span of words that
never leaves the sentence. The measures, with their formulas and sources, are those of `measures.association`.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from utils.text import small_letters, split_sentences, word_spans
from utils.words.concordances import finder
from utils.words.counting import count_terms, texts_of
from utils.words.measures import association

__all__ = ["collocates", "set_phrases"]


def collocates(
    corpus: pd.DataFrame | Sequence[str], node: str, window: int = 5, *, kind: str = "words", min_count: int = 0
) -> pd.DataFrame:
    """The words that stand within `window` words of `node`, in the same sentence, strongest G² first.

    Columns `term, observed, documents, near, total, everything, node, expected`, then the measures of `association`. A
    place near two occurrences of the node counts once, and the node itself is no place (Evert 2008, surface
    co-occurrence): `observed` counts the term in places near the node, `near` is the number of such places, `total`
    the term and `everything` all words, outside the node. `documents` counts articles with the term near the node.
    `dice` and `log_dice` take not the places but the occurrences of the node, `node`, as Sketch Engine does: log_dice
    is 14 + log2(2 observed / (node + total)) (Rychlý 2008). `node` and `kind` as in `concordance`.

    Raises ValueError for a window below 1 or a node that does not occur.

    >>> collocates(["The mayor opened the bridge. The mayor left."], "mayor", window=1)["term"].tolist()
    ['left', 'opened', 'the']
    """
    if window < 1:
        raise ValueError(f"Collocates are looked for within one word or more; window={window} was given.")
    find, near, total, documents, nodes = finder(node, kind), Counter(), Counter(), Counter(), 0
    for text in texts_of(corpus):
        found = find(text)
        nodes += len(found)
        places, others = _split_places(text, found, window)
        near.update(places)
        total.update(places)
        total.update(others)
        documents.update(set(places))
    if not near:
        raise ValueError(f"'{node}' does not occur with any word beside it, so it has no collocates.")
    terms = [term for term, k in near.items() if k >= min_count]
    rows = [(term, near[term], documents[term]) for term in terms]
    table = pd.DataFrame(rows, columns=["term", "observed", "documents"])
    table["near"], table["total"] = near.total(), [total[term] for term in terms]
    table["everything"], table["node"] = total.total(), nodes
    measures = association(table["observed"], table["near"], table["total"], table["everything"])
    measures["dice"] = 2 * table["observed"] / (table["node"] + table["total"])
    measures["log_dice"] = 14 + np.log2(measures["dice"])
    table = pd.concat([table, measures], axis=1)
    order = np.lexsort((table["term"].to_numpy(object), -table["observed"], -table["g2"]))
    return table.iloc[order].reset_index(drop=True)


def set_phrases(corpus: pd.DataFrame | Sequence[str], n: int = 2, min_count: int = 2) -> pd.DataFrame:
    """Sequences of `n` words that belong together, strongest G² first: `term, observed, documents, expected`, measures.

    The two parts whose attraction is measured are the sequence without its last word, and that word. `min_count`
    leaves out what occurs once, where every measure is at its least sure.

    >>> set_phrases(["New York is in New York. It is new in York."])["term"].tolist()
    ['new york']
    """
    if n < 2:
        raise ValueError(f"A set phrase has two words or more; n={n} was given.")
    counts = count_terms(corpus, n)
    observed, documents = counts.total(), counts.documents()
    table = pd.DataFrame({"term": counts.terms, "observed": observed.astype(int), "documents": documents})
    parts = pd.DataFrame([term.rpartition(" ") for term in table["term"]], columns=[0, 1, 2], dtype=object)
    first, last = (table["observed"].groupby(parts[side]).transform("sum") for side in (0, 2))
    keep = (table["observed"] >= min_count).to_numpy(bool)
    measures = association(observed[keep], first[keep], last[keep], observed.sum())
    table = pd.concat([table[keep].reset_index(drop=True), measures], axis=1)
    order = np.lexsort((table["term"].to_numpy(object), -table["g2"]))
    return table.iloc[order].reset_index(drop=True)


def _split_places(text, found, window):
    """The words near the node, and all others but the node's own."""
    spans, small = word_spans(text), small_letters(text)
    if not found or not spans:
        return [], [small[a:b] for a, b in spans]
    starts, ends = (np.array(side) for side in zip(*spans, strict=True))
    node = np.zeros(len(spans), bool)
    for start, end in found:  # every word that the match touches
        node[np.searchsorted(ends, start, side="right") : np.searchsorted(starts, end)] = True
    sentence = np.searchsorted([a for a, _ in split_sentences(text)], starts, side="right")
    near = np.zeros(len(spans), bool)
    for step in range(1, window + 1):
        same = sentence[step:] == sentence[:-step]
        near[step:] |= node[:-step] & same
        near[:-step] |= node[step:] & same
    near &= ~node
    forms = [small[a:b] for a, b in spans]
    return [forms[i] for i in np.flatnonzero(near)], [forms[i] for i in np.flatnonzero(~near & ~node)]

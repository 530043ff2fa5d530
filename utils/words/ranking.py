"""Two sides to compare, and which rows of a keyness table come first.

Where terms were tested, they are ranked by the end of the interval that is nearer to no difference: a small difference
that is sure comes before a large one that may be none. Where nothing could be tested, by the size of the difference.
"""

from collections.abc import Sequence

import pandas as pd
from scipy.special import ndtri

from utils.corpus import labels_of
from utils.text import words
from utils.words.counting import texts_of

__all__ = ["both_ends", "brief", "first_shared", "least_count", "over_used", "sides", "terms_tested", "told_apart"]
__all__ += ["visible_ratio"]

OFTEN = 3  # by which the count of a term that could not be tested has to be higher than on the other side
SEVERAL = 3  # articles on a side, from which it has to stand in two of them, and in a tenth
POWER = 0.8  # with which a difference is to be seen, where it is said how large it would have to be


def least_count(corpus: pd.DataFrame | Sequence[str]) -> int:
    """How often a term should occur at least to be drawn: three times, and once in twenty thousand words.

    >>> least_count(["war and peace"])
    3
    """
    return max(3, round(sum(len(words(text)) for text in texts_of(corpus)) / 20_000))


def both_ends(table: pd.DataFrame, target: str, reference: str, rows: int = 6) -> pd.DataFrame:
    """The terms that lead on either side of a keyness table, with the side as `group`, at most `rows` a side.

    Where terms were tested only these, by the nearer end of their interval. Else by log ratio, then counts: terms that
    with a count three higher, and a rate twice as high, on their side, and from three articles on in two of
    them and a tenth. Against general English only the target's end: its missing words are those of other topics.

    >>> from utils.words.keyness import keyness
    >>> table = keyness(["war war war a"], ["peace peace peace a"])
    >>> both_ends(table, "A", "B", rows=1)[["term", "group"]].values.tolist()
    [['war', 'A'], ['peace', 'B']]
    """
    more = over_used(table)
    less = table["reference_count"].notna() & ~more & (table["log_ratio"] < 0)
    tested = table["p"].notna()
    if tested.any():
        up = table[tested & more].sort_values("log_ratio_low", ascending=False, kind="stable")
        down = table[tested & less].sort_values("log_ratio_high", kind="stable")
    else:
        up = table[more & _is_listed(table, "target")]
        up = up.sort_values(["log_ratio", "target_count"], ascending=[False, False], kind="stable")
        down = table[less & _is_listed(table, "reference")]
        down = down.sort_values(["log_ratio", "reference_count"], ascending=[True, False], kind="stable")
    return pd.concat([up.head(rows).assign(group=target), down.head(rows).assign(group=reference)], ignore_index=True)


def terms_tested(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a keyness table that were tested over articles, smallest p first.

    >>> from utils.words.keyness import keyness
    >>> len(terms_tested(keyness(["war war a"], ["peace peace a"])))
    0
    """
    return table[table["p"].notna()].sort_values("p", kind="stable", ignore_index=True)


def told_apart(table: pd.DataFrame, level: float = 0.05) -> pd.DataFrame:
    """The rows of a keyness table that may be called findings: q below `level` where terms were tested, else all.

    >>> told_apart(pd.DataFrame({"term": ["war", "aid"], "p": [0.01, 0.3], "q": [0.02, 0.3]}))["term"].tolist()
    ['war']
    """
    return table[table["q"] < level] if table["p"].notna().any() else table


def visible_ratio(table: pd.DataFrame) -> float:
    """How many times as frequent on one side a tested term would have had to be, to be found four times in five.

    Of the term with the middling interval, by the normal distribution: 2 to the power of (z for 0.05 parted among the
    terms tested, plus 0.84) × standard error. NaN where nothing was tested.

    >>> ends = {"p": [0.5, 0.9], "log_ratio_low": [-1.0, -2.0], "log_ratio_high": [2.0, 1.0]}
    >>> round(visible_ratio(pd.DataFrame(ends)), 1)
    5.1
    """
    tested = terms_tested(table)
    if tested.empty:
        return float("nan")
    error = (tested["log_ratio_high"] - tested["log_ratio_low"]).median() / (2 * ndtri(0.975))
    return float(2 ** ((ndtri(1 - 0.025 / len(tested)) + ndtri(POWER)) * error))


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """A keyness table with the columns to read first: counts, articles and log ratio, and the test where there is one.

    Of a table of `frequencies` the rate is given per thousand words (or sequences), as figures have it.

    >>> from utils.words.keyness import keyness
    >>> brief(keyness(["war war"], ["peace peace"])).columns.tolist()[:4]
    ['term', 'target_count', 'reference_count', 'target_documents']
    """
    if "per_million" in table:
        place = table.columns.get_loc("per_million")
        rest = table.drop(columns="per_million")
        rest.insert(place, "per_thousand", table["per_million"] / 1000)
        return rest
    columns = ["term", "target_count", "reference_count", "target_documents", "reference_documents", "log_ratio"]
    tests = ["log_ratio_low", "log_ratio_high", "p", "q"]
    whole = {side: table[side].astype("Int64") for side in ("target_documents", "reference_documents")}
    return table.assign(**whole)[columns + (tests if table["p"].notna().any() else [])]


def first_shared(table: pd.DataFrame) -> str:
    """The word to open first: the one that leans furthest of those that both sides have, by the order of `both_ends`.

    Of all words where none is shared; "the" of an empty table.

    >>> from utils.words.keyness import keyness
    >>> first_shared(keyness(["war war aid"], ["war aid aid aid aid"]))
    'war'
    """
    shared = table[(table["target_count"] > 0) & (table["reference_count"].fillna(0) > 0)]
    ranked = shared if len(shared) else table
    tested = ranked["p"].notna().any()
    order = ranked["p"] if tested else -ranked["log_ratio"].abs()
    return next(iter(ranked.loc[order.sort_values(kind="stable").index, "term"]), "the")


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


def over_used(table: pd.DataFrame) -> pd.Series:
    """Which rows of a keyness table the target has more of: True or False for each.

    Not the same as a log ratio above 0 where a word is absent: between sides of very different size one half, which
    the log ratio counts in its place, can be a higher rate than the other side has.

    >>> from utils.words.keyness import keyness
    >>> over_used(keyness(["war war a"], ["peace peace a"])).tolist()
    [True, False, False]
    """
    return (table["target_per_million"] > table["reference_per_million"]) & (table["log_ratio"] > 0)


def _is_listed(table, side):
    """Whether a term that was not tested leads far enough on a side, and not in a single one of several articles."""
    articles, documents = table[f"{side}_articles"], table[f"{side}_documents"]
    in_several = (documents >= 2) & (documents >= articles / 10)
    other = table["reference_count" if side == "target" else "target_count"].fillna(0)
    enough = (table[f"{side}_count"] - other >= OFTEN) & (table["log_ratio"].abs() >= 1)
    return enough & (in_several | ~(articles >= SEVERAL))

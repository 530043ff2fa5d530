"""Variants of a comparison: whether two sources would differ in the same way, had their articles been read otherwise.

One comparison, several ways of reckoning it: by three instruments of tone, with and without what stands in quotation
marks, with long articles counting more, with the length of sentences held constant, and with each article left out
once. None of the ways is the right one. A difference that only one of them shows is a finding about that way.
"""

import numpy as np
import pandas as pd

from utils import framing, sentiment
from utils.corpus import labels_of
from utils.framing import Codebook
from utils.uncertainty import LEVEL, differences, events_of

__all__ = ["agreement", "robustness"]

QUOTED = 0.5  # share of a sentence in quotation marks from which it is somebody else's
COLUMNS = ["measure", "variant", "first", "second", "difference", "low", "high", "q", "holds", "n", "note"]
COMPARISON = ["measure", "first", "second"]


def robustness(
    corpus: pd.DataFrame, codebook: Codebook, by: str = "source", pair: tuple[str, str] | None = None
) -> pd.DataFrame:
    """Tone and frames of two sources compared in several ways, a row a way.

    Of a `pair`, else of every two of the four groups with the most articles. Columns `measure` (tone, or a frame),
    `variant, first, second, difference, low, high, q, holds, n, note`. The first variant of a measure is that of
    `sentiment.tone_difference` and `framing.frame_differences`; each variant is corrected in itself as these are, and
    `holds` where its q is below .05. The last two variants are the smallest and the largest difference with one article
    left out, which `note` names; they are not tested. Differences of one measure may be in different units: compare
    signs and verdicts, not sizes. With few articles there are differences only, and `note` says so.

    >>> from utils.corpus import load_corpus
    >>> table = robustness(load_corpus(), framing.load_codebook("generic"))
    >>> table["variant"].unique()[:3].tolist()
    ['tone', 'TextBlob', 'VADER']
    """
    scored, framed = sentiment.score_sentences(corpus), framing.score_sentences(corpus, codebook)
    scored, framed = (table.assign(group=labels_of(table, by).to_numpy()) for table in (scored, framed))
    tables = _compared(_ways_of_tone(scored), ["tone"], pair)
    tables += _compared(_ways_of_frames(framed, codebook), list(codebook.shown()), pair)
    result = pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)
    result["holds"] = (result["q"] < LEVEL).astype(object).where(result["q"].notna(), None)
    order = {measure: place for place, measure in enumerate(["tone", *codebook.labels()])}
    places = [result["measure"].map(order), result["first"], result["second"]]
    return result.iloc[np.lexsort(places[::-1])][COLUMNS].reset_index(drop=True)


def agreement(table: pd.DataFrame) -> pd.DataFrame:
    """How many variants of a table of `robustness` say the same as the first one, a row a comparison.

    Columns `measure, first, second, difference` (of the first variant), `variants` and `same_sign` of these, `tested`
    and `same_verdict` of these, `holds` of the first variant.

    >>> row = {"measure": "tone", "first": "A", "second": "B", "holds": None}
    >>> agreement(pd.DataFrame([row | {"difference": 0.2}, row | {"difference": -0.1}]))["same_sign"].item()
    1
    """
    rows = []
    for names, part in table.groupby(COMPARISON, sort=False):
        base, tested = part.iloc[0], part[part["holds"].notna()]
        signs = int((np.sign(part["difference"]) == np.sign(base["difference"])).sum())
        same = int((tested["holds"] == base["holds"]).sum())
        rows.append((*names, base["difference"], len(part), signs, len(tested), same, base["holds"]))
    columns = [*COMPARISON, "difference", "variants", "same_sign", "tested", "same_verdict", "holds"]
    return pd.DataFrame(rows, columns=columns)


def _ways_of_tone(scored):
    """(variant, table, the column of each measure, what counts once), the usual way first."""
    yield "tone", scored, {"tone": scored["tone"]}, "article"
    yield "TextBlob", scored, {"tone": scored["textblob_polarity"]}, "article"
    yield "VADER", scored, {"tone": scored["vader_compound"]}, "article"
    own = scored[scored["quoted"] <= QUOTED]
    yield "without quotations", own, {"tone": own["tone"]}, "article"
    yield "each sentence counts once", scored, {"tone": scored["tone"]}, "sentence"


def _ways_of_frames(scored, codebook):
    frames = list(codebook.shown())
    yield "share of sentences", scored, scored[frames], "article"
    for variant, measure in (("per 100 words", "per_100_words"), ("standardised by length", "standardised")):
        values = framing.measured(scored, codebook, "group", measure)  # type: ignore[arg-type]
        yield variant, values, values[frames], "article"
    own = scored[scored["quoted"] <= QUOTED]
    yield "without quotations", own, own[frames], "article"
    yield "each sentence counts once", scored, scored[frames], "sentence"


def _compared(ways, measures, pair):
    tables, groups = [], None
    for variant, table, values, per in ways:
        here = np.ones(len(table), bool) if groups is None else table["group"].isin(groups).to_numpy()
        values = {measure: values[measure].to_numpy(float)[here] for measure in measures}
        table = table[here]
        found = differences(
            values, table["doc_id"], table["group"], events_of(table), pair, per, share=measures != ["tone"]
        )
        tables.append(found.assign(variant=variant))
        if groups is None:  # so that all ways compare the same sources
            groups, usual = {*found["first"], *found["second"]}, (table, values, found)
    return [*tables, _without_one(*usual)]


def _without_one(table, values, found):
    """The smallest and the largest difference that remain where one article is left out."""
    means = pd.DataFrame(values).groupby([table["group"].to_numpy(), table["doc_id"].to_numpy()]).mean()
    rows = []
    for row in found.itertuples():
        one, other = (means[row.measure].get(name, pd.Series(dtype=float)).dropna() for name in (row.first, row.second))
        if len(one) < 2 and len(other) < 2:
            continue
        gaps = pd.concat([_left_out(one) - other.mean(), one.mean() - _left_out(other)]).dropna()
        for variant, article in (("smallest", gaps.idxmin()), ("largest", gaps.idxmax())):
            named = {"measure": row.measure, "first": row.first, "second": row.second, "n": row.n - 1}
            variant = f"without one article, {variant}"
            rows.append(named | {"variant": variant, "difference": gaps[article], "note": f"without {article}"})
    return pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "holds"]).astype({"q": float})


def _left_out(values):
    """The mean of the other articles, for each article; none where there is no other."""
    return (values.sum() - values) / (len(values) - 1) if len(values) > 1 else values * np.nan

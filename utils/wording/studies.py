"""What a study is told before and after it: how many articles it takes, other things equal, and reckoned otherwise."""

from collections.abc import Mapping

import pandas as pd

from utils.wording.differences import describe_differences
from utils.wording.shared import listed, number

__all__ = ["controls_of", "describe_planning", "describe_regression", "describe_robustness"]


def describe_planning(table: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """From which difference on two sources of the fewest, of some and of the most articles would show one.

    `table` is that of `uncertainty.planning`; measures with a label in `labels` are shares, in percentage points.

    >>> describe_planning(pd.DataFrame({"articles": [10], "tone": [0.07]}), {})
    'To be seen in four of five tries, a difference has to be, with 10 articles a source: tone 0.07. That is \
for one comparison fixed beforehand, of sources with events of their own; many at once need more articles.'
    """
    if table.shape[1] < 2:
        return "Nothing can be planned from these articles: no source has two, so how far articles differ is not known."
    parts = []
    for row in table.iloc[sorted({0, len(table) // 2, len(table) - 1})].to_dict("records"):
        sizes = [f"{measure} {row[measure]:.2f}" for measure in row if measure not in labels and measure != "articles"]
        if shares := [f"{100 * row[measure]:.1f}" for measure in row if measure in labels]:
            ends = sorted({min(shares, key=float), max(shares, key=float)}, key=float)
            sizes.append(f"share of a frame {' to '.join(ends)} points")
        parts.append(f"with {row['articles']:.0f}{'' if parts else ' articles a source'}: {listed(sizes)}")
    return (
        f"To be seen in four of five tries, a difference has to be, {'; '.join(parts)}. That is for one comparison "
        "fixed beforehand, of sources with events of their own; many at once need more articles."
    )


def describe_regression(table: pd.DataFrame, outcome: str, labels: Mapping[str, str]) -> str:
    """Which outlets differ where the controls are the same, and which controls those are.

    `table` is that of `uncertainty.regress`, of tone or of a frame with a label in `labels`; where there is none, why.
    """
    note = table.attrs["note"]
    if table.empty:
        return note
    controls = controls_of(table)
    held = f"with {listed(controls)} held constant" if controls else "with nothing held constant"
    outlets = table[table["q"].notna()].rename(
        columns={"term": "first", "against": "second", "coefficient": "difference"}
    )
    alone = len(outlets) > 1 and outlets["second"].nunique() == 1
    against = f", each source against {outlets['second'].iloc[0]}" if alone else ""
    verdict = describe_differences(outlets.assign(frame=outcome), labels if outcome in labels else None)
    return " ".join(filter(None, [f"{labels.get(outcome, outcome).capitalize()}, {held}{against}: {verdict}", note]))


def controls_of(table: pd.DataFrame) -> list[str]:
    """What a regression holds constant; `table` is that of `uncertainty.regress`."""
    names = dict.fromkeys(term.split(":")[0] for term in table.loc[table["q"].isna(), "term"])
    return ["length" if name == "words" else name for name in names]


def describe_robustness(agreed: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """In how many comparisons all variants agree in sign and in verdict; `agreed`: `variants.agreement`.

    >>> row = {"measure": "tone", "first": "A", "second": "B", "difference": 0.1, "variants": 7, "same_sign": 7}
    >>> describe_robustness(pd.DataFrame([row | {"tested": 0, "same_verdict": 0, "holds": None}]), {})
    'In 1 of 1 comparison the same source is ahead in all variants. There are too few articles for a verdict in any.'
    """
    if agreed.empty:
        return "With one source there is nothing to compare."
    agreed = agreed[(agreed["difference"] != 0) | (agreed["same_sign"] < agreed["variants"])]  # not 0 against 0 in all
    signs = int((agreed["same_sign"] == agreed["variants"]).sum())
    opening = f"In {signs:,} of {number(len(agreed), 'comparison')} the same source is ahead in all variants."
    turned = agreed[agreed["same_sign"] < agreed["variants"]]
    if len(turned) and agreed[["first", "second"]].drop_duplicates().shape[0] == 1:
        names = listed(labels.get(measure, measure).lower() for measure in turned["measure"])
        opening += f" In {names} the lead changes with the way of reckoning."
    tested = agreed[agreed["tested"] > 0]
    if tested.empty:
        return f"{opening} There are too few articles for a verdict in any."
    same = tested["same_verdict"] == tested["tested"]
    verdicts = f"In {int(same.sum()):,} the verdict, chance or more, is the same in all that are tested."
    found, other = tested["holds"].eq(True), tested["holds"].ne(True) & ~same
    told = [
        f"{_told(row, labels)} ({row.same_verdict} of {row.tested}, the first included)"
        for row in tested[found].itertuples()
    ]
    parts = [f"The first variant calls more than chance: {'; '.join(told)}." if told else ""]
    parts += [
        f"Only another one does: {listed(_told(row, labels) for row in tested[other].itertuples())}."
        if other.any()
        else ""
    ]
    return " ".join(
        filter(None, [opening, verdicts, *(parts if any(parts) else ["None calls a difference more than chance."])])
    )


def _told(row, labels):
    first, second = (row.first, row.second) if row.difference > 0 else (row.second, row.first)
    return f"{labels.get(row.measure, row.measure).lower()}, {first} above {second}"

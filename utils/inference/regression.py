"""Regression on articles: how far outlets differ where time, length and genre are held constant.

Least squares, one row an article, each outlet against one of them. As everywhere here the case is the event where the
corpus has one, else the article.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from utils.inference.contrasts import Contrast, corrected, row_of
from utils.inference.jackknife import FEWEST, FEWEST_EVENTS, case_numbers, events_of, named, number, on_what

__all__ = ["REGRESSED", "regress"]

REGRESSED = ["term", "against", "coefficient", "low", "high", "p_uncorrected", "q", "detectable", "n", "note"]
CONTROLS = ("date", "words", "genre")
MISSING = 0.2  # share of articles without a value from which a control is left out
RARE = 5  # articles that a category needs to be one of its own
PER_TERM = 5  # articles for each term
SPARE = 4  # more events than terms
SPREAD = 1.25  # the tenth largest of a hundred numbers over the tenth smallest, under which they count as one
UNITS = {"a year later": 365.25, "a month later": 30.4375, "a day later": 1.0}  # of time, in days


def regress(
    table: pd.DataFrame,
    outcome: str,
    by: str = "source",
    controls: Sequence[str] = CONTROLS,
    reference: str | None = None,
) -> pd.DataFrame:
    """How far outlets differ in a measure where other things are the same: a row a term of a linear regression.

    `table` has a row an article with its `doc_id`, the column `outcome` (tone, the share of a frame), outlets in the
    column `by`, and controls: a column of dates enters as time, one of numbers as its logarithm, so that its
    coefficient is that of twice as much, any other as categories. With a column `event` the events are the cases.

    Columns `term, against, coefficient, low, high, p_uncorrected, q, detectable, n, note`, in units of the outcome. The
    outlets stand first, every two of them, or each `against` the `reference`, corrected together like
    `uncertainty.differences`: `low` to `high` excludes 0 exactly where `q` is below .05. Controls have no q, and their
    95 % intervals are uncorrected: they are there to be held constant. Ordinary least squares, whose errors are robust
    over cases and put right for few of them, against t with Satterthwaite's degrees of freedom (CR2: Bell & McCaffrey
    2002; Pustejovsky & Tipton 2018); of two sources without controls they are Welch's.

    `table.attrs["note"]` says which controls were left out: those much the same in all articles, missing in a fifth of
    them, or not to be told apart from the outlets. The table is empty, and the note says why, with fewer than ten
    articles or five events a source, or fewer than five articles a term.

    >>> articles = pd.DataFrame({"doc_id": ["a", "b"], "source": ["A", "B"], "tone": [0.1, 0.2]})
    >>> regress(articles, "tone").attrs["note"]
    'No regression: A has 1 article, 10 needed.'
    """
    if table["doc_id"].duplicated().any():
        raise ValueError("regress() needs a table with one row an article; this one has an article twice.")
    here, used, left_out = _usable(table, outcome, by, controls)
    cases = case_numbers(here["doc_id"], events_of(here))[1]
    if why := _too_few(here, by, cases):
        return _nothing(why)
    first = min(here[by]) if reference is None else str(reference)
    if first not in set(here[by]):
        raise ValueError(f"There is no group {first!r}; there are {sorted(set(here[by]))[:10]}.")
    names, held = sorted(set(here[by])), {}
    for control in used:
        wider = held | _columns(here[control], control)
        if _identified(_outlets(here[by], names, first) | wider, cases):
            held = wider
        else:
            left_out.append(f"{control} (cannot be told apart from the other terms)")
    if why := _too_wide(here, outcome, _outlets(here[by], names, first) | held, cases):
        return _nothing(why)
    note, outlets, constant = on_what(len(here), len(set(cases)), events_of(here)), [], []
    for against in names[:-1] if reference is None else [first]:  # each pair once
        design = _outlets(here[by], names, against) | held
        fitted = _fit(here[outcome].to_numpy(float), _matrix(design), cases)
        terms = [
            Contrast(term, base, b, len(here), note, error, df, df)
            for (term, base), (b, error, df) in zip(design, fitted, strict=True)
        ]
        outlets += [one for one in terms[: len(names) - 1] if reference is not None or one.first > against]
        constant = constant or terms[len(names) - 1 :]
    return _noted(_rows(outlets, constant), f"Left out: {'; '.join(left_out)}." if left_out else "")


def _outlets(groups, names, against):
    return {(name, against): groups == name for name in names if name != against}


def _usable(table, outcome, by, controls):
    """The articles that have all values, the controls that can be used, and those that cannot, with the reason."""
    here = table.dropna(subset=[outcome]).copy()
    here[by] = named(here[by]).astype(str).to_numpy()
    used, left_out = [], []
    for control in (name for name in controls if name != by):
        values = _known(here, control)
        if values.isna().mean() >= MISSING:
            left_out.append(f"{control} (missing in {values.isna().sum():,} of {len(here):,} articles)")
        elif _same(values):
            left_out.append(f"{control} (much the same in all articles)")
        else:
            here[control] = values
            used.append(control)
    return here.dropna(subset=used).reset_index(drop=True), used, left_out


def _known(here, control):
    """A control with what is not known as missing; of categories those with few articles as one, or as missing."""
    if control not in here:
        return pd.Series(np.nan, here.index)
    values = here[control]
    if pd.api.types.is_datetime64_any_dtype(values):
        return values
    if set(values.dropna()) <= {0, 1}:  # True and False, too
        values = values.map({0: "no", 1: "yes"})
    if pd.api.types.is_numeric_dtype(values):
        return values.where(values > 0)
    values = values.astype(object).where(values.notna() & (values.astype(str).str.strip() != ""))
    values = values.where(values.isna() | (values.map(values.value_counts()) >= RARE), "other")
    return values.where((values != "other") | ((values == "other").sum() >= RARE))


def _same(values):
    """Whether a control has one value only, or numbers so near to each other that twice as many is out of sight."""
    if pd.api.types.is_numeric_dtype(values) and values.notna().any():
        return values.quantile(0.9) < SPREAD * values.quantile(0.1)
    return values.nunique() < 2


def _columns(values, control):
    """The columns of a control in the design, by term and what it is held against."""
    if pd.api.types.is_datetime64_any_dtype(values):
        days = (values - values.min()).dt.total_seconds() / 86_400
        unit = next((name for name, length in UNITS.items() if length <= days.max()), "a day later")
        return {(f"{control}: {unit}", ""): (days - days.mean()) / UNITS[unit]}
    if pd.api.types.is_numeric_dtype(values):
        return {(f"{control}: twice as many", ""): np.log2(values.astype(float)) - np.log2(values.mean())}
    names = sorted(values.unique(), key=lambda name: (-(values == name).sum(), name))
    return {(f"{control}: {name}", names[0]): values == name for name in names[1:]}


def _matrix(design):
    columns = [np.asarray(column, float) for column in design.values()]
    return np.column_stack([np.ones(len(columns[0])), *columns])


def _identified(design, cases):
    """Whether every term can be told whichever case is left out: no case has a direction of the design to itself."""
    x = _matrix(design)
    q, r = np.linalg.qr(x)
    if (np.abs(np.diag(r)) < 1e-9 * np.abs(np.diag(r)).max()).any():
        return False
    return all(np.linalg.norm(q[rows], 2) < 1 - 1e-6 for rows in _rows_of(cases))


def _too_few(here, by, cases):
    """Why there is no regression with these sources; nothing where there is one."""
    sizes = here.groupby(by)["doc_id"].nunique()
    if len(sizes) < 2:
        return f"it needs two sources, there {'is' if len(sizes) == 1 else 'are'} {len(sizes)}"
    if sizes.min() < FEWEST:
        return f"{sizes.idxmin()} has {number(sizes.min(), 'article')}, {FEWEST} needed"
    events = pd.Series(cases).groupby(here[by].to_numpy()).nunique()
    if events.min() < FEWEST_EVENTS:
        return f"{events.idxmin()} has {number(events.min(), 'event')}, {FEWEST_EVENTS} needed"
    return ""


def _too_wide(here, outcome, design, cases):
    """Why there is no regression with these terms; nothing where there is one."""
    terms = len(design) + 1
    if here[outcome].nunique() < 2:
        return f"{outcome} is the same in all articles"
    if len(here) < PER_TERM * terms:
        return f"{number(len(here), 'article')} for {terms} terms, {PER_TERM * terms} needed"
    if len(set(cases)) < terms + SPARE:
        return f"{number(len(set(cases)), 'event')} for {terms} terms, {terms + SPARE} needed"
    return "" if _identified(design, cases) else "the sources cannot be told apart from single events"


def _fit(y, x, cases):
    """(coefficient, standard error, degrees of freedom) of each term but the intercept.

    What is left of an article after the regression is smaller than what it was drawn from, the more so the more a case
    weighs; each case is put right by the inverse root of what it keeps of itself.
    """
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    left, (q, r) = y - x @ coefficients, np.linalg.qr(x)
    pulls, sums, sizes, shared = q @ np.linalg.inv(r).T, [], [], []
    for rows in _rows_of(cases):
        kept, axes = np.linalg.eigh(np.eye(len(rows)) - q[rows] @ q[rows].T)
        pull = (axes / np.sqrt(kept)) @ axes.T @ pulls[rows]
        sums.append(pull.T @ left[rows])
        sizes.append((pull**2).sum(0))
        shared.append(q[rows].T @ pull)
    sizes, shared = np.array(sizes), np.array(shared)
    own = (shared**2).sum(1)
    between = (np.einsum("gkt,glt->klt", shared, shared) ** 2).sum((0, 1))
    df = (sizes - own).sum(0) ** 2 / ((sizes**2 - 2 * sizes * own).sum(0) + between)
    errors = np.sqrt((np.array(sums) ** 2).sum(0))
    return list(zip(coefficients[1:].tolist(), errors[1:].tolist(), df[1:].tolist(), strict=True))


def _rows_of(cases):
    """The rows of each case."""
    return np.split(np.argsort(cases, kind="stable"), np.cumsum(np.unique(cases, return_counts=True)[1])[:-1])


def _rows(outlets, controls):
    p = {(one.first, one.second): one.p for one in [*outlets, *controls]}
    tested = corrected([("", one) for one in outlets])
    held = pd.DataFrame([row_of(one) | {"q": np.nan, "note": f"a control; {one.note}"} for one in controls])
    rows = pd.concat([tested, held], ignore_index=True) if len(held) else tested
    rows["p_uncorrected"] = [p[pair] for pair in zip(rows["first"], rows["second"], strict=True)]
    return rows.rename(columns={"first": "term", "second": "against", "difference": "coefficient"})[REGRESSED]


def _nothing(why):
    return _noted(pd.DataFrame(columns=REGRESSED), f"No regression: {why}.")


def _noted(table, note):
    table.attrs["note"] = note
    return table

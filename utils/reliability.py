"""Coding by hand: sentences drawn for coders, how far coders agree, and how far the machine agrees with them.

A unit is a sentence. Coders see it without its source. Each frame is a question answered yes (1) or no (0). Agreement
is Krippendorff's (2004) alpha with an interval from redrawing units; .80 is the usual mark for firm conclusions, .667
for tentative ones. Once a hundred units are coded, the machine's shares can be corrected by the errors it made there.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from utils.coding.form import code_by_hand
from utils.coding.learning import learn_frame, learning_curve, score_by_words
from utils.coding.sheets import read_codings, write_sheet
from utils.corpus import in_english
from utils.framing import Codebook, score_sentences
from utils.notebook import settings
from utils.notebook.settings import SEEDS
from utils.text import sentence_table, words

__all__ = [
    "against_machine",
    "agreement",
    "agreement_by_frame",
    "code_by_hand",
    "coding_sheet",
    "codings_of",
    "confusion",
    "corrected_share",
    "disagreements",
    "draw_units",
    "labelled",
    "learn_frame",
    "learning_curve",
    "machine_codings",
    "practice_codings",
    "proposals",
    "read_codings",
    "score_by_words",
    "write_sheet",
]

FEW = 50  # units under which an alpha is not to be trusted
CODED = 100  # units from which shares are corrected
DRAWS = 1000
FIRM, TENTATIVE = 0.80, 0.667  # Krippendorff's conventions


def agreement(codings: pd.DataFrame, level: str = "nominal", seed: int = 0) -> pd.DataFrame:
    """How far coders agree on one variable: one row with `alpha, low, high, percent, n_units, n_coders` and others.

    `codings` is long: `coder, unit, value`; a missing value is no coding. `level`: nominal, ordinal, interval. `alpha`
    is Krippendorff's (2004), 1 full agreement, 0 chance, with a 95 % interval from redrawing units; `percent` the share
    of agreeing pairs of codings, 0 to 1; `cohen` Cohen's (1960) kappa of two coders, `fleiss` Fleiss' (1971) where all
    units have equally many codings. `n_units` are those with two codings or more. What cannot be computed is missing,
    and `note` says why.

    >>> codings = pd.DataFrame({"coder": list("ABAB"), "unit": [1, 1, 2, 2], "value": [0, 0, 1, 1]})
    >>> agreement(codings)[["alpha", "percent", "n_units", "n_coders"]].values.tolist()
    [[1.0, 1.0, 2.0, 2.0]]
    """
    if level not in ("nominal", "ordinal", "interval"):
        raise ValueError(f"level is nominal, ordinal or interval, not {level!r}.")
    counts, wide = _counts(codings, level)
    result: dict = {"alpha": np.nan, "low": np.nan, "high": np.nan, "percent": np.nan, "n_units": len(counts)}
    result |= {"n_coders": wide.shape[1], "cohen": np.nan, "fleiss": np.nan, "note": ""}
    if wide.shape[1] < 2 or counts.empty:
        result["note"] = "no agreement without two codings of the same unit"
    else:
        result["percent"] = _percent(counts.to_numpy())
        result["cohen"] = _cohen(wide) if wide.shape[1] == 2 else np.nan
        result["fleiss"] = _fleiss(counts.to_numpy())
        if counts.shape[1] < 2:
            result["note"] = "alpha is undefined: all codings are the same, so there is nothing to agree about"
        else:
            result |= _alpha_with_interval(counts, level, seed)
            result["note"] = f"only {len(counts)} units, {FEW} are the least" if len(counts) < FEW else ""
    return pd.DataFrame([result])


def codings_of(answers: Mapping[str, Sequence]) -> pd.DataFrame:
    """Answers written down in a row as codings: `{coder: [value, …]}` becomes `coder, unit, value`.

    >>> codings_of({"ann": [1, 0], "bo": [1, 1]}).values.tolist()
    [['ann', 0, 1], ['ann', 1, 0], ['bo', 0, 1], ['bo', 1, 1]]
    """
    rows = [(coder, unit, value) for coder, values in answers.items() for unit, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["coder", "unit", "value"])


def agreement_by_frame(codings: pd.DataFrame) -> pd.DataFrame:
    """`agreement` for each frame of a table `coder, unit, frame, value`, with a `verdict` by Krippendorff's marks."""
    if codings.empty:
        raise ValueError("There are no codings yet; code some sentences first.")
    tables = [agreement(part).assign(frame=frame) for frame, part in codings.groupby("frame", sort=False)]
    table = pd.concat(tables, ignore_index=True)
    few = table["n_units"] < FEW
    marks = [few, table["low"] >= FIRM, table["low"] >= TENTATIVE]
    verdicts = np.select(marks, ["too few units", "firm", "tentative"], "not reliable")
    table["verdict"] = np.where(table["alpha"].isna(), "undefined", verdicts)
    return table[["frame", *(name for name in table if name != "frame")]]


def practice_codings() -> pd.DataFrame:
    """Three made-up coders' answers on sixty practice sentences: `coder, unit, frame, value`. Made for practice only.

    The units are those of `draw_units(load_corpus("practice"), n=60, seed=7)`; the frames are the generic ones.

    >>> practice_codings()["coder"].unique().tolist()
    ['coder A', 'coder B', 'coder C']
    """
    settings.need_checkout("practice_codings()")
    return pd.read_csv(SEEDS / "practice" / "_codings.csv")


def draw_units(corpus: pd.DataFrame, n: int = 40, by: str = "source", seed: int = 0) -> pd.DataFrame:
    """Sentences to code, drawn at random, equally many a group: `unit, doc_id, sentence, start, end, text` and `by`.

    The same corpus, `n` and `seed` give the same units. Very short sentences (under five words) are not drawn.
    """
    sentences = sentence_table(in_english(corpus)).merge(corpus[["doc_id", by]], on="doc_id")
    sentences = sentences[sentences["text"].map(lambda text: len(words(text)) >= 5).astype(bool)]
    rng = np.random.default_rng(seed)
    groups = [part for _, part in sentences.groupby(by, sort=True)]
    shares = np.full(len(groups), n // max(len(groups), 1))
    shares[: n - shares.sum()] += 1
    picked = [sentences.head(0)]
    picked += [part.iloc[rng.permutation(len(part))[:share]] for part, share in zip(groups, shares, strict=True)]
    units = pd.concat(picked).iloc[rng.permutation(sum(map(len, picked)))].reset_index(drop=True)
    units["unit"] = [f"{row.doc_id}-{row.sentence}" for row in units.itertuples()]
    return units[["unit", "doc_id", "sentence", "start", "end", "text", by]]


def coding_sheet(units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What a coder fills in: `unit, text` and an empty column a frame; blind to the source."""
    sheet = units[["text"]].reset_index(drop=True)
    sheet.insert(0, "unit", [f"{number:03}" for number in range(1, len(units) + 1)])
    return sheet.assign(**dict.fromkeys(codebook.labels(), ""))


def machine_codings(units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The codebook's own coding of the units: `coder, unit, frame, value`, 1 where a sentence has an indicator."""
    texts = pd.DataFrame({"doc_id": units["unit"], "source": "", "text": units["text"]})
    flags = score_sentences(texts, codebook).groupby("doc_id")[list(codebook.labels())].max()
    long = flags.reindex(units["unit"]).astype(int).rename_axis("unit").reset_index()
    long = long.melt("unit", var_name="frame", value_name="value")
    return long.assign(coder="machine")[["coder", "unit", "frame", "value"]]


def against_machine(
    codings: pd.DataFrame, units: pd.DataFrame, codebook: Codebook, corpus: pd.DataFrame
) -> pd.DataFrame:
    """The coders' majority against the codebook, one row a frame.

    Columns `frame, people, machine` (shares of yes in the units), `alpha, percent, sensitivity, specificity`, then
    `corrected, low, high, n, note` of `corrected_share` for the machine's share in all sentences of `corpus`, from
    which the units were drawn. A tie among coders is no coding.
    """
    votes = codings.dropna(subset=["value"]).groupby(["unit", "frame"])["value"].mean()
    people = votes[votes != 0.5].gt(0.5).astype(int).rename("people")
    machine = machine_codings(units, codebook).set_index(["unit", "frame"])["value"].rename("machine")
    pairs = pd.concat([people, machine], axis=1, join="inner").reset_index()
    everywhere = score_sentences(corpus, codebook)[list(codebook.labels())].mean()
    rows = []
    for frame, part in pairs.groupby("frame", sort=False):
        long = part.melt("unit", ["people", "machine"], var_name="coder")
        agreed = agreement(long).iloc[0]
        fixed = corrected_share(part["machine"], part["people"], everywhere[frame]).iloc[0]
        shares = (part["people"].mean(), part["machine"].mean(), agreed["alpha"], agreed["percent"])
        rows.append((frame, *shares, *fixed[["sensitivity", "specificity", "corrected", "low", "high", "n", "note"]]))
    names = ["frame", "people", "machine", "alpha", "percent", "sensitivity", "specificity", "corrected", "low", "high"]
    return pd.DataFrame(rows, columns=[*names, "n", "note"])


def confusion(codings: pd.DataFrame, frame: str, first: str, second: str) -> pd.DataFrame:
    """How often two coders gave which pair of values: a column `first` with its values, then one a value of `second`.

    >>> codings = codings_of({"ann": [1, 0, 0], "bo": [1, 1, 0]}).assign(frame="conflict")
    >>> confusion(codings, "conflict", "ann", "bo").values.tolist()
    [[0, 1, 1], [1, 0, 1]]
    """
    wide = _wide(codings[(codings["frame"] == frame) & codings["coder"].isin([first, second])], "unit")
    return pd.crosstab(wide[first], wide[second]).rename_axis(first).reset_index()


def disagreements(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Units on which coders differ, for discussion: `unit, frame, text`, a column a coder; most divided first."""
    wide = _wide(codings, ["unit", "frame"])
    split = wide[wide.nunique(axis=1) > 1]
    order = (split.mean(axis=1) - 0.5).abs().sort_values(kind="stable").index
    table = split.loc[order].reset_index()
    texts = units.set_index("unit")["text"]
    table.insert(2, "text", table["unit"].map(texts))
    return table


def labelled(codings: pd.DataFrame, units: pd.DataFrame, coder: str, frame: str) -> pd.DataFrame:
    """What one coder answered on one frame, with the sentences: `text, value`, for `learn_frame`.

    >>> units = pd.DataFrame({"unit": [0, 1], "text": ["They clashed.", "It rained."]})
    >>> labelled(codings_of({"ann": [1, 0]}).assign(frame="conflict"), units, "ann", "conflict").values.tolist()
    [['They clashed.', 1], ['It rained.', 0]]
    """
    answers = codings[(codings["coder"] == coder) & (codings["frame"] == frame)]
    texts = units.set_index("unit")["text"]
    return pd.DataFrame({"text": texts[answers["unit"]].tolist(), "value": answers["value"].tolist()})


def proposals(corpus: pd.DataFrame, learned: pd.DataFrame, known: Iterable[str], most: int = 5) -> pd.DataFrame:
    """The sentences of a corpus that speak most for a frame that was learnt: `doc_id, score, text`, best first.

    `learned` is the table of `learn_frame`; sentences whose text is among the `known` are left out.

    >>> learned = learn_frame(["they clashed", "they met"], [1, 0])
    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["They met. Both clashed."]})
    >>> proposals(corpus, learned, known=["They met."])["text"].tolist()
    ['Both clashed.']
    """
    sentences = sentence_table(corpus)
    sentences["score"] = score_by_words(sentences["text"], learned)
    return sentences[~sentences["text"].isin(set(known))].nlargest(most, "score")[["doc_id", "score", "text"]]


def corrected_share(
    machine: Sequence | pd.Series, human: Sequence | pd.Series, share: float, seed: int = 0
) -> pd.DataFrame:
    """A machine's share of yes corrected by the errors it made on hand-coded units (Rogan & Gladen 1978).

    `machine` and `human` are its and the coders' 0 and 1 for the same units, `share` its share in all sentences.
    One row: `share, sensitivity, specificity, corrected, low, high, n, note`; the band redraws the coded units. Under a
    hundred units, or where machine and coder do not go together at all, nothing is corrected.
    """
    pairs = pd.DataFrame({"machine": np.asarray(machine, float), "human": np.asarray(human, float)}).dropna()
    caught, spared = _rates(pairs["machine"].to_numpy(), pairs["human"].to_numpy())
    row = {"share": share, "sensitivity": caught, "specificity": spared, "corrected": np.nan, "low": np.nan}
    row |= {"high": np.nan, "n": len(pairs), "note": ""}
    if len(pairs) < CODED:
        row["note"] = f"not corrected: {len(pairs)} units are coded, {CODED} are needed"
    elif not caught + spared > 1.1:
        row["note"] = "not corrected: machine and coder hardly go together"
    else:
        rng, values = np.random.default_rng(seed), pairs.to_numpy()
        picks = rng.integers(len(values), size=(DRAWS, len(values)))
        draws = [_rogan_gladen(share, *_rates(*values[pick].T)) for pick in picks]
        row["corrected"] = _rogan_gladen(share, caught, spared)
        row["low"], row["high"] = np.nanquantile(draws, [0.025, 0.975])
    return pd.DataFrame([row])


def _counts(codings, level):
    """Codings of each unit with two or more, counted by value; and the wide table coder by unit."""
    missing = {"coder", "unit", "value"} - set(codings)
    if missing:
        raise ValueError(f"Codings need the columns coder, unit and value; {', '.join(sorted(missing))} is missing.")
    table = codings[["coder", "unit", "value"]].dropna()
    twice = table[table.duplicated(["coder", "unit"])]
    if len(twice):
        one = twice.iloc[0]
        raise ValueError(f"Coder {one['coder']!r} has two codings of unit {one['unit']}; keep one.")
    if level != "nominal":
        table = table.assign(value=pd.to_numeric(table["value"]))
    wide = table.pivot(index="unit", columns="coder", values="value")
    counts = pd.crosstab(table["unit"], table["value"])
    paired = counts[counts.sum(axis=1) > 1]
    return paired.loc[:, paired.any()], wide


def _wide(codings, index):
    return codings.dropna(subset=["value"]).pivot(index=index, columns="coder", values="value")


def _alpha_with_interval(counts, level, seed):
    import krippendorff

    def alpha(some):
        held = some.any(axis=0)
        if held.sum() < 2:
            return np.nan
        return krippendorff.alpha(value_counts=some, value_domain=domain, level_of_measurement=level)

    domain = np.arange(counts.shape[1]) if level == "nominal" else counts.columns.to_numpy(float)
    table, rng = counts.to_numpy(), np.random.default_rng(seed)
    draws = [alpha(table[rng.integers(len(table), size=len(table))]) for _ in range(DRAWS)]
    low, high = np.nanquantile(draws, [0.025, 0.975]) if len(table) > 1 else (np.nan, np.nan)
    return {"alpha": float(alpha(table)), "low": float(low), "high": float(high)}


def _percent(counts):
    """Share of agreeing pairs among all pairs of codings of one unit."""
    sizes = counts.sum(axis=1)
    return (counts * (counts - 1)).sum() / (sizes * (sizes - 1)).sum()


def _cohen(wide):
    one, two = (wide.dropna().iloc[:, column] for column in (0, 1))
    values = pd.unique(pd.concat([one, two]))
    chance = sum((one == value).mean() * (two == value).mean() for value in values)
    return ((one == two).mean() - chance) / (1 - chance) if chance < 1 else np.nan


def _fleiss(counts):
    sizes = counts.sum(axis=1)
    if len(set(sizes)) > 1:
        return np.nan
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    return (_percent(counts) - chance) / (1 - chance) if chance < 1 else np.nan


def _rates(machine, human):
    """Sensitivity and specificity."""
    yes, no = human == 1, human == 0
    return (machine[yes].mean() if yes.any() else np.nan), (1 - machine[no].mean() if no.any() else np.nan)


def _rogan_gladen(share, caught, spared):
    return np.clip((share + spared - 1) / (caught + spared - 1), 0, 1) if caught + spared > 1 else np.nan

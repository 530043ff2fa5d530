"""You against the machine: twelve sentences rated by hand, blind, and held beside the instruments and the class.

A rating is a whole number from -4 (very unfavourable words) to 4 (very favourable). Each rater's answers are one small
file, `ratings/NAME.csv`; a folder of such files is a class.
"""

import html
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from utils.errors import CorpusError, SaveError, brief, write_whole
from utils.notebook import settings
from utils.notebook.advice import keys_for_forms
from utils.notebook.spreadsheets import defused, restored
from utils.sentiment import INSTRUMENTS, score_texts
from utils.text import sentence_table, words

__all__ = ["against_the_machine", "ratable", "rate_by_hand", "read_ratings", "save_ratings", "sentences_to_rate"]

ENDS = (-4, 4)


def sentences_to_rate(corpus: pd.DataFrame, n: int = 12, seed: int = 0) -> pd.DataFrame:
    """English sentences drawn by chance: `unit, text`; without their source, so that nobody rates the outlet."""
    sentences = ratable(corpus)
    picked = np.random.default_rng(seed).permutation(len(sentences))[:n]
    return sentences.iloc[picked][["unit", "text"]].reset_index(drop=True)


def ratable(corpus: pd.DataFrame) -> pd.DataFrame:
    """All sentences of which `sentences_to_rate` draws some: English, of 8 to 45 words; `unit, doc_id, text`."""
    english = corpus[corpus["language"] == "en"] if "language" in corpus else corpus
    sentences = sentence_table(english)
    sentences = sentences[sentences["text"].map(lambda text: 8 <= len(words(text)) <= 45).astype(bool)]
    units = [f"{row.doc_id}-{row.sentence}" for row in sentences.itertuples()]
    return pd.DataFrame({"unit": units, "doc_id": sentences["doc_id"], "text": sentences["text"]})


def save_ratings(
    sentences: pd.DataFrame, ratings: Iterable[int | None], name: str, folder: str | Path = "ratings"
) -> Path:
    """Save one rater's list of ratings, in the order of the sentences; None is no rating."""
    ratings = list(ratings)
    if len(ratings) != len(sentences):
        raise ValueError(f"{len(sentences)} ratings are wanted, one a sentence; the list has {len(ratings)}.")
    for number, rating in enumerate(ratings, start=1):
        whole = rating is None or (not isinstance(rating, str | bool) and float(rating).is_integer())
        if not whole or (rating is not None and not ENDS[0] <= rating <= ENDS[1]):
            raise ValueError(f"Rating {number} is {rating!r}; whole numbers from -4 to 4 are wanted, or None.")
    path = Path(folder) / f"{file_name(name)}.csv"
    new = pd.DataFrame({"unit": sentences["unit"], "rating": ratings})
    if path.is_file():  # ratings of other sentences stay
        old = _read(path)[["unit", "rating"]]
        new = pd.concat([old[~old["unit"].isin(new["unit"])], new], ignore_index=True)
    new["unit"] = new["unit"].map(defused)
    write_whole(path, lambda place: new.to_csv(place, index=False))
    return path


def file_name(name: str) -> str:
    """The name under which a rater's answers are saved and read back.

    >>> file_name("Ann Lee")
    'Ann_Lee'
    """
    return "".join(c if c.isalnum() else "_" for c in name) or "me"


def read_ratings(folder: str | Path = "ratings") -> pd.DataFrame:
    """All ratings of a folder: `rater, unit, rating`; empty where nobody has rated yet.

    A site is made without them, so that it comes out the same for everybody.
    """
    tables = [] if settings.static() else [_read(path) for path in sorted(Path(folder).glob("*.csv"))]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["rater", "unit", "rating"])


def against_the_machine(sentences: pd.DataFrame, ratings: pd.DataFrame, me: str = "me") -> pd.DataFrame:
    """Sentences with all scores from -1 to 1: `number, unit, text, me, class, raters`, a column an instrument.

    `class` is the mean of all raters, `raters` how many rated. Lowest first, by the class where it has rated, else by
    tone; `number` counts from 1 in that order.
    """
    scores = score_texts(sentences["text"])[list(INSTRUMENTS)]
    table = pd.concat([sentences.reset_index(drop=True), scores], axis=1)
    groups = ratings.assign(rating=ratings["rating"].astype(float) / ENDS[1]).groupby("unit")["rating"]
    own = (
        ratings[ratings["rater"] == file_name(me)]
        .drop_duplicates("unit", keep="last")
        .set_index("unit")["rating"]
        .astype(float)
        / ENDS[1]
    )
    table.insert(2, "me", table["unit"].map(own))
    table.insert(3, "class", table["unit"].map(groups.mean()).astype(float))
    table.insert(4, "raters", table["unit"].map(groups.count()).fillna(0).astype(int))
    order = table["class"].fillna(table["tone"]).fillna(0).sort_values(kind="stable").index
    table = table.loc[order].reset_index(drop=True)
    table.insert(0, "number", range(1, len(table) + 1))
    return table


def rate_by_hand(sentences: pd.DataFrame, name: str = "me", folder: str | Path = "ratings") -> None:
    """Show a box a sentence; every choice is saved. On a page a sentence says what opens in JupyterLab."""
    from IPython.display import HTML, display

    if settings.static():
        display(HTML("<p><em>In JupyterLab a box with −4 to 4 stands here under each sentence.</em></p>"))
        return
    keys_for_forms()
    display(_boxes(sentences, name, folder))


def _boxes(sentences, name, folder):
    import ipywidgets as widgets

    known = read_ratings(folder)
    mine = known[known["rater"] == file_name(name)].set_index("unit")["rating"].to_dict()
    answers = {unit: mine.get(unit) for unit in sentences["unit"]}

    def keep(unit, change):
        answers[unit] = None if change["new"] == "" else change["new"]
        try:
            save_ratings(sentences, answers.values(), name, folder)
        except (CorpusError, SaveError) as error:  # what a box raises is seen by nobody
            failure.value = f"<p role='alert'>{html.escape(str(error))}</p>"

    failure = widgets.HTML()
    rows = []
    for number, row in enumerate(sentences.itertuples(), start=1):
        start = answers[row.unit]
        steps = [("not rated", ""), *((f"{step:+d}".replace("+0", "0"), step) for step in range(ENDS[0], ENDS[1] + 1))]
        start = "" if pd.isna(start) else int(start)
        box = widgets.Dropdown(options=steps, value=start, description=f"Sentence {number}")
        box.observe(lambda change, unit=row.unit: keep(unit, change), "value")
        rows += [widgets.HTML(f"<p style='max-width:40rem'>{html.escape(row.text)}</p>"), box]
    return widgets.VBox([*rows, failure])


def _read(path):
    try:
        table = pd.read_csv(path)[["unit", "rating"]]
        table["unit"], table["rating"] = table["unit"].map(restored), pd.to_numeric(table["rating"])
    except (KeyError, ValueError, TypeError, ArithmeticError, OSError) as error:
        raise CorpusError(
            f"{path} is no file of ratings ({brief(error)}); take it out of the folder or save it anew."
        ) from None
    if not table["rating"].dropna().between(*ENDS).all():
        raise CorpusError(f"{path} has ratings beyond -4 to 4; mend them or take the file out of the folder.")
    return table.dropna().assign(rater=path.stem)[["rater", "unit", "rating"]]

"""You against the machine: twelve sentences rated by hand, blind, and held beside the instruments and the class.

A rating is a whole number from -4 (very unfavourable words) to 4 (very favourable). Each rater's answers are one small
file, `ratings/NAME.csv`; a folder or archive of such files is a class.
"""

import html
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from utils.errors import CorpusError, SaveError, write_whole
from utils.notebook import settings
from utils.notebook.advice import keys_for_forms
from utils.notebook.chat import chat_line, from_chat
from utils.notebook.handed_in import Places, collect, table_of
from utils.notebook.person import NOBODY, answers_file, my_name, name_box, take_along, tidy, whose
from utils.notebook.spreadsheets import defused, restored
from utils.sentiment import INSTRUMENTS, score_texts
from utils.text import sentence_table, words

__all__ = [
    "against_the_machine",
    "all_rated",
    "ratable",
    "rate_by_hand",
    "ratings_from_chat",
    "read_ratings",
    "save_ratings",
    "sentences_to_rate",
]

ENDS = (-4, 4)
COLUMNS = ["rater", "unit", "rating"]
NOT_RATED = {"", "nan", "none", "not rated", ".", "?", "-", "–"}


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
    sentences: pd.DataFrame, ratings: Iterable[int | None], name: str | None = None, folder: str | Path = "ratings"
) -> Path:
    """Save one rater's list of ratings, in the order of the sentences; None is no rating."""
    ratings, name = list(ratings), name or my_name()
    if len(ratings) != len(sentences):
        raise ValueError(f"{len(sentences)} ratings are wanted, one a sentence; the list has {len(ratings)}.")
    for number, rating in enumerate(ratings, start=1):
        whole = rating is None or (not isinstance(rating, str | bool) and float(rating).is_integer())
        if not whole or (rating is not None and not ENDS[0] <= rating <= ENDS[1]):
            raise ValueError(f"Rating {number} is {rating!r}; whole numbers from -4 to 4 are wanted, or None.")
    path = answers_file(folder, name)
    new = pd.DataFrame({"rater": name, "unit": sentences["unit"], "rating": pd.array(ratings, dtype="Int64")})
    if path.is_file():  # ratings of other sentences stay, and those of somebody whose name makes the same file
        old = _in_file(path, name)
        new = pd.concat([old[(old["rater"] != name) | ~old["unit"].isin(new["unit"])], new], ignore_index=True)
    new[["rater", "unit"]] = new[["rater", "unit"]].map(defused)
    write_whole(path, lambda place: new.to_csv(place, index=False, encoding="utf-8-sig"))
    return path


def read_ratings(folder: Places = "ratings", sentences: pd.DataFrame | None = None) -> pd.DataFrame:
    """All ratings of a class: `rater, unit, rating`; empty where nobody has rated yet.

    `folder` is a folder (searched through), a zip archive as a learning platform packs it, a file, or several of these.
    A rater is called as the file says; else as the file, or, where several are called alike, as their folder. With
    `sentences` (`sentences_to_rate`) only their ratings count. What cannot be read in a folder is left out, and
    `summary.describe_handed_in` says why. A site is made without ratings, so that it comes out the same for everybody.
    Raises CorpusError where there is no such folder or file; where it is called `ratings`, nobody has rated yet.
    """
    one = Path(folder) if isinstance(folder, str | Path) else None
    none = pd.DataFrame(columns=COLUMNS)
    if settings.static() or (one and one.name == "ratings" and not one.exists()):
        return none
    found = collect(folder, lambda path: _of_these(_read(path), sentences, path), "rater")
    none.attrs = found.attrs
    return found[COLUMNS] if len(found) else none


def ratings_from_chat(text: str, sentences: pd.DataFrame) -> pd.DataFrame:
    """Ratings that a class pasted as lines `ann: 3 -2 0 …`, a value a sentence: `rater, unit, rating`.

    >>> sentences = pd.DataFrame({"unit": ["a-0", "a-1"]})
    >>> ratings_from_chat("ann: 3 -2", sentences).values.tolist()
    [['ann', 'a-0', 3], ['ann', 'a-1', -2]]
    """
    found, left_out = from_chat(text, len(sentences), r"[+-]?[0-4]")
    rows = [(name, *one) for name, values in found.items() for one in zip(sentences["unit"], values, strict=True)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["rating"] = pd.to_numeric(table["rating"])
    table = table.dropna().astype({"rating": int}).reset_index(drop=True)
    table.attrs["left_out"] = left_out
    return table


def all_rated(sentences: pd.DataFrame, ratings: pd.DataFrame, me: str | None = None) -> bool:
    """Whether the machine's marks may be seen: I have rated every sentence, or have only come to look at a class.

    On a page, where nobody rates, they may.
    """
    me = me or my_name()
    mine, raters = _of(ratings, me), ratings.loc[ratings["unit"].isin(sentences["unit"]), "rater"].nunique()
    others = 1 if me == NOBODY else 2  # who typed a name and sees a single other rater sits beside them, and rates next
    looking = raters >= others and not sentences["unit"].isin(mine["unit"]).any()
    return settings.static() or looking or bool(sentences["unit"].isin(mine["unit"]).all())


def against_the_machine(sentences: pd.DataFrame, ratings: pd.DataFrame, me: str | None = None) -> pd.DataFrame:
    """Sentences with all scores from -1 to 1: `number, unit, text, me, class, raters`, a column an instrument.

    `number` counts from 1 as in the form, on every machine; `me` is the name typed there. `class` is the mean of all
    raters, `raters` how many rated. Lowest first, by the class where it has rated, else by tone.
    """
    scores = score_texts(sentences["text"])[list(INSTRUMENTS)]
    table = pd.concat([sentences.reset_index(drop=True), scores], axis=1)
    groups = ratings.assign(rating=ratings["rating"].astype(float) / ENDS[1]).groupby("unit")["rating"]
    mine = _of(ratings, me or my_name()).drop_duplicates("unit", keep="last").set_index("unit")["rating"]
    table.insert(2, "me", table["unit"].map(mine.astype(float) / ENDS[1]))
    table.insert(3, "class", table["unit"].map(groups.mean()).astype(float))
    table.insert(4, "raters", table["unit"].map(groups.count()).fillna(0).astype(int))
    table.insert(0, "number", range(1, len(table) + 1))
    order = table["class"].fillna(table["tone"]).fillna(0).sort_values(kind="stable").index
    return table.loc[order].reset_index(drop=True)


def rate_by_hand(sentences: pd.DataFrame, name: str | None = None, folder: str | Path = "ratings") -> None:
    """Show a box a sentence; every choice is saved in `folder/NAME.csv`, by the name typed in the form.

    On a page a sentence says what opens in JupyterLab.
    """
    from IPython.display import HTML, display

    if settings.static():
        display(HTML("<p><em>In JupyterLab a box with −4 to 4 stands here under each sentence.</em></p>"))
        return
    keys_for_forms()
    display(_boxes(sentences, name or NOBODY, folder))


def _boxes(sentences, name, folder):
    import ipywidgets as widgets

    rater = {"name": whose(name, folder, "rater"), "filling": False}
    status = widgets.HTML()
    steps = [("not rated", ""), *((f"{step:+d}".replace("+0", "0"), step) for step in range(ENDS[0], ENDS[1] + 1))]
    boxes = [
        widgets.Dropdown(options=steps, description=f"Sentence {number}", style={"description_width": "6rem"})
        for number in range(1, len(sentences) + 1)
    ]

    def keep(change):  # one at a time: another notebook may have saved the others
        if rater["filling"]:
            return
        number = boxes.index(change["owner"])
        rater["name"] = whose(rater["name"], folder, "rater")
        value = None if change["new"] == "" else change["new"]
        path = save_ratings(sentences.iloc[[number]], [value], rater["name"], folder)
        fill()
        status.value = _saved([box.value for box in boxes], rater["name"], path)

    def fill():
        mine = _mine(folder, rater["name"])
        rater["filling"] = True  # what is set here was saved before
        for box, unit in zip(boxes, sentences["unit"], strict=True):
            box.value = mine.get(unit, "")
        rater["filling"] = False

    def take(name):
        rater["name"] = name
        take_along(folder, name, "rater")
        fill()
        status.value = ""

    def said(step, *given):
        try:
            step(*given)
        except (CorpusError, SaveError) as error:  # what a box raises is seen by nobody
            status.value = f"<p role='alert'>{html.escape(str(error))}</p>"

    said(fill)
    for box in boxes:
        box.observe(lambda change: said(keep, change), "value")
    texts = [widgets.HTML(f"<p style='max-width:40rem'>{html.escape(text)}</p>") for text in sentences["text"]]
    pairs = [part for pair in zip(texts, boxes, strict=True) for part in pair]
    return widgets.VBox([name_box(rater["name"], lambda name: said(take, name)), *pairs, status])


def _saved(values, name, path):
    line = chat_line(name, map(str, values))
    done = f"{sum(value != '' for value in values)} of {len(values)} rated, saved in {html.escape(str(path))}."
    return f"<p>{done} In a chat, this line does: <code>{html.escape(line)}</code></p>"


def _mine(folder, name):
    path = answers_file(folder, name)
    if not path.is_file():
        return {}
    table = _in_file(path, name)
    return table[table["rater"] == name].set_index("unit")["rating"].to_dict()


def _in_file(path, name):
    """All ratings of a file; what has no name there is of the person after whom the file is called."""
    table = _read(path)
    raters = table["rater"].map(lambda cell: tidy(restored(cell))) if "rater" in table else NOBODY
    return table.assign(rater=pd.Series(raters, table.index).replace(NOBODY, name))[COLUMNS]


def _of(ratings, name):
    """The ratings of one rater, also where a file had no name inside and was called after it."""
    return ratings[ratings["rater"].isin([name, answers_file("", name).stem])]


def _read(path):
    table = table_of(path)
    for column in ("unit", "rating"):
        if column not in table:
            raise CorpusError(f"{path.name} is no file of ratings: it has no column '{column}'.")
    if doubled := [column for column in COLUMNS if list(table.columns).count(column) > 1]:
        raise CorpusError(f"{path.name} has the column '{doubled[0]}' twice; keep one.")
    table["unit"], table["rating"] = table["unit"].map(restored), table["rating"].map(_rating)
    strange = table["rating"].isin([None])
    if strange.any():
        raise CorpusError(
            f"{path.name} has in row {strange.idxmax() + 2} what is no rating from -4 to 4; mend it, or empty the cell."
        )
    table = table[[name for name in COLUMNS if name in table]].dropna(subset=["rating"])
    table = table.drop_duplicates([name for name in table if name != "rating"], keep="last")
    return table.astype({"rating": int}).reset_index(drop=True)


def _rating(cell):
    """A rating as people and spreadsheets write it; nan where there is none, None where it is no rating."""
    cell = cell.strip().lower()
    if cell in NOT_RATED:
        return np.nan
    number = re.fullmatch(r"'?([+\-−–]?) ?([0-4])(?:[.,]0+)?", cell)
    return float(re.sub("[−–]", "-", number[1]) + number[2]) if number else None


def _of_these(table, sentences, path):
    """The ratings of these sentences; a file without any of them was made from others."""
    if sentences is None or table.empty:
        return table
    these = table[table["unit"].isin(sentences["unit"])]
    if these.empty:
        raise CorpusError(f"{path.name} has ratings of none of these sentences; was it made from other articles?")
    return these

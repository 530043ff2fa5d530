"""One outlet under several names: "The Guardian (London)", "The Guardian(London)", theguardian.com.

Names that look alike are proposed, never merged: The Times of London is not that of another town. Who wants them as one
puts a file `outlets.csv` beside the articles, with the columns `spelling` and `outlet`.
"""

import re
from collections import defaultdict
from pathlib import Path

import pandas as pd

from utils.errors import CorpusError, event
from utils.loading.readers.decoding import decode
from utils.loading.readers.delimited import read_table
from utils.loading.readers.services import site_of

__all__ = ["FILE", "alike", "as_named", "noted"]

FILE = "outlets.csv"
WAY_OUT = f"put a file {FILE} with the columns spelling, outlet beside the articles"
HOST = re.compile(r"(?:www\.)?([\w-]+(?:\.[\w-]+)*?)\.(?:co\.\w\w|com\.\w\w|org\.\w\w|gov\.\w\w|\w{2,6})")
PLACE = re.compile(r"\s*\(([^)]*)\)\s*")
SHOWN = 3  # groups of names in one note
EACH_ITS_OWN = 5  # articles, from which on as many sources as articles are told


def alike(names: list[str]) -> list[list[str]]:
    """Groups of names that look like one outlet; two places in brackets are two outlets.

    >>> alike(["The Guardian (London)", "The Guardian(London)", "theguardian.com", "The Times (London)"])
    [['The Guardian (London)', 'The Guardian(London)', 'theguardian.com']]
    """
    groups = defaultdict(list)
    for name in sorted(set(names)):
        groups[_plain(name)].append(name)
    found = []
    for key, group in groups.items():
        places = {_place(name) for name in group} - {""}
        if key and len(group) > 1 and len(places) < 2:
            found.append(group)
    return found


def noted(sources: pd.Series) -> list[dict]:
    """What to know of the names of the sources of all articles."""
    counts, events = sources.value_counts(), []
    addresses = [name for name in counts.index if site_of(name)]
    if addresses:
        why = (
            f"{len(addresses):,} sources are addresses, such as {addresses[0][:80]}: name the column that holds the "
            f"outlet, columns={{'source': '…'}}, or {WAY_OUT}"
        )
        events.append(event("source", "noted", why))
    elif len(counts) == len(sources) >= EACH_ITS_OWN:
        why = (
            f"each of the {len(sources):,} articles has a source of its own, so that no two sources can be compared; "
            "name the column that holds the outlet: columns={'source': '…'}"
        )
        events.append(event("source", "noted", why))
    groups = alike([name for name in counts.index if not site_of(name)])
    for group in groups[:SHOWN]:
        named = ", ".join(f"'{name}' ({counts[name]:,})" for name in group)
        events.append(event("source", "noted", f"{named} may be one outlet; to count them as one, {WAY_OUT}"))
    if len(groups) > SHOWN:
        events.append(event("source", "noted", f"{len(groups) - SHOWN:,} more groups of names may be one outlet each"))
    return events


def as_named(sources: pd.Series, folder: Path) -> tuple[pd.Series, list[dict]]:
    """The sources with the names that `outlets.csv` in the folder gives them, and how many articles that changed."""
    path = folder / FILE
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return sources, []
    text, events = decode(path.read_bytes(), FILE)
    table, _, _ = read_table(text, FILE)
    names = {name.strip().lower(): name for name in table}
    if not {"spelling", "outlet"} <= names.keys():
        raise CorpusError(f"{FILE} needs the columns 'spelling' and 'outlet'; it has {', '.join(table)}.")
    given = dict(zip(table[names["spelling"]].str.strip(), table[names["outlet"]].str.strip(), strict=True))
    given = {spelling: outlet for spelling, outlet in given.items() if spelling and outlet}
    renamed = sources.map(lambda name: given.get(name, name))
    changed = int((renamed != sources).sum())
    events.append(event(FILE, "repaired", f"names {changed:,} articles' outlets anew"))
    if unknown := sorted(given.keys() - set(sources)):
        events.append(event(FILE, "noted", f"has names that no article carries: {', '.join(unknown[:SHOWN])}"))
    return renamed, events


def _plain(name):
    """What two names of one outlet have in common: letters without article, place and ending of an address."""
    name = PLACE.sub("", name).strip().lower()
    if " " not in name and (match := HOST.fullmatch(name)):
        name = match[1].split(".")[-1]
    name = re.sub(r"[\W_]+", "", re.sub(r",\s*the$", "", name))
    return name.removeprefix("the") if len(name) > 5 else name


def _place(name):
    match = PLACE.search(name)
    return re.sub(r"\W", "", match[1].lower()) if match else ""

"""One outlet under several names: "The Guardian (London)", "The Guardian(London)", theguardian.com.

Names that look alike are proposed, never merged: The Times of London is not that of another town. Who wants them as one
puts a file `outlets.csv` beside the articles, with the columns `spelling` and `outlet`; where sources are addresses, a
spelling such as theguardian.com stands for all of a site.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

import pandas as pd

from utils.errors import CorpusError, event
from utils.loading.readers.decoding import decode
from utils.loading.readers.delimited import read_table
from utils.loading.readers.services import site_of

__all__ = ["alike", "named", "names_in", "noted"]

FILE = "outlets.csv"
WAY_OUT = f"put a file {FILE} with the columns spelling, outlet beside the articles"
SECOND_LEVEL = r"(?:co|com|org|net|gov|ac)\.\w\w"
HOST = re.compile(rf"(?:www\.)?((?:[\w-]+[ .])*?[\w-]+)\.(?:{SECOND_LEVEL}|\w{{2,6}})(?:/.*)?")
PLACE = re.compile(r"\s*\(([^)]*)\)")
EDITION = re.compile(r"\s+[-–|]\s+[^-–|]*\b(?:edition|ausgabe|édition|edición|edizione|online)\b.*")
ARTICLE_LAST = re.compile(r"(.+), (the|der|die|das|le|la|les|el|los|il|de|het)")
ARTICLE_FIRST = re.compile(r"(?:the|der|die|das)(?=\w{3})")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
SHOWN = 3  # groups of names in one note
EACH_ITS_OWN = 5  # articles, from which on as many sources as articles are told


def alike(names: list[str]) -> list[list[str]]:
    """Groups of names that look like one outlet; two places in brackets are two outlets.

    >>> alike(["The Guardian (London)", "The Guardian(London)", "theguardian.com", "The Times (London)"])
    [['The Guardian (London)', 'The Guardian(London)', 'theguardian.com']]
    """
    groups = defaultdict(lambda: defaultdict(list))
    for name in sorted(set(names)):
        groups[_plain(name)][_place(name)].append(name)
    found = []
    for key, places in groups.items():
        one_place = len(places.keys() - {""}) < 2
        together = [sorted(chain(*places.values()))] if one_place else list(places.values())
        found += [group for group in together if key and len(group) > 1]
    return found


def noted(sources: pd.Series) -> list[dict]:
    """What to know of the names of the sources of all articles."""
    counts, events = sources.value_counts(), []
    sites = Counter()
    for name in counts.index:
        sites[site_of(name)] += counts[name]
    del sites[""]
    if sites:
        first = ", ".join(f"{site} ({n:,})" for site, n in sites.most_common(SHOWN))
        whose = f"{len(sites):,} sites: {first}{', …' if len(sites) > SHOWN else ''}" if len(sites) > 1 else first
        why = (
            f"{sites.total():,} articles have an address for their source, of {whose}; name the column that holds the "
            f"outlet, columns={{'source': '…'}}, or {WAY_OUT}, where {next(iter(sites))} as a spelling stands for all "
            "addresses of that site"
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
        several = ", ".join(f"'{name}' ({counts[name]:,})" for name in group)
        events.append(event("source", "noted", f"{several} may be one outlet; to count them as one, {WAY_OUT}"))
    if len(groups) > SHOWN:
        events.append(event("source", "noted", f"{len(groups) - SHOWN:,} more groups of names may be one outlet each"))
    return events


def names_in(folder: Path) -> dict[str, str]:
    """What `outlets.csv` in the folder calls each spelling; nothing if there is no such file."""
    path = next((path for path in sorted(folder.iterdir()) if path.name.lower() == FILE), None)
    if path is None or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return {}
    text, _ = decode(path.read_bytes(), FILE)
    table, _, _ = read_table(text, FILE)
    columns = {name.strip().lower(): name for name in table}
    if not {"spelling", "outlet"} <= columns.keys():
        raise CorpusError(f"{FILE} needs the columns 'spelling' and 'outlet'; it has {', '.join(table)}.")
    rows = zip(*(table[columns[name]].map(_one_line) for name in ("spelling", "outlet")), strict=True)
    names: dict[str, str] = {}
    for spelling, outlet in rows:
        if spelling and outlet and names.setdefault(spelling, outlet) != outlet:
            raise CorpusError(f"{FILE} has two outlets for '{spelling}'; keep one of the two rows.")
    return names


def named(sources: pd.Series, names: dict[str, str]) -> tuple[pd.Series, list[dict]]:
    """The sources under the names of `names_in`, and what that changed.

    >>> named(pd.Series(["https://a.example/1", "B"]), {"a.example": "A"})[0].tolist()
    ['A', 'B']
    """
    if not names:
        return sources, []
    keys = sources.map(lambda source: source if source in names else site_of(source))
    renamed = keys.map(names).fillna(sources)
    changed = int((renamed != sources).sum())
    events = [event(FILE, "repaired", f"names the outlets of {changed:,} articles anew")] if changed else []
    if unknown := sorted(names.keys() - set(keys)):
        events.append(event(FILE, "noted", f"has names that no article carries: {', '.join(unknown[:SHOWN])}"))
    return renamed, events


def _one_line(value):
    return " ".join(str(value).split())


def _plain(name):
    """What two names of one outlet have in common: letters without article, place, edition and ending of an address."""
    name = EDITION.sub("", PLACE.sub("", unicodedata.normalize("NFC", name).lower())).strip()
    name = ARTICLE_LAST.sub(r"\2 \1", name)
    if match := HOST.fullmatch(name):
        name = match[1].split(".")[-1]
    name = unicodedata.normalize("NFKD", name.translate(UMLAUTS))
    return ARTICLE_FIRST.sub("", re.sub(r"[\W_]+", "", name), count=1)


def _place(name):
    match = PLACE.search(name)
    return re.sub(r"\W", "", match[1].lower()) if match and not EDITION.match(f" - {match[1]}") else ""

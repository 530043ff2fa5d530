"""Which column of a table is which.

People name their columns as they like. The usual spellings are recognised, and any column can be named; where two
columns could both be meant, the exact name wins or the load stops, and either way it is said.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pandas as pd

from utils.errors import CorpusError, event
from utils.loading.readers.bounds import MOST_COLUMNS
from utils.loading.readers.services import addresses_only, from_service
from utils.notebook.settings import DATA

PARTITION = re.compile(r"([A-Za-z_]\w*)=([^/]*)")  # a folder of a Parquet dataset: year=2025
NAMES = tomllib.loads((DATA / "column_names.toml").read_text(encoding="utf-8"))
SPELLINGS, LESS_USUAL = ({ours: names.split() for ours, names in NAMES[kind].items()} for kind in NAMES)
ADDRESSES = ("url", "link", "href", "web_url", "weburl", "address", "permalink", "document_url", "documenturl")
RESERVED = (
    "path",
    "sha256",
    "stem",
    "row",
    "language",
    "copy_of",
    "similarity",
    "date_as_given",
)  # what we note of every article
MOST_NAMES, LONGEST_NAME = 12, 40  # shown in a message


def standard_names(columns, item, chosen=None):
    """{the file's column: our name} for the columns recognised, and the events of choosing.

    `chosen` is {our name: the file's column}, as the user named them.

    >>> standard_names(["Headline", "Body", "Outlet", "pages"], "mine.csv")[0]
    {'Outlet': 'source', 'Headline': 'title', 'Body': 'text'}
    """
    chosen = chosen or {}
    if len(set(chosen.values())) < len(chosen):
        raise CorpusError(f"One column cannot be two things at once; columns={chosen} names one twice.")
    for ours, column in chosen.items():
        if ours not in SPELLINGS:
            raise CorpusError(f"'{ours}' is no column of ours; name {', '.join(SPELLINGS)}.")
        if column not in columns:
            raise CorpusError(
                f"{item} has no column '{column}', which was named as the {ours}; found {listed(columns)}."
            )
    plain = {column: _plain(column) for column in columns}
    names, events = {column: ours for ours, column in chosen.items()}, []
    for ours in [name for name in SPELLINGS if name not in chosen]:
        found = [column for column in columns if plain[column] in SPELLINGS[ours] and column not in names]
        exact = [column for column in found if plain[column] == ours]
        if len(exact) > 1 or (len(found) > 1 and not exact):
            raise CorpusError(
                f"{item}: the columns {listed(found)} could each be the {ours}; rename the one you mean to '{ours}', "
                f"or name it: columns={{'{ours}': '{found[0]}'}}."
            )
        if not found:
            names |= _less_usual(ours, plain, names)
            continue
        names[(exact or found)[0]] = ours
        if len(found) > 1:
            others = [column for column in found if column not in exact]
            why = f"took column '{exact[0]}' as the {ours}, not {listed(others)}"
            events.append(event(item, "noted", why))
    return names, events


def _less_usual(ours, plain, taken):
    """{the column: our name} of the first less usual name that is there; `plain` has the names as they are compared."""
    found = (column for name in LESS_USUAL.get(ours, ()) for column in plain if plain[column] == name)
    return {column: ours for column in [next((one for one in found if one not in taken), None)] if column is not None}


def check_width(columns, item):
    """Refuse a table with more columns than any table of articles has."""
    if columns > MOST_COLUMNS:
        raise CorpusError(
            f"{item} has {columns:,} columns; {MOST_COLUMNS:,} are the most that are read. Keep those that say "
            "something of the articles."
        )


def repeated(names):
    """The names that stand there twice or more, in order."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def own_names(columns, names):
    """New names for columns of the user's that carry a name we need ourselves: nothing of theirs is lost."""
    taken = {*RESERVED, *names.values()}
    return {column: f"{column}_original" for column in columns if column not in names and column in taken}


def documents_from(table, item, rows, chosen=None):
    """Documents and events of a table, one document a row; `rows` names each row for messages.

    Rows without any cell filled are left out and counted.
    """
    said = []
    if not chosen:
        table, said = from_service(table, item)
    names, events = standard_names(_not_empty(table), item, chosen)
    events = said + events
    if "text" not in names.values():
        address = next((name for name in table.columns if _plain(name) in ADDRESSES), None)
        if address is not None:
            raise CorpusError(addresses_only(item, address))
        raise CorpusError(
            f"{item} has no text column: found {listed(table.columns)}. "
            "Rename the column that holds the articles to 'text', or name it: columns={'text': '…'}."
        )
    table = table.rename(columns={**own_names(table.columns, names), **names})
    if table.empty:
        events.append(event(item, "skipped", "has a header and no rows"))
    empty = ~table.map(_filled).any(axis=1).to_numpy(dtype=bool)
    if empty.any():
        first = next(row for row, is_empty in zip(rows, empty, strict=True) if is_empty)
        count = "an empty row" if empty.sum() == 1 else f"{empty.sum():,} empty rows, the first"
        why = f"has {count} at row {first}"
        events.append(event(item, "skipped", why))
    documents = table[~empty].to_dict("records")
    for document, row in zip(documents, pd.Series(list(rows))[~empty], strict=True):
        document["row"] = int(row)
    return documents, events


def names_text(names) -> bool:
    """Whether a row of cells names a column of texts: what a header is told by.

    >>> names_text(["Search results", None]), names_text(["Title", "Full text"])
    (False, True)
    """
    plain = {_plain(name) for name in names if isinstance(name, str)}
    return len(plain) > 1 and bool(plain & {*SPELLINGS["text"], *LESS_USUAL["text"]})


def _not_empty(table):
    """The columns without those that are named like a text and hold nothing: services send "text": null."""
    texts = {*SPELLINGS["text"], *LESS_USUAL["text"]}
    several = [name for name in table.columns if _plain(name) in texts]
    empty = {name for name in several if len(several) > 1 and len(table) and not any(map(_filled, table[name]))}
    return [name for name in table.columns if name not in empty]


def _plain(name):
    return str(name).strip().lower().replace(" ", "_").replace("-", "_")


def _filled(cell):
    missing = cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell)
    return not (missing or (isinstance(cell, str) and not cell.strip()))


def plain_record(record):
    """News services send a source as an object; its name is what counts."""
    return {
        key: value["name"] if isinstance(value, dict) and "name" in value else value for key, value in record.items()
    }


def listed(names):
    """Column names for a message: quoted, cut where they are long, and not more than a few."""
    shown = [f"'{str(name)[:LONGEST_NAME]}{'…' if len(str(name)) > LONGEST_NAME else ''}'" for name in names]
    return ", ".join(shown[:MOST_NAMES]) + (f" and {len(shown) - MOST_NAMES} more" if len(shown) > MOST_NAMES else "")


def said_by_folders(item):
    """What the folders of a Parquet dataset say of the articles in a file.

    >>> said_by_folders("outlet=The%20Guardian/year=2025/part-0.parquet")
    {'source': 'The Guardian', 'year': '2025'}
    """
    pairs = dict(match.groups() for part in Path(item).parts[:-1] if (match := PARTITION.fullmatch(part)))
    names, _ = standard_names(list(pairs), item)
    names = {**own_names(pairs, names), **names}
    return {names.get(key, key): unquote(value) for key, value in pairs.items()}

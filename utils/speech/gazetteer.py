"""The names that are known beforehand: countries, institutions and places.

`data/gazetteer.toml` lists them with their adjectives, capitals and metonyms. A reader's own has the same shape.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from utils.errors import CorpusError
from utils.notebook.settings import DATA

__all__ = ["KINDS", "known_names"]

KINDS = ["person", "country", "institution", "other"]
FORMS = {"forms": "name", "adjectives": "adjective", "metonyms": "metonym", "capitals": "capital"}


class Entry(NamedTuple):
    """Whom words of the gazetteer name."""

    actor: str
    kind: str
    form: str  # name, adjective, metonym, capital


def known_names(gazetteer: str | Path | dict | None = None) -> dict:
    """{words: Entry} of the gazetteer, and of the reader's own where one is given."""
    known = dict(_shipped())
    if gazetteer is None:
        return known
    own = gazetteer if isinstance(gazetteer, dict) else _read(Path(gazetteer))
    replaced = {name for entries in own.values() for name in entries}
    known = {words: entry for words, entry in known.items() if entry.actor not in replaced}
    return known | _entries(own)


@cache
def _shipped():
    return _entries(_read(DATA / "gazetteer.toml"))


def _read(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"The gazetteer {path} is not there; give the path of a TOML file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"The gazetteer {path} is no valid TOML: {error}.") from error


def _entries(sections):
    known = {}
    for kind, entries in sections.items():
        if kind not in KINDS:
            raise CorpusError(f'The gazetteer has a section "{kind}"; use {", ".join(KINDS)}.')
        for name, fields in entries.items():
            if not isinstance(fields, dict):
                raise CorpusError(f'The gazetteer\'s entry "{name}" is no table; write short = ["…"] under it.')
            known[straight(name)] = Entry(name, kind, "name")
            for field, words in fields.items():
                if field not in FORMS or not isinstance(words, list):
                    raise CorpusError(
                        f'The gazetteer\'s entry "{name}" has "{field}"; use lists named {", ".join(FORMS)}.'
                    )
                for word in words:
                    known.setdefault(straight(word), Entry(name, kind, FORMS[field]))
    return known


def straight(name: str) -> str:
    return name.replace("’", "'").replace("‑", "-")

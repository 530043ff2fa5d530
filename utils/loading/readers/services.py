"""What news services send (the Guardian, Event Registry, Meltwater, …), told by its fields in `data/services.toml`.

A service's table becomes one with our column names; where the article may stand in several fields, the first that holds
something counts. Other fields of a service stay as columns, unless they are empty or hold lists.
"""

import re
import tomllib
from functools import cache

import pandas as pd

from utils.errors import CorpusError, event
from utils.notebook.settings import DATA

OURS = {"text": "text", "title": "title", "date": "date", "source": "source", "author": "author"}
OURS |= {"section": "section", "url": "url", "id": "doc_id"}
SHOWN = 0.5  # of the records must have a text, else they are addresses


@cache
def services() -> list[dict]:
    """The services that are known, as the file has them."""
    return tomllib.loads((DATA / "services.toml").read_text(encoding="utf-8"))["service"]


def nested_records(content: dict) -> list | None:
    """The records of a service's answer that is an object with the list somewhere in it; None of any other."""
    for service in services():
        records = _at(content, service["list"]) if service["list"] else None
        if isinstance(records, list) and records and isinstance(records[0], dict) and _is(service, records[0]):
            return records
    return None


def from_service(table: pd.DataFrame, item: str) -> tuple[pd.DataFrame, list[dict]]:
    """The table of a service with our names, and what to know of it; any other table as it was.

    Raises CorpusError where the records hold addresses and no texts.
    """
    service = next((one for one in services() if _is(one, table.columns)), None)
    if service is None:
        return table, []
    records = table.to_dict("records")
    columns = {ours: [_first(record, service.get(field, [])) for record in records] for field, ours in OURS.items()}
    columns["source"] = [site_of(value) or value for value in columns["source"]]
    if not any(columns["text"]):
        raise CorpusError(_no_texts(item, service))
    used = {name for field in OURS for name in service.get(field, [])}
    others = {name: table[name].tolist() for name in table.columns if name not in used and name not in columns}
    kept = {name: values for name, values in columns.items() if _says_anything(values)}
    nested = {name for name, values in others.items() if any(isinstance(one, dict | list) for one in values)}
    plain = {name: values for name, values in others.items() if name not in nested and _says_anything(values)}
    events = [event(item, "noted", f"comes from {service['name']}: its fields are read as such")]
    events += [
        event(item, "noted", f"has no {name} for any article") for name in ("date", "source") if name not in kept
    ]
    if "note" in service:
        events.append(event(item, "noted", f"{service['name']} {service['note']}"))
    short = {value for name in service.get("snippet", []) if name in table for value in table[name]}
    if short and sum(text in short for text in columns["text"]) > SHOWN * len(records):
        why = "gives a passage of each article, not the article; export the full text where your licence allows it"
        events.append(event(item, "noted", f"{service['name']} {why}"))
    return pd.DataFrame({**kept, **plain}, index=table.index, dtype=object), events


def site_of(value: object) -> str:
    """The name of the site that an address belongs to; empty if the value is no address.

    >>> site_of("https://www.example.org/a"), site_of("The Lantern")
    ('example.org', '')
    """
    match = re.match(r"https?://(?:www\.|amp\.)?([^/:?#\s]+)", value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else ""


def addresses_only(item: str, column: str) -> str:
    """What to say of a table that tells where articles stand and holds none."""
    return (
        f"{item} holds addresses only (column '{column}'), no texts: export it with the full texts, or save the pages "
        "from the browser (HTML only) and load their folder."
    )


def _no_texts(item, service):
    if "no_text" in service:
        return f"{item} comes from {service['name']} and holds no texts: {service['no_text']}."
    return f"{item} comes from {service['name']}. " + addresses_only("It", (service.get("url") or ["url"])[0])


def _says_anything(values):
    return any(value is not None and value == value and value != "" for value in values)


def _is(service, names):
    return {name.lower() for name in service["fields"]} <= {str(name).strip().lower() for name in names}


def _first(record, paths):
    """The first value that is there; a path that begins with = is the value itself."""
    for path in paths:
        value = path[1:] if path.startswith("=") else _at(record, path)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = "; ".join(value)
        if value is not None and value == value and str(value).strip() and not isinstance(value, dict | list):
            return value
    return None


def _at(record, path):
    """What stands at a path such as authors.0.name; a name with points counts first."""
    if isinstance(record, dict):
        record = {str(name).strip().lower(): value for name, value in record.items()}
        if path.lower() in record:
            return record[path.lower()]
    step, _, rest = path.partition(".")
    if isinstance(record, list) and step.isdigit() and int(step) < len(record):
        found = record[int(step)]
    else:
        found = record.get(step.lower()) if isinstance(record, dict) else None
    return _at(found, rest) if rest else found

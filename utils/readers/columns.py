"""Which column of a table is which.

People name their columns as they like. The usual spellings are recognised; where two columns could
both be meant, the exact name wins or the load stops, and either way it is said.
"""

from utils.errors import CorpusError

SPELLINGS = {
    "doc_id": ("doc_id", "id", "docid", "article_id"),
    "source": ("source", "outlet", "publisher", "publication", "newspaper"),
    "title": ("title", "headline"),
    "date": ("date", "published", "pubdate", "publication_date", "published_at"),
    "text": ("text", "body", "content", "article", "full_text", "fulltext"),
}
RESERVED = ("path", "sha256", "stem", "row")  # what we note of every article


def standard_names(columns, item):
    """{the file's column: our name} for the columns recognised, and the events of choosing.

    >>> standard_names(["Headline", "Body", "Outlet", "pages"], "mine.csv")[0]
    {'Outlet': 'source', 'Headline': 'title', 'Body': 'text'}
    """
    plain = {column: str(column).strip().lower().replace(" ", "_").replace("-", "_") for column in columns}
    names, events = {}, []
    for ours, spellings in SPELLINGS.items():
        found = [column for column in columns if plain[column] in spellings]
        exact = [column for column in found if plain[column] == ours]
        if len(exact) > 1 or (len(found) > 1 and not exact):
            raise CorpusError(
                f"{item}: the columns {_listed(found)} could each be the {ours}; rename the one you mean to '{ours}' "
                "and the others to something else."
            )
        if not found:
            continue
        names[(exact or found)[0]] = ours
        if len(found) > 1:
            others = [column for column in found if column not in exact]
            why = f"took column '{exact[0]}' as the {ours}, not {_listed(others)}"
            events.append({"item": item, "outcome": "noted", "why": why})
    return names, events


def own_names(columns, names):
    """New names for columns of the user's that carry a name we need ourselves: nothing of theirs is lost."""
    taken = {*RESERVED, *names.values()}
    return {column: f"{column}_original" for column in columns if column not in names and column in taken}


def documents_from(table, item, rows):
    """Documents and events of a table, one document a row; `rows` names each row for messages."""
    names, events = standard_names(list(table.columns), item)
    if "text" not in names.values():
        raise CorpusError(
            f"{item} has no text column: found {_listed(table.columns)}. "
            "Rename the column that holds the articles to 'text'."
        )
    table = table.rename(columns={**own_names(table.columns, names), **names})
    documents = table.to_dict("records")
    for document, row in zip(documents, rows, strict=True):
        document["row"] = row
    return documents, events


def _listed(names):
    return ", ".join(f"'{name}'" for name in names)

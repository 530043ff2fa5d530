"""Exports of news databases: one file, many articles, whatever kind of file it is.

The readers of text files, web pages, Word, RTF and PDF files hand over the lines they find. A database is told by its
signature, and a module a vendor splits its lines. What carries a signature is split or refused, never one article.
"""

from importlib import import_module

from utils.errors import CorpusError, event

VENDORS = {  # a name, its module, and words of which one stands in every export
    "Nexis Uni": ("nexis_uni", ("ocument", "okument")),
    "Factiva": ("factiva", ("0020", "0019")),
    "ProQuest": ("proquest", ("ProQuest",)),
    "Europresse": ("europresse", ("news·", "web·", "tv·", "radio·")),
    "Iramuteq": ("iramuteq", ("*",)),
    "LexisNexis": ("lexis_nexis", ("DOCUMENT", "DOKUMENT", "Document ", "LOAD-DATE:", "LÄNGE:", "LONGUEUR:")),
}

__all__ = ["VENDORS", "signed", "split"]


def split(lines, item):
    """Documents and events of the export that `lines` are; None where they carry no database's signature.

    A line is a paragraph, or a line of one where the file wraps its lines; empty lines part paragraphs. A vendor's
    module has `is_export(lines)` and `articles(lines)`, which gives the documents (`text`, `title`,
    `source`, `date` and what else the header says, as it stands there), the events (an `item` of `row N`, or empty for
    the whole file), and the number of articles that the file itself promises, or None. Raises CorpusError where no
    article can be found.
    """
    for vendor, name in signed("\n".join(lines)):
        if (module := _module(name)).is_export(lines):
            return _checked(vendor, item, *module.articles(lines))
    return None


def signed(text):
    """The databases of which a sign stands in a text, with their modules: a quick look that most articles fail."""
    return [(vendor, name) for vendor, (name, signs) in VENDORS.items() if any(sign in text for sign in signs)]


def _module(name):
    return import_module(f"utils.loading.exports.{name}")


def _checked(vendor, item, documents, events, promised):
    """The articles, numbered; what was found beside what was promised."""
    if not documents and events and not events[0]["item"]:
        raise CorpusError(f"{item} {events[0]['why']}.")
    if not documents:
        raise CorpusError(
            f"{item} is an export of {vendor}, but its articles cannot be told apart; export it again, each article "
            "with its full text, or save the articles one by one."
        )
    articles = "1 article" if len(documents) == 1 else f"{len(documents):,} articles"
    said = [
        event(item, "noted", f"is an export of {vendor} with {articles}; lists, labels and index terms are left out")
    ]
    if promised is not None and promised != len(documents):
        said.append(event(item, "noted", f"promises {promised:,} articles; {len(documents):,} were found"))
    documents = [{"row": row, **document} for row, document in enumerate(documents, 1)]
    return documents, said + [{**entry, "item": f"{item}, {entry['item']}".removesuffix(", ")} for entry in events]

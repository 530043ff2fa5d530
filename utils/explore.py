"""Explore in JupyterLab: a concordance, key words, an article with its marks, an actor, each with switches.

Every explorer is one function of a corpus; it shows a form whose boxes have labels and work by keyboard, and the result
below it. On a page, where no kernel runs, the same function shows what the form shows first. Results are HTML made by
`reading.py` and `figures.py`, so an explorer shows nothing that a notebook could not.
"""

import html
import os

from utils.actors import mention_table
from utils.concordances import concordance
from utils.figures import table_html
from utils.keyness import keyness, sides
from utils.keywords import content_terms
from utils.reading import LAYERS, concordance_lines, marked, reading_view
from utils.text import sentence_table

__all__ = ["actors", "concordances", "key_words", "reader"]

MOST = 40  # lines shown at once


def concordances(corpus, query="war", sort="R1"):
    """A word in all its places; type another, sort by another word beside it."""
    orders = ["R1", "R2", "L1", "L2", "source"]
    return _explore(
        lambda query, sort: _lines(corpus, query, sort),
        {"query": ("text", "Word or phrase", query), "sort": (orders, "Sorted by", sort)},
    )


def key_words(corpus, target=None, least=2):
    """What sets one source apart from all others; choose the source and how often a word must occur."""
    names = sorted(corpus["source"].astype(str).unique())
    return _explore(
        lambda target, least: _key_words(corpus, target, least),
        {"target": (names, "Source", target or names[0]), "least": ((1, 20), "Least count", least)},
    )


def reader(corpus, article=None):
    """An article with its tone, names and quotations marked; choose which article, switch the marks on and off."""
    rows = corpus.set_index("doc_id", drop=False)
    first = article or rows.index[0]
    choices = {"article": (list(rows.index), "Article", first), "layers": (["all", *LAYERS], "Marks at first", "all")}
    return _explore(lambda article, layers: _marked_article(rows.loc[article], layers), choices)


def actors(corpus, actor=None):
    """The sentences that name an actor, the names marked; choose whom."""
    named = mention_table(corpus)
    named = named[(named["kind"] != "other") & (named["form"] != "adjective")]
    names = list(named["actor"].value_counts().index)
    if not names:
        return _explore(lambda: "<p>These articles name nobody that the rules know.</p>", {})
    sentences = sentence_table(corpus)
    return _explore(
        lambda actor: _sentences_naming(named, sentences, actor), {"actor": (names, "Actor", actor or names[0])}
    )


def _marked_article(article, layers):
    return reading_view(article, tuple(LAYERS) if layers == "all" else (layers,))


def _lines(corpus, query, sort):
    if not query.strip():
        return "<p>Type a word.</p>"
    try:
        return concordance_lines(concordance(corpus, query, sort=[sort]), most=MOST)
    except ValueError as error:
        return f"<p>{html.escape(str(error))}</p>"


def _key_words(corpus, target, least):
    name, ours, other, theirs = sides(corpus, target=target)
    table = content_terms(keyness(ours, theirs, min_count=least))
    columns = ["term", "target_count", "reference_count", "log_ratio", "g2"]
    shown = table[[column for column in columns if column in table]].head(MOST)
    return table_html(shown, f"Words of {name} against {other}")


def _sentences_naming(named, sentences, actor):
    here = named[named["actor"] == actor].merge(sentences, on=["doc_id", "sentence"], suffixes=("", "_sentence"))
    items = []
    for (doc_id, _), rows in here.groupby(["doc_id", "sentence"], sort=False):
        begin, text = rows["start_sentence"].iloc[0], rows["text"].iloc[0]
        spans = [(a - begin, b - begin) for a, b in zip(rows["start"], rows["end"], strict=True)]
        items.append(f"<li>{marked(text, spans)} <small>({html.escape(str(doc_id))})</small></li>")
    more = f"<p>{MOST} of {len(items):,} sentences shown.</p>" if len(items) > MOST else ""
    head = f"<p>{html.escape(actor)}: {len(items):,} sentences</p>"
    return f"{head}<ul class='evidence'>{''.join(items[:MOST])}</ul>{more}"


def _explore(view, choices):
    """A form of the choices and below it `view` of what is chosen; on a page the view of what is chosen first."""
    from IPython.display import HTML, display

    if os.environ.get("STATIC"):
        display(HTML(view(**{name: value for name, (_, _, value) in choices.items()})))
        return None
    return _form(view, choices)


def _form(view, choices):
    import ipywidgets as widgets

    wide = {"description_width": "8rem"}
    boxes = {}
    for name, (kind, label, value) in choices.items():
        if kind == "text":
            boxes[name] = widgets.Text(value, description=label, style=wide, continuous_update=False)
        elif isinstance(kind, tuple):
            boxes[name] = widgets.IntSlider(value, *kind, description=label, style=wide, continuous_update=False)
        else:
            boxes[name] = widgets.Dropdown(options=kind, value=value, description=label, style=wide)
    page = widgets.HTML()

    def renew(_=None):
        page.value = view(**{name: box.value for name, box in boxes.items()})

    for box in boxes.values():
        box.observe(renew, "value")
    renew()
    return widgets.VBox([*boxes.values(), page])

"""Explore in JupyterLab: a concordance, key words, an article with its marks, a codebook, an actor, each with switches.

Every explorer is one function of a corpus; it shows a form whose boxes have labels and work by keyboard, and the result
below it. On a page, where no kernel runs, the same function shows what the form shows first. Results are HTML made by
`reading.py` and `figures.py`, so an explorer shows nothing that a notebook could not.
"""

import html
import re
from difflib import get_close_matches
from typing import Any

import pandas as pd

from utils import keywords
from utils.actors import AGENTS, mention_table
from utils.corpus import in_language
from utils.errors import CodebookError
from utils.figures import table_html
from utils.framing import codebook_names, codebook_path, find_indicators, load_codebook, read_codebook
from utils.keywords import concordance, sides
from utils.notebook import settings
from utils.notebook.advice import keys_for_forms
from utils.reading import FRAMES, LAYERS, concordance_lines, marked, reading_view
from utils.text import sentence_table, small_letters

__all__ = ["actors", "codebook", "concordances", "key_words", "reader"]

MOST = 40  # lines shown at once


def concordances(corpus: pd.DataFrame, query: str = "war", sort: str = "R1") -> Any:
    """A word in all its places; type another, sort by another word beside it."""
    orders = ["R1", "R2", "L1", "L2", "source"]
    return _explore(
        lambda query, sort: _lines(corpus, query, sort),
        {"query": ("text", "Word or phrase", query), "sort": (orders, "Sorted by", sort)},
    )


def key_words(corpus: pd.DataFrame, target: str | None = None, least: int = 2) -> Any:
    """What sets one source apart from all others; choose the source and how often a word must occur."""
    names = sorted(corpus["source"].astype(str).unique())
    return _explore(
        lambda target, least: _key_words(corpus, target, least),
        {"target": (names, "Source", target or names[0]), "least": ((1, 20), "Least count", least)},
    )


def reader(corpus: pd.DataFrame, article: str | None = None) -> Any:
    """An article with its tone, names, quotations and frame indicators marked; choose which article, which marks.

    Where only single sentences may be quoted, the first paragraph of each article is shown.
    """
    if settings.excerpts():
        corpus = corpus.assign(text=corpus["text"].str.split("\n\n").str[0])
    rows = corpus.set_index("doc_id", drop=False)
    layers, books = ["all", *LAYERS, *FRAMES], ["none", *codebook_names()]
    choices = {
        "article": (list(rows.index), "Article", article or rows.index[0]),
        "layers": (layers, "Marks at first", "all"),
        "book": (books, "Codebook", "none"),
    }
    return _explore(lambda article, layers, book: _marked_article(rows.loc[article], layers, book), choices)


def codebook(corpus: pd.DataFrame, name: str = "generic") -> Any:
    """A codebook to edit: the share of each source's sentences with an indicator, as it was and as it is now.

    Every frame that was changed is shown, whichever is chosen. Two buttons above the form take back the last change,
    or all of them.
    """
    before, known = load_codebook(name), {}
    if before.weights is not None:
        raise CodebookError(f"{name} is a dictionary; change it in a text editor and load it again.")
    written = codebook_path(name).read_text(encoding="utf-8-sig")
    labels = before.labels()
    sentences = sentence_table(in_language(corpus, before.language))
    outlets = corpus.drop_duplicates("doc_id").set_index("doc_id")["source"].astype(str)
    sentences["source"] = sentences["doc_id"].map(outlets)
    choices = {"frame": (list(labels), "Frame", next(iter(labels))), "text": ("area", "Codebook", written)}

    def places(book, frame):
        """Where the indicators of a frame stand in each sentence; what was asked before is kept."""
        key = book.entries[frame]
        if key not in known:
            known[key] = find_indicators(sentences["text"], book, frame)
        return known[key]

    form = _explore(lambda frame, text: _edited(sentences, places, before, frame, text), choices)
    if form is not None:
        _take_back(form.children[1])
    return form


def actors(corpus: pd.DataFrame, actor: str | None = None) -> Any:
    """The sentences that name an actor, the names marked; choose whom."""
    named = mention_table(corpus)
    named = named[named["kind"].isin(AGENTS) & (named["form"] != "adjective")]
    names = list(named["actor"].value_counts().index)
    if not names:
        return _explore(lambda: "<p>These articles name nobody that the rules know.</p>", {})
    sentences = sentence_table(corpus)
    return _explore(
        lambda actor: _sentences_naming(named, sentences, actor), {"actor": (names, "Actor", actor or names[0])}
    )


def _marked_article(article, layers, book):
    shown = None if layers == "all" else (layers,)
    return reading_view(article, shown, None if book == "none" else load_codebook(book))


def _edited(sentences, places, before, name, text):
    """What the frame `name` finds with the codebook in `text`, beside what it found `before`."""
    try:
        after = read_codebook(text)
    except CodebookError as error:
        return f"<p role='alert'>{html.escape(str(error))}</p>"
    if name not in after.labels():
        return f"<p role='alert'>The codebook has no frame '{html.escape(name)}' any more.</p>"
    changed = [frame for frame in after.labels() if after.entries[frame] != before.entries.get(frame)]
    shown = [name, *(frame for frame in changed if frame != name)]
    return "".join(_frame_edited(sentences, places, before, after, frame) for frame in shown)


def _frame_edited(sentences, places, before, after, name):
    found = places(after, name)
    was = places(before, name) if name in before.labels() else [[]] * len(found)
    table = pd.DataFrame({"source": sentences["source"], "before": map(bool, was), "now": map(bool, found)})
    shares = table.groupby("source", as_index=False).mean()
    added = [i for i, (spans, old) in enumerate(zip(found, was, strict=True)) if spans and not old]
    shown = added or [i for i, spans in enumerate(found) if spans]
    head = f"{len(added):,} sentences more than before" if added else f"{len(shown):,} sentences with an indicator"
    texts, docs = sentences["text"].tolist(), sentences["doc_id"].tolist()
    items = [(marked(texts[i], found[i]), docs[i]) for i in shown[:MOST]]
    caption = f"{after.labels()[name]}: share of sentences with an indicator"
    return table_html(shares, caption) + _listed(head, items, len(shown))


def _lines(corpus, query, sort):
    if not query.strip():
        return "<p>Type a word.</p>"
    if not re.search(r"\w", query):
        return f"<p>“{html.escape(query)}” has no letters. Type a word, such as <em>war</em> or <em>secur*</em>.</p>"
    try:
        lines = concordance(corpus, query, sort=[sort])
    except ValueError as error:
        return f"<p>{html.escape(str(error))}</p>"
    return concordance_lines(lines, most=MOST) if len(lines) else f"<p>{html.escape(_not_found(corpus, query))}</p>"


def _not_found(corpus, query):
    """That a word stands nowhere, and which words do that are spelt alike."""
    known = keywords.frequencies(corpus)["term"]
    told, wanted = f"“{query}” stands in none of the articles.", small_letters(query).replace("*", "").split()
    strange = [word for word in wanted if word not in set(known)]
    if not strange:
        return f"{told} Its words do; try them one by one, or a * in place of an ending."
    near = get_close_matches(strange[0], known, n=5, cutoff=0.7)
    near += [term for term in known if term.startswith(strange[0]) and term not in near][: 5 - len(near)]
    alike = f" Spelt alike: {', '.join(near)}." if near else ""
    return f"{told}{alike} A * stands for any letters: {strange[0][: max(3, len(strange[0]) // 2)]}*."


def _key_words(corpus, target, least):
    name, ours, other, theirs = sides(corpus, target=target)
    table = keywords.key_words(ours, theirs, min_count=least)
    if table.empty:
        return f"<p>No word with content occurs {least} times or more; choose a smaller least count.</p>"
    return table_html(keywords.brief(table), f"Words of {name} against {other}, {len(table):,} in all", rows=MOST)


def _take_back(box):
    """Two buttons that put the text of a box back, a step or to the beginning; shown above what follows."""
    import ipywidgets as widgets
    from IPython.display import display

    texts = [box.value]
    undo, reset = (widgets.Button(description=name, disabled=True) for name in ("Undo", "Reset"))

    def keep(change):
        if change["new"] != texts[-1]:
            texts.append(change["new"])
        undo.disabled = reset.disabled = len(texts) == 1

    def back(steps):
        del texts[steps:]
        box.value = texts[-1]
        undo.disabled = reset.disabled = len(texts) == 1

    box.observe(keep, "value")
    undo.on_click(lambda _: back(max(1, len(texts) - 1)))
    reset.on_click(lambda _: back(1))
    display(widgets.HBox([undo, reset]))


def _sentences_naming(named, sentences, actor):
    here = named[named["actor"] == actor].merge(sentences, on=["doc_id", "sentence"], suffixes=("", "_sentence"))
    items = []
    for (doc_id, _), rows in here.groupby(["doc_id", "sentence"], sort=False):
        begin, text = rows["start_sentence"].iloc[0], rows["text"].iloc[0]
        spans = [(a - begin, b - begin) for a, b in zip(rows["start"], rows["end"], strict=True)]
        items.append((marked(text, spans), doc_id))
    return _listed(f"{actor}: {len(items):,} sentences", items[:MOST], len(items))


def _listed(head, items, total):
    """Sentences, marked already, each with its article."""
    rows = "".join(f"<li>{sentence} <small>({html.escape(str(doc_id))})</small></li>" for sentence, doc_id in items)
    more = f"<p>{MOST} of {total:,} sentences shown.</p>" if total > MOST else ""
    return f"<p>{html.escape(head)}</p><ul class='evidence'>{rows}</ul>{more}"


def _explore(view, choices):
    """A form of the choices and below it `view` of what is chosen; on a page the view of what is chosen first."""
    from IPython.display import HTML, display

    if settings.static():
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
        elif kind == "area":
            size = widgets.Layout(width="100%", height="16rem")
            boxes[name] = widgets.Textarea(value, description=label, style=wide, layout=size, continuous_update=False)
        elif isinstance(kind, tuple):
            boxes[name] = widgets.BoundedIntText(value, *kind, description=label, style=wide, continuous_update=True)
        else:
            boxes[name] = widgets.Dropdown(options=kind, value=value, description=label, style=wide)
    page = widgets.HTML()

    def renew(_=None):
        page.value = view(**{name: box.value for name, box in boxes.items()})

    keys_for_forms()
    for box in boxes.values():
        box.observe(renew, "value")
    renew()
    return widgets.VBox([*boxes.values(), page])

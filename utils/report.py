"""A report to hand in: findings with their evidence, method, accuracy, limits, figures and references on one page.

`write` makes it as HTML, Markdown and Word, from one list of parts, and the references as BibTeX as well. Whatever
comes from an article is quoted a sentence at a time, with the article and the number of the sentence behind it.
"""

import base64
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from string import Template
from typing import Any

import numpy as np
import pandas as pd

from utils.errors import saving
from utils.figures import folder, save_table, table_html
from utils.framing import Codebook, evidence, precision
from utils.notebook.settings import DATA, IN_BROWSER
from utils.sentiment import accuracy
from utils.summary import NULL, describe_compared, describe_sources, methods
from utils.text import split_sentences
from utils.uncertainty import FEWEST

__all__ = ["quoted", "references", "save_tables", "write"]

QUOTED = 4  # sentences under a finding
LONG = 500  # characters of a sentence that are quoted
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # a Word file cannot hold them
MARKS = re.compile(r"([\\`*_{}\[\]<>#|$&~^])")  # what Markdown would take for its own


def write(
    corpus: pd.DataFrame,
    codebook: Codebook,
    found: pd.DataFrame,
    results: Mapping,
    figures: Sequence[str] = (),
    regression: pd.DataFrame | None = None,
    name: str = "09_to_hand_in",
) -> None:
    """Write the report beside the figures as `name`.html, .md, .docx and .bib, and show a line with their links.

    `found` is the table of `summary.findings`, `results` what `summary.results` gave, `figures` the names under which
    figures were saved, `regression` a table of `uncertainty.regress`. The same results give the same bytes. In a
    browser there is no .docx: Word opens the web page as well.
    """
    from IPython.display import HTML, display

    parts = list(_parts(corpus, codebook, found, results, figures, regression))
    parts += [("heading", "References"), ("list", [entry["line"] for entry in _cited(parts)])]
    contents = {
        "html": _as_html(parts).encode(),
        "md": _as_markdown(parts).encode(),
        **({} if IN_BROWSER else {"docx": _as_word(parts)}),
        "bib": "\n\n".join(entry["bibtex"] for entry in _cited(parts)).encode(),
    }
    folder().mkdir(parents=True, exist_ok=True)
    for kind, content in contents.items():
        with saving(folder() / f"{name}.{kind}"):
            (folder() / f"{name}.{kind}").write_bytes(content)
    named = {"html": "web page", "docx": "Word", "md": "Markdown", "bib": "references as BibTeX"}
    links = [
        f'<span class="saved-table" data-table="{name}">{name}.{kind}</span> ({is_a})'
        for kind, is_a in named.items()
        if kind in contents
    ]
    display(HTML(f'<p class="download">The report: {", ".join(links)}</p>'))


def save_tables(corpus: pd.DataFrame, codebook: Codebook, results: Mapping, checked: pd.DataFrame) -> None:
    """Write the tables behind a report beside it, each as a .csv, and show a line for each with its link.

    `checked` is the table of `variants.robustness`.
    """
    save_table(results["words"], "09_key_words", "Key words with counts and measures")
    save_table(results["tones"], "09_tone_by_article", "Tone of each article")
    save_table(results["frames"], "09_frame_profile", "Frame profile")
    save_table(evidence(corpus, codebook), "09_frame_evidence", "Every frame indicator with its sentence")
    save_table(checked, "09_robustness", "Every comparison, reckoned in several ways")


def quoted(corpus: pd.DataFrame, places: Sequence[tuple], most: int = QUOTED) -> list[tuple[str, str, str, str]]:
    """The sentences around some places in articles: `(before, piece, after, whence)`, at most `most` of them.

    `places` are (doc_id, start, end), as the column `evidence` of `summary.findings` has them.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "title": [""], "text": ["All calm. They left."]})
    >>> quoted(corpus, [("a", 15, 19)])
    [('They ', 'left', '.', 'A, sentence 2')]
    """
    articles, found = corpus.drop_duplicates("doc_id").set_index("doc_id"), {}
    alone = ~articles["source"].duplicated(keep=False)
    for doc_id, start, end in places:
        text = articles.at[doc_id, "text"]
        for number, (a, b) in enumerate(split_sentences(text), start=1):
            if a <= start < b and (doc_id, number) not in found and len(found) < most:
                piece_end, last = min(end, b), min(b, max(a + LONG, min(end, b)))
                name = articles.at[doc_id, "source"] if alone[doc_id] else f"{articles.at[doc_id, 'source']}, {doc_id}"
                more = "" if last == b else " …"
                found[doc_id, number] = (
                    text[a:start],
                    text[start:piece_end],
                    text[piece_end:last] + more,
                    f"{name}, sentence {number}",
                )
    return list(found.values())


def references(text: str) -> list[dict[str, str]]:
    """The works that a text names, from `data/references.bib`: fields by name, `bibtex`, and `line` as one would cite.

    >>> references("What was compared was corrected together (Benjamini & Hochberg 1995).")[0]["line"][:55]
    'Benjamini, Yoav & Hochberg, Yosef (1995). Controlling t'
    """
    entries = []
    for bibtex in re.findall(r"^@.*?^\}", (DATA / "references.bib").read_text(encoding="utf-8"), re.M | re.S):
        entry = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", bibtex, re.M))
        if entry["cited"] in text:
            bare = re.sub(r",\n  cited = .*", "", bibtex).replace(" & ", r" \& ")
            entries.append({**entry, "bibtex": bare, "line": _line(entry)})
    return entries


def _line(entry):
    *names, last = entry["author"].strip("{}").split(" and ")
    authors = f"{'; '.join(names)} & {last}" if names else last
    where = entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or entry.get("note", "")
    number = f" {entry['volume']}({entry['number']})" if "volume" in entry else ""
    pages = f", {entry['pages'].replace('--', '–')}" if "pages" in entry else ""
    edition = f" ({entry['edition']} ed.)" if "edition" in entry else ""
    return f"{authors} ({entry['year']}). {entry['title']}{edition}. {where}{number}{pages}."


def _parts(corpus, codebook, found, results, figures, regression) -> Iterator[tuple[str, Any]]:
    """(kind, content) one after the other: what the three ways to write a page have in common."""
    yield "title", f"What differs most: {describe_sources(corpus)}"
    if compared := describe_compared(corpus, corpus):
        yield "text", compared
    null = found["holds"].isin(NULL)
    yield "heading", "Findings"
    if null.all():
        yield "text", "No difference that was looked at holds."
    for row in found[~null].itertuples():
        yield "text", f"{row.Index + 1}. {row.sentence} ({row.holds})"
        for quote in quoted(corpus, row.evidence):
            yield "quote", quote
    if null.any():
        yield "heading", "What does not tell them apart"
        yield "list", [f"{row.sentence} ({row.holds})" for row in found[null].itertuples()]
    if figures:
        yield "heading", "Figures"
        for name in figures:
            yield "figure", name
    yield "heading", "Method"
    yield "text", methods(corpus, codebook, regression)
    yield "text", results["reading"]
    yield "heading", "How near the instruments come to people"
    yield "text", "Correlation of tone with human raters, on editorials that tone was not fitted to."
    yield "table", accuracy().round(2)
    if len(confirmed := _confirmed(codebook)):
        yield "text", "Indicators of frames that a reader of other articles confirmed, in per cent of those read."
        yield "table", confirmed
    yield "heading", "Limits"
    yield "list", _limits(corpus)


def _cited(parts):
    return references("\n".join(str(content) for kind, content in parts if kind in ("text", "list")))


def _confirmed(codebook):
    rows = [(label, precision(codebook, name)) for name, label in codebook.labels().items()]
    return pd.DataFrame(
        [(label, round(100 * share)) for label, share in rows if not np.isnan(share)], columns=["frame", "confirmed"]
    )


def _limits(corpus):
    fewest = corpus["source"].value_counts().min()
    here = (
        f"With under {FEWEST} articles in a source nothing was tested; every finding is one of these articles "
        "only, and of two shares that differ by less than a Cohen's h of 0.2 (Cohen 1988) no difference is made."
        if fewest < FEWEST
        else "What holds is corrected for all clauses, all words, all frames or all tones, not across these four."
    )
    return [
        here,
        "Different words, facts and frames may come from genre, date and sources of information; they are no proof of "
        "bias, and say nothing of effects.",
        "Tone is of words, not of people; an indicator is not a frame. A machine reads neither irony nor what was left "
        "unsaid. Each finding should be checked in its sentences.",
        "A fact told in other words may be counted as one that the other text leaves out. About half of what is "
        "reported without quotation marks is found.",
    ]


def _as_html(parts):
    body = "\n".join(_html_part(kind, content) for kind, content in parts)
    frame = Template((DATA / "report_page.html").read_text(encoding="utf-8"))
    return frame.substitute(title=html.escape(parts[0][1]), body=body)


def _html_part(kind, content):
    if kind == "quote":
        before, piece, after, whence = map(html.escape, content)
        return f"<blockquote><p>{before}<strong>{piece}</strong>{after} — {whence}</p></blockquote>"
    if kind == "list":
        return f"<ul>{''.join(f'<li>{html.escape(item)}</li>' for item in content)}</ul>"
    if kind == "figure":
        picture = base64.b64encode((folder() / f"{content}.svg").read_bytes()).decode()
        return f'<p><img alt="{html.escape(_alt(content))}" src="data:image/svg+xml;base64,{picture}"></p>'
    if kind == "table":
        return table_html(content)
    tag = {"title": "h1", "heading": "h2", "text": "p"}[kind]
    return f"<{tag}>{html.escape(content)}</{tag}>"


def _alt(figure):
    """What `figures.save` noted of a figure for those who cannot see it."""
    return json.loads((folder() / f"{figure}.json").read_text(encoding="utf-8"))["alt"]


def _as_markdown(parts):
    return "\n\n".join(_markdown_part(kind, content) for kind, content in parts) + "\n"


def _markdown_part(kind, content):
    if kind == "quote":
        before, piece, after, whence = map(_plain, content)
        return f"> {before}**{piece}**{after}\n>\n> — {whence}"
    if kind == "list":
        return "\n".join(f"- {_plain(item)}" for item in content)
    if kind == "figure":
        return f"![{_plain(_alt(content))}]({content}.png)"
    if kind == "table":
        rows = [list(content.columns), ["---"] * len(content.columns), *_cells(content)]
        return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
    opening = {"title": "# ", "heading": "## ", "text": ""}[kind]
    text = _plain(content)
    return opening + (re.sub(r"^(\d+)\.", r"\1\\.", text) if kind == "text" else text)


def _plain(text):
    """Text in one line that Markdown shows as it is."""
    return MARKS.sub(r"\\\1", " ".join(text.split()) if "\n" in text else text)


def _cells(table):
    return [["–" if pd.isna(cell) else str(cell) for cell in row] for row in table.itertuples(index=False)]


def _as_word(parts):
    from docx import Document
    from docx.shared import Inches

    document = Document()
    document.core_properties.author, document.core_properties.title = "", UNSEEN.sub("", parts[0][1])[:200]
    for kind, content in parts:
        if kind == "quote":
            before, piece, after, whence = (UNSEEN.sub("", one) for one in content)
            paragraph = document.add_paragraph(before, "Quote")
            paragraph.add_run(piece).bold = True
            paragraph.add_run(f"{after} — {whence}")
        elif kind == "list":
            for item in content:
                document.add_paragraph(UNSEEN.sub("", item), "List Bullet")
        elif kind == "figure":
            document.add_picture(str(folder() / f"{content}.png"), Inches(6))
            document.add_paragraph(f"Figure {content}; its data are in {content}.csv.", "Caption")
        elif kind == "table":
            _word_table(document, content)
        elif kind == "text":
            document.add_paragraph(UNSEEN.sub("", content))
        else:
            document.add_heading(UNSEEN.sub("", content), 0 if kind == "title" else 1)
    written = io.BytesIO()
    document.save(written)
    return _same_bytes(written)


def _word_table(document, table):
    drawn = document.add_table(0, len(table.columns), "Light List")
    for row in [list(table.columns), *_cells(table)]:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            cell.text = text


def _same_bytes(written):
    """The same file with fixed dates inside, so that the same report is the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name))
    return packed.getvalue()

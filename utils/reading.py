"""Sentences shown so that a reader can check a number: concordance lines, evidence with its words marked.

Everything from an article is escaped here, piece by piece, before it becomes HTML.
"""

import html

from utils.sentiment import explain

__all__ = [
    "concordance_lines",
    "marked",
    "show_concordance",
    "show_evidence",
    "show_explained",
    "show_side_by_side",
    "show_voices",
]


def marked(text, spans):
    """`text` as HTML with the given stretches in <mark>; stretches that overlap are joined.

    >>> marked("war & peace", [(0, 3)])
    '<mark>war</mark> &amp; peace'
    """
    parts, done = [], 0
    for start, end in _joined(spans):
        parts += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        done = end
    return "".join(parts) + html.escape(text[done:])


def concordance_lines(lines, most=20):
    """A concordance as an HTML table with the match in the middle; says how many lines there are."""
    count = f"{len(lines):,} line{'' if len(lines) == 1 else 's'}"
    caption = count if len(lines) <= most else f"first {most} of {count}"
    rows = "".join(map(_concordance_row, lines.head(most).itertuples(index=False)))
    head = "".join(f'<th scope="col">{name}</th>' for name in ("source", "before", "match", "after"))
    table = (
        f"<table class='kwic'><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return f'<div class="table-scroll" tabindex="0">{table}</div>'


def show_concordance(lines, most=20):
    """Show a concordance on the page."""
    _display(concordance_lines(lines, most))


def show_side_by_side(concordances, most=8):
    """Show several concordances beside each other, below each other where the page is narrow: `{name: lines}`."""
    boxes = "".join(
        f"<section><p><strong>{html.escape(str(name))}</strong></p>{concordance_lines(lines, most)}</section>"
        for name, lines in concordances.items()
    )
    columns = "display:grid; grid-template-columns:repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap:1rem"
    _display(f'<div class="side-by-side" style="{columns}">{boxes}</div>')


def show_evidence(evidence, most=8):
    """Show sentences with the indicators found in them marked, one sentence once, in the order given.

    `evidence` is the table of `framing.evidence`.
    """
    if evidence.empty:
        _display("<p>No sentence has an indicator of this frame.</p>")
        return
    groups = list(evidence.groupby(["doc_id", "sentence"], sort=False))
    items = []
    for (doc_id, number), rows in groups[:most]:
        first = rows.iloc[0]
        begin = first["sentence_start"]
        spans = [(start - begin, end - begin) for start, end in zip(rows["start"], rows["end"], strict=True)]
        where = f"{html.escape(str(doc_id))}, sentence {number + 1}"
        items.append(f"<li>{marked(first['text'], spans)} <small>({where})</small></li>")
    more = f"<p>{most} of {len(groups):,} sentences shown.</p>" if len(groups) > most else ""
    _display(f'<ul class="evidence">{"".join(items)}</ul>{more}')


def show_voices(article, quotes):
    """Show an article with its quotations marked, each followed by its speaker and kind in small letters.

    `article` is a row of the corpus, `quotes` the table of `voices.find_quotes` of its text.
    """
    text, parts, done = article["text"], [], 0
    for row in quotes.sort_values("start").itertuples(index=False):
        if row.start < done:
            continue
        who = row.speaker if isinstance(row.speaker, str) else "nobody named"
        parts.append(html.escape(text[done : row.start]))
        parts.append(f"<mark>{html.escape(row.quote)}</mark> <small>({html.escape(who)}, {row.kind})</small>")
        done = row.end
    page = "".join(parts) + html.escape(text[done:])
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in page.split("\n\n"))
    _display(f'<div class="article">{paragraphs}</div>')


def show_explained(text):
    """Show a text once for each instrument, the words that made its score marked with their own score."""
    table = explain(text)
    rows = []
    for instrument in ("TextBlob", "VADER"):
        part = table[(table["instrument"] == instrument) & table["start"].notna()]
        pieces, done = [], 0
        for row in part.sort_values("start").itertuples(index=False):
            if row.start >= done:
                pieces += [
                    html.escape(text[done : row.start]),
                    f"<mark>{html.escape(text[row.start : row.end])}</mark>",
                ]
                pieces.append(f"<sub>{row.score:+.2f}</sub>".replace("-", "−"))
                done = row.end
        rows.append(f"<dt>{instrument}</dt><dd>{''.join(pieces)}{html.escape(text[done:])}</dd>")
    _display(f'<dl class="explained">{"".join(rows)}</dl>')


def _concordance_row(line):
    cells = (
        f'<th scope="row">{html.escape(str(line.source))}</th>',
        f'<td class="left">{html.escape(line.left)}</td>',
        f'<td class="match"><mark>{html.escape(line.match)}</mark></td>',
        f'<td class="right">{html.escape(line.right)}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _joined(spans):
    joined = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _display(page):
    from IPython.display import HTML, display

    display(HTML(page))

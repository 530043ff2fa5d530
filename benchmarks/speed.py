"""How fast, beside the tools people use: `make bench CORPUS=articles.parquet`, or the same on the invented articles.

Every row is one piece of work, done by this project and by its peers on the same texts in the same process, one after
the other, five times over; the ratio of the middle times is what counts, since machines differ. Where the results must
be the same it is checked that they are. Then the whole of `python -m utils score`, on corpora that grow, with one
worker and two. Peers that are not installed are left out (`pip install -r requirements-bench.txt`). Writes
`results/speed.json` and `results/speed.svg`.
"""

import gc
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from utils import figures, load_corpus
from utils.engine import as_textblob, as_vader
from utils.engine.chunks import forget, read
from utils.engine.indicators import finder
from utils.text import sentence_table, small_letters, split_sentences, words
from utils.words.concordances import concordance
from utils.words.counting import count_terms

RESULTS = Path(__file__).resolve().parent / "results"
ROUNDS = 5
TOOLS = (
    "textblob",
    "vaderSentiment",
    "nltk",
    "scikit-learn",
    "flashtext",
    "spacy",
    "pyarrow",
    "dask",
    "ahocorasick_rs",
)
GROWTH = (1_000, 10_000)


def main(corpus=None, growth=GROWTH):
    texts = _texts(corpus)
    rows = [row for measure in MEASURES for row in measure(texts)]
    with tempfile.TemporaryDirectory() as place:
        scale = [row for articles in growth for row in _scored(texts, articles, Path(place))]
    RESULTS.mkdir(exist_ok=True)
    about = {
        "corpus": f"{len(texts):,} articles, {_megabytes(texts):.1f} MB" + ("" if corpus else ", invented"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "versions": {tool: _version(tool) for tool in TOOLS},
    }
    report = {**about, "peers": rows, "growth": scale, "import_utils_seconds": _import_time()}
    (RESULTS / "speed.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    _draw(rows)
    for row in rows:
        first = f"(first time {row['ratio_first']:.1f})"
        print(f"{row['work']:<28}{row['peer']:<22}{row['ratio']:8.1f} times as fast  {first}")
    for row in scale:
        print(
            f"{row['articles']:>8,} articles, {row['workers']} worker(s): {row['seconds']:7.1f} s, "
            f"{row['mb_per_s']:.2f} MB/s, {row['peak_mb']:,} MB at most"
        )


def textblob_documents(texts):
    from textblob import TextBlob

    peers = {"TextBlob": _textblob(TextBlob)}
    return _compare_batch("TextBlob, documents", texts[:150], as_textblob.scores_of_rows, peers)


def textblob_two_processes(texts):
    from textblob import TextBlob

    some, score = texts[:400], _textblob(TextBlob)
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(1) as other:

        def ours(texts):
            halves = [one.submit(_by_textblob, texts[::2]), other.submit(_by_textblob, texts[1::2])]
            return [half.result() for half in halves]

        peers = {"TextBlob": lambda texts: [score(text) for text in texts]}
        return _compare_whole("TextBlob, documents, two processes", some, ours, peers, time.perf_counter)


def textblob_sentences(texts):
    from textblob import TextBlob

    some = _sentences(texts[:100])
    return _compare_batch("TextBlob, sentences", some, as_textblob.scores_of_rows, {"TextBlob": _textblob(TextBlob)})


def vader_documents(texts):
    return _compare_batch("VADER, documents", texts[:60], as_vader.scores_of_rows, {"vaderSentiment": _vader()})


def vader_sentences(texts):
    some = _sentences(texts[:100])
    return _compare_batch("VADER, sentences", some, as_vader.scores_of_rows, {"vaderSentiment": _vader()})


def sentence_ends(texts):
    from utils.text import _punkt, _sentences_in

    def ours(text):
        _sentences_in.cache_clear()  # else the second round would find them there
        return split_sentences(text)

    peers = {"NLTK's Punkt": lambda text: list(_punkt().span_tokenize(text))}
    return _compare("sentences", texts[:150], ours, peers)


def words_counted(texts):
    peers = {}
    if find_spec("sklearn"):
        from sklearn.feature_extraction.text import CountVectorizer

        peers["scikit-learn"] = lambda some: CountVectorizer().fit_transform(some)
    from nltk.tokenize import NLTKWordTokenizer

    tokenizer = NLTKWordTokenizer()
    peers["NLTK"] = lambda some: Counter(token for text in some for token in tokenizer.tokenize(text.lower()))
    peers["re and Counter"] = lambda some: Counter(word for text in some for word in words(text))
    return _compare_whole("words counted", texts, count_terms, peers)


def pairs_counted(texts):
    if not find_spec("sklearn"):
        return []
    from sklearn.feature_extraction.text import CountVectorizer

    peers = {"scikit-learn": lambda some: CountVectorizer(ngram_range=(2, 2)).fit_transform(some)}
    return _compare_whole("pairs of words counted", texts, lambda some: count_terms(some, 2), peers)


def indicators(texts):
    terms = _thousand_terms(texts)
    small = [small_letters(text) for text in texts[:1_000]]
    find = finder(((terms, ()),))
    longest = [re.escape(term).replace("\\ ", r"\s+") for term in sorted(terms, key=len, reverse=True)]
    pattern = re.compile("|".join(rf"(?<!\w){term}(?!\w)" for term in longest))

    def alternation(texts):
        return [(i, *match.span()) for i, text in enumerate(texts) for match in pattern.finditer(text)]

    found = find(small[:8])
    assert list(zip(found.text, found.start, found.end, strict=True)) == alternation(small[:8])
    rows = _compare_whole("1,000 indicators", small[:8], find, {"one re alternation": alternation})
    peers = {}
    if find_spec("flashtext"):
        from flashtext import KeywordProcessor

        processor = KeywordProcessor()
        processor.add_keywords_from_list(list(terms))
        peers["flashtext"] = lambda texts: [processor.extract_keywords(text, span_info=True) for text in texts]
    if find_spec("spacy"):
        import spacy
        from spacy.matcher import PhraseMatcher

        language = spacy.blank("en")
        matcher = PhraseMatcher(language.vocab)
        matcher.add("terms", list(language.tokenizer.pipe(terms)))
        peers["spaCy PhraseMatcher"] = lambda texts: [matcher(language.tokenizer(text)) for text in texts]
    return rows + _compare_whole("1,000 indicators", small, find, peers)


def concordances(texts):
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "articles.parquet"
        many = (texts * 20)[:20_000]
        pd.DataFrame({"doc_id": range(len(many)), "source": "", "text": many}).to_parquet(path)
        word = Counter(word for text in texts for word in set(words(text)) if len(word) > 6).most_common(200)[-1][0]
        pattern = re.compile(rf"(?<!\w){word}(?!\w)", re.IGNORECASE)

        def plain(_):
            column = pd.read_parquet(path, columns=["text"])["text"]
            found = ((text, match) for text in column for match in pattern.finditer(text))
            return [(m.start(), text[max(m.start() - 50, 0) : m.end() + 50]) for text, m in found]

        peers = {"re.I over the column": plain}
        return _compare_whole("concordance of a file", many, lambda _: concordance(path, word), peers)


MEASURES = (
    textblob_documents,
    textblob_two_processes,
    textblob_sentences,
    vader_documents,
    vader_sentences,
    sentence_ends,
    words_counted,
    pairs_counted,
    indicators,
    concordances,
)


def _textblob(library):
    def score(text):
        found = library(text).sentiment
        return found.polarity, found.subjectivity

    return score


def _vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()

    def score(text):
        found = analyzer.polarity_scores(text)
        return found["neg"], found["neu"], found["pos"], found["compound"]

    return score


def _compare(work, texts, ours, peers):
    whole = {name: lambda some, peer=peer: [peer(text) for text in some] for name, peer in peers.items()}
    return _compare_whole(work, texts, lambda some: [ours(text) for text in some], whole)


def _compare_batch(work, texts, scores_of_rows, peers):
    """The engine scores all texts at once, a peer one after the other; the numbers must be the same."""
    for name, peer in peers.items():
        rows = scores_of_rows(read(texts[:50])).tolist()
        agree = all(tuple(row[: len(peer(text))]) == peer(text) for row, text in zip(rows, texts, strict=False))
        assert agree, f"{work}: {name} has other results"
    whole = {name: lambda some, peer=peer: [peer(text) for text in some] for name, peer in peers.items()}
    return _compare_whole(work, texts, lambda some: scores_of_rows(read(some)), whole)


def _compare_whole(work, texts, ours, peers, clock=time.process_time):
    _forget()
    seconds = {name: [] for name in ("ours", *peers)}
    for _ in range(ROUNDS):
        for name, function in {"ours": ours, **peers}.items():
            began = clock()
            function(texts)
            seconds[name].append(clock() - began)
    size = _megabytes(texts)
    middle = {name: statistics.median(some) for name, some in seconds.items()}
    return [
        {
            "work": work,
            "peer": name,
            "ratio": round(middle[name] / middle["ours"], 2),
            "ratio_first": round(seconds[name][0] / seconds["ours"][0], 2),
            "mb_per_s": round(size / middle["ours"], 2),
            "peer_mb_per_s": round(size / middle[name], 2),
            "spread": round(max(seconds["ours"]) / min(seconds["ours"]), 2),
        }
        for name in peers
    ]


def _by_textblob(texts):
    return as_textblob.scores_of_rows(read(texts)).tolist()


def _forget():
    """The first round is without anything kept from before, and nobody pays for what earlier rows left in memory."""
    gc.collect()
    gc.freeze()
    forget()


def _scored(texts, articles, place):
    """`python -m utils score` on a corpus drawn from the sentences of the texts, with one worker and with two."""
    path = place / f"{articles}.parquet"
    _drawn(texts, articles).to_parquet(path, row_group_size=2_000, index=False)
    size = pd.read_parquet(path, columns=["text"])["text"].str.len().sum() / 1e6
    for workers in (1, 2):
        out = place / f"{articles}-{workers}"
        began = time.perf_counter()
        command = [sys.executable, "-m", "utils", "score", str(path), "--out", str(out), "--workers", str(workers)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peak = _watch(process)
        seconds = time.perf_counter() - began
        assert process.returncode == 0
        rate = round(size / seconds, 3)
        about = {"articles": articles, "workers": workers, "megabytes": round(size, 1), "seconds": round(seconds, 1)}
        yield {**about, "mb_per_s": rate, "peak_mb": round(peak / 1e6)}


def _watch(process):
    """The most memory that any one process of a run held, in bytes."""
    import psutil

    peak = 0
    while process.poll() is None:
        try:
            family = [psutil.Process(process.pid)]
            family += family[0].children(recursive=True)
            peak = max(peak, *(one.memory_info().rss for one in family))
        except psutil.NoSuchProcess:
            pass
        time.sleep(0.2)
    return peak


def _drawn(texts, articles):
    """Articles of sentences drawn by chance; one word in fifty is made up, since new articles bring new words."""
    chance = random.Random(0)
    sentences = _sentences(texts)
    rows = []
    for number in range(articles):
        drawn = [chance.choice(sentences) for _ in range(chance.randint(20, 55))]
        drawn = [re.sub(r"[a-z]{5,}", lambda m: _made_up(m[0], chance), one) for one in drawn]
        text = "\n\n".join(" ".join(drawn[i : i + 3]) for i in range(0, len(drawn), 3))
        rows.append((f"d{number}", f"Outlet {number % 5}", text))
    return pd.DataFrame(rows, columns=["doc_id", "source", "text"])


def _made_up(word, chance):
    return word + "".join(chance.choices("aeioubcdfg", k=3)) if chance.random() < 0.03 else word


def _thousand_terms(texts):
    """700 words, 200 pairs, 100 triples that occur in the texts, neither the commonest nor the rarest."""
    chance = random.Random(0)
    found = []
    for n, wanted in ((1, 700), (2, 200), (3, 100)):
        counts = count_terms(texts[:300], n)
        order = sorted(zip(-counts.total(), counts.terms, strict=True))
        plain = [term for _, term in order[100:12_000] if term.replace(" ", "").isalpha()]
        found += chance.sample(plain, wanted)
    return tuple(found)


def _texts(corpus):
    if corpus is None:
        practice = load_corpus("practice")["text"].tolist()
        return [f"{practice[i % 36]}\n\n{practice[(i * 7 + 3) % 36]}" for i in range(1_000)]
    return load_corpus(corpus)["text"].tolist()


def _sentences(texts):
    table = sentence_table(pd.DataFrame({"doc_id": range(len(texts)), "text": texts}))
    return table["text"].tolist()


def _megabytes(texts):
    return sum(len(text.encode()) for text in texts) / 1e6


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _import_time():
    """Seconds that `import utils` adds to a bare interpreter, the middle of five."""
    timing = "import time; began = time.perf_counter(); import utils; print(time.perf_counter() - began)"
    some = [float(subprocess.check_output([sys.executable, "-c", timing], text=True)) for _ in range(5)]
    return round(statistics.median(some), 4)


def _draw(rows):
    table = pd.DataFrame(rows).sort_values("ratio", ignore_index=True)
    figure, axes = figures.framed(
        "How many times as fast?",
        "Each row: this project beside a tool on the same texts, middle of five runs. 1: as fast. Steps of ten.",
        0.36 * len(table) + 0.5,
    )
    axes.hlines(range(len(table)), 1, table["ratio"], color="#bbbbbb", linewidth=1.2)
    axes.plot(table["ratio"], range(len(table)), "o", color="#0072B2")
    for row, ratio in enumerate(table["ratio"]):
        axes.annotate(f"{ratio:.1f}", (ratio, row), (8, 0), textcoords="offset points", va="center", fontsize=9.5)
    axes.set_xscale("log")
    axes.set_xticks([1, 10, 100], ["1", "10", "100"])
    axes.minorticks_off()
    axes.axvline(1, color="#595959", linewidth=0.8)
    axes.set_xlim(0.8, 3 * table["ratio"].max())
    axes.set_yticks(range(len(table)), table["work"] + ": " + table["peer"])
    axes.set_xlabel("times as fast as the tool")
    with figures.house_style():
        figure.savefig(RESULTS / "speed.svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main(*sys.argv[1:2])

"""A corpus of any size drawn from a small one: to see machinery work, and to know what it should find.

Articles are put together from sentences of their source, so words and tone are the source's; nothing else about them
means anything. One change is planted, so that there is something to find.
"""

import random

import pandas as pd

from utils.framing import frame_flags, load_codebook
from utils.text import sentence_table

__all__ = ["draw_articles"]

MONTHS = 12
TURN = 7  # the month from which the first source tells of conflict twice as often


def draw_articles(corpus: pd.DataFrame, n: int = 1_200, seed: int = 0) -> pd.DataFrame:
    """`n` articles over the twelve months of a year, for each source of `corpus` in turn: `doc_id, source, date, text`.

    From July on the first source, by alphabet, draws every third sentence from those with an indicator of conflict.

    >>> from utils.corpus import load_corpus
    >>> draw_articles(load_corpus("practice"), n=3)["source"].str[:7].tolist()
    ['Evening', 'Halvern', 'Nationa']
    """
    chance = random.Random(seed)
    sentences = sentence_table(corpus)
    sentences["source"] = sentences["doc_id"].map(corpus.set_index("doc_id")["source"].astype(str))
    conflict = frame_flags(sentences["text"], load_codebook("generic"))["conflict"]
    sources = sorted(sentences["source"].unique())
    all_of = {source: part["text"].tolist() for source, part in sentences.groupby("source")}
    of_conflict = {source: part["text"].tolist() for source, part in sentences[conflict].groupby("source")}
    rows = []
    for number in range(n):
        source, month = sources[number % len(sources)], 1 + (number // len(sources)) % MONTHS
        turned = source == sources[0] and month >= TURN and source in of_conflict
        drawn = [
            chance.choice(of_conflict[source] if turned and place % 3 == 0 else all_of[source])
            for place in range(chance.randint(12, 24))
        ]
        text = "\n\n".join(" ".join(drawn[i : i + 3]) for i in range(0, len(drawn), 3))
        rows.append((f"drawn-{number:06}", source, pd.Timestamp(2024, month, 1 + chance.randrange(28)), text))
    return pd.DataFrame(rows, columns=["doc_id", "source", "date", "text"])

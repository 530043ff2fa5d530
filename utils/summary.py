"""Results as sentences, computed from tables, so that no notebook ever states what another corpus would belie.

Each `describe_` function takes the tables a notebook has made and returns one or two plain sentences. What cannot be
told from the articles at hand is said to be so. The other functions return small tables about a corpus as a whole.
"""

from importlib.metadata import version

import pandas as pd

from utils import telling
from utils.actors import mention_table
from utils.corpus import with_groups
from utils.errors import CorpusError
from utils.framing import (
    Codebook,
    evidence,
    frame_differences,
    kept_differences,
    kept_hits,
    kept_profile,
    profile,
)
from utils.framing import score_sentences as score_frames
from utils.grammar import installed
from utils.keywords import both_ends, key_words, least_count, sides, told_apart
from utils.notebook.installation import MODEL_VERSION, check_installation
from utils.sentiment import article_tone, score_sentences, tone_by_group, tone_difference, tone_within_events
from utils.uncertainty import FEWEST, events_of
from utils.wording.articles import (
    articles_by,
    articles_by_year,
    describe_compared,
    describe_copies,
    describe_corpus,
    describe_installation,
    describe_loading,
    describe_provenance,
    describe_quoted,
    describe_report,
    describe_scores,
    describe_sentence_lengths,
    describe_sources,
    genre_and_time,
    middle_sentences,
    odd_dates,
    provenance,
)
from utils.wording.coding import (
    describe_corrected,
    describe_corrected_differences,
    describe_handed_in,
    describe_nearest,
    describe_units,
)
from utils.wording.differences import describe_differences
from utils.wording.findings import NULL, describe_findings, headline, other_findings, ranked, with_places
from utils.wording.frames import (
    describe_frame,
    describe_frames,
    describe_intervals,
    describe_lengths,
    describe_meant,
    describe_off,
    describe_reading,
    describe_unframed,
)
from utils.wording.shared import listed, number
from utils.wording.studies import controls_of, describe_planning, describe_regression, describe_robustness
from utils.wording.tone import (
    describe_compression,
    describe_found,
    describe_opposite_sides,
    describe_raters,
    describe_scale,
    describe_straight_quotes,
    describe_tone,
    describe_towards,
)
from utils.wording.voices import (
    describe_joins,
    describe_quotes,
    describe_silent,
    describe_unread_speech,
    describe_unresolved,
)
from utils.wording.words import (
    describe_certainty,
    describe_function_words,
    describe_test,
    describe_words,
)

__all__ = [
    "NULL",
    "articles_by",
    "articles_by_year",
    "check_installation",
    "compared_shares",
    "controls_of",
    "describe_certainty",
    "describe_compared",
    "describe_compression",
    "describe_copies",
    "describe_corpus",
    "describe_corrected",
    "describe_corrected_differences",
    "describe_differences",
    "describe_findings",
    "describe_found",
    "describe_frame",
    "describe_frames",
    "describe_function_words",
    "describe_handed_in",
    "describe_installation",
    "describe_intervals",
    "describe_joins",
    "describe_lengths",
    "describe_loading",
    "describe_meant",
    "describe_nearest",
    "describe_off",
    "describe_opposite_sides",
    "describe_planning",
    "describe_provenance",
    "describe_quoted",
    "describe_quotes",
    "describe_raters",
    "describe_reading",
    "describe_regression",
    "describe_report",
    "describe_robustness",
    "describe_scale",
    "describe_scores",
    "describe_sentence_lengths",
    "describe_silent",
    "describe_sources",
    "describe_straight_quotes",
    "describe_test",
    "describe_tone",
    "describe_towards",
    "describe_unframed",
    "describe_units",
    "describe_unread_speech",
    "describe_unresolved",
    "describe_words",
    "findings",
    "genre_and_time",
    "headline",
    "listed",
    "methods",
    "middle_sentences",
    "odd_dates",
    "provenance",
    "results",
]


APART = " Forms of a word are counted together, names apart."


def results(
    corpus: pd.DataFrame, codebook: Codebook, min_count: int | None = None, answers: pd.DataFrame | None = None
) -> dict:
    """Words, tone and frames once more, by the calls of notebooks 03 to 05: a dictionary of what was found.

    `words`: the table of `keywords.key_words`, names left out, that occur `min_count` times or more, by default
    `keywords.least_count`; `ends`: those of them that may be called findings, by side (`keywords.told_apart`,
    `both_ends`). `scored`: the table of `sentiment.score_sentences`; `tones`: of `sentiment.article_tone`; `means`: of
    `sentiment.tone_by_group`; `frames`: of `framing.profile`; `gaps`: of `framing.frame_differences`; `tone_gaps`: of
    `sentiment.tone_difference`; `events`: of `tone_within_events`; `articles`: a row an article with its length, mean
    tone, share of each frame and the user's columns. `told`: what `telling.read` gives, None where there is no parser.
    `sentences`: one each on words, tone and frames. `reading`: a sentence on what readers kept (`answers`:
    `framing.hit_answers`); where there is a reading of these hits, `frames` and `gaps` are by it
    (`framing.kept_profile, kept_differences`).
    """
    target, ours, reference, theirs = sides(corpus)
    least = least_count(corpus) if min_count is None else min_count
    named = mention_table(corpus)
    words = key_words(ours, theirs, named, min_count=least).query("kind == 'word'")
    scored, flags = score_sentences(corpus), score_frames(corpus, codebook)
    frames, gaps, reading = _frames(corpus, flags, codebook, answers)
    framed = describe_frames(frames, codebook, gaps if gaps["q"].notna().any() else None)  # else tone says why not
    lengths = describe_lengths(frames)
    means, tone_gaps = tone_by_group(scored), tone_difference(scored)
    sentences = [
        describe_words(words, target, reference) + ("" if reference == "general English" else APART),
        f"{describe_tone(means, tone_gaps)} {describe_scale(means)}".strip(),
        " ".join([framed, *([lengths] if "tenth" in lengths else []), reading]),
    ]
    found = {
        "words": words,
        "ends": both_ends(told_apart(words), target, reference),
        "scored": scored,
        "tones": article_tone(scored, corpus),
        "means": means,
        "tone_gaps": tone_gaps,
        "named": named,
        "told": _told(corpus, named),
    }
    found |= {"events": tone_within_events(scored), "articles": _by_article(corpus, scored, flags, codebook)}
    return found | {"frames": frames, "gaps": gaps, "reading": reading, "sentences": sentences}


def _told(corpus, named):
    try:
        return telling.read(corpus, named)
    except CorpusError:
        if installed():
            raise
        return None


def _frames(corpus, flags, codebook, answers):
    """Profile and differences as found, or by the reading where there is one, and a sentence on the reading."""
    if answers is None or answers.empty:
        return profile(flags, codebook), frame_differences(flags, codebook), describe_reading(None, codebook)
    kept = kept_hits(evidence(corpus, codebook), answers)
    reading = describe_reading(kept, codebook, answers)
    if kept["kept"].isna().all():
        return profile(flags, codebook), frame_differences(flags, codebook), reading
    return kept_profile(kept, flags, codebook), kept_differences(kept, flags, codebook), reading


def _by_article(corpus, scored, flags, codebook):
    frames = flags.groupby("doc_id", sort=False)
    means = (
        frames[list(codebook.shown())]
        .mean()
        .assign(
            tone=scored.groupby("doc_id")["tone"].mean(),
            words=frames["words"].sum(),
            date=corpus.drop_duplicates("doc_id").set_index("doc_id")["date"],
        )
    )
    return with_groups(means.reset_index(), corpus)


def findings(corpus: pd.DataFrame, codebook: Codebook, found: dict) -> pd.DataFrame:
    """What differs most between the two largest sources, over all measures, what comes to nothing named as such.

    The rows of `telling.findings` with those on words, frames and tone: `rank, measure, sentence, holds, evidence`.
    `found` is what `results` gave. `holds`: "holds", "these articles only" (too few to test), and for what comes to
    nothing "cannot be told from chance", "hardly any difference" or "unread" (frame indicators that no reader has kept
    or dropped). Differences in kind come first, then words, clauses, frames, tone.

    >>> from utils.corpus import load_corpus
    >>> from utils.framing import load_codebook
    >>> corpus, codebook = load_corpus(), load_codebook("generic")
    >>> findings(corpus, codebook, results(corpus, codebook)).columns.tolist()
    ['rank', 'measure', 'sentence', 'holds', 'evidence']
    """
    if corpus["source"].nunique() < 2:
        return pd.DataFrame(columns=["rank", "measure", "sentence", "holds", "evidence"])
    pair, told, rows = _pair(corpus), found["told"], []
    if told is not None:
        rows = [with_places(telling.findings(told, pair), told)]
    more = other_findings(corpus, found, codebook, pair)
    return ranked(pd.concat([*rows, pd.DataFrame(more)], ignore_index=True))


def _pair(corpus):
    """The two sources with the most articles, as `telling.findings` takes them."""
    first, second = sorted(corpus["source"].astype(str).value_counts().index[:2])
    return first, second


def compared_shares(found: pd.DataFrame, told: telling.Told | None, most: int = 3) -> pd.DataFrame:
    """The shares behind the first findings on clauses and names, of the two largest sources, for `charts.findings`.

    `found` is the table of `findings`, `told` is in `results`. Columns `source, about, measure, count, of, share, low,
    high`. `about` is genre and time where a source has one article; of `of` clauses (or of the names in a source)
    `count` are so; `share` of clauses is a mean over articles with its interval as of `telling.manner`. "names": those
    the other does not have.
    """
    if found.empty or told is None:
        return pd.DataFrame(columns=["source", "about", "measure", "count", "of", "share", "low", "high"])
    pair, corpus = _pair(told.corpus), told.corpus.assign(source=told.corpus["source"].astype(str))
    chosen = [name for name in found["measure"] if name in telling.MANNERS][:most]
    table = telling.manner(told).rename(columns={"manner": "measure", "clauses": "count"})
    table = table[table["source"].isin(pair) & table["measure"].isin(chosen)]
    if "names" in set(found["measure"]):
        table = pd.concat([_names_apart(corpus, told, pair), table], ignore_index=True)
    docs = corpus.groupby("source")["doc_id"]
    about = genre_and_time(corpus, telling.timing(told)) if len(corpus) == len(pair) else {}
    table = table.sort_values("measure", key=lambda names: names.map(["names", *chosen].index), kind="stable")
    table["about"] = table["source"].map({name: about.get(docs.get_group(name).iloc[0], "") for name in pair})
    return table[["source", "about", "measure", "count", "of", "share", "low", "high"]].reset_index(drop=True)


def _names_apart(corpus, told, pair):
    facts, rows = telling.facts(told).query("kind == 'name'"), []
    has = {}
    for name in pair:
        columns = [one for one in (name, *corpus.loc[corpus["source"] == name, "doc_id"]) if one in facts]
        has[name] = facts[columns].notna().any(axis=1)
    for name, other in (pair, pair[::-1]):
        only, every = int((has[name] & ~has[other]).sum()), int(has[name].sum())
        rows.append((name, "names", only, every, only / max(every, 1), None, None))
    return pd.DataFrame(rows, columns=["source", "measure", "count", "of", "share", "low", "high"]).astype(
        {"low": float, "high": float}
    )


def methods(corpus: pd.DataFrame, codebook: Codebook, regression: pd.DataFrame | None = None) -> str:
    """The methods sentence for a paper, with versions; `regression` is a table of `uncertainty.regress`."""
    cases, fewest = "events" if events_of(corpus) is not None else "articles", corpus["source"].value_counts().min()
    textblob, vader, nltk, ours = map(version, ("textblob", "vaderSentiment", "nltk", "how-the-news-tells-it"))
    sentence = (
        f"We analysed {number(len(corpus), 'article')} with How the News Tells It {ours}. "
        f"Sentences were split with NLTK {nltk} (Punkt; Kiss & Strunk 2006). Tone is the mean of sentence scores, "
        f"calibrated to human raters on top of TextBlob {textblob}, vaderSentiment {vader} (Hutto & Gilbert 2014) and "
        "a list of words of its own. Key words were ranked by log ratio (Hardie 2014), inflections and names folded. "
        f"Frames are shares of sentences with an indicator of the codebook '{codebook.name}' "
        f"({codebook.source.split('.')[0]}). Names, speakers and clauses were read off the parses of spaCy's model "
        f"en_core_web_sm {MODEL_VERSION} (Honnibal et al. 2020). Shares and means of a source are over its articles. "
    )
    sentence += (
        f"With {number(fewest, 'article')} in the smallest source nothing was tested."
        if fewest < FEWEST
        else f"Intervals and tests leave out one of the {cases} at a time (jackknife) or, where they are few, deal "
        "them to the sources anew; what was compared together was corrected together (Benjamini & Hochberg 1995)."
    )
    if regression is None or regression.empty:
        return sentence
    terms = listed(["source", *controls_of(regression)])
    return (
        f"{sentence} Regressions are least squares over {regression['n'].iloc[0]:,} articles on {terms}, with errors "
        f"robust over {cases} (CR2; Bell & McCaffrey 2002)."
    )

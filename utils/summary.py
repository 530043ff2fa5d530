"""Results as sentences, computed from tables, so that no notebook ever states what another corpus would belie.

Each `describe_` function takes the tables a notebook has made and returns one or two plain sentences. What cannot be
told from the articles at hand is said to be so. The other functions return small tables about a corpus as a whole.
"""

from importlib.metadata import version

import pandas as pd

from utils.actors import mention_table
from utils.corpus import with_groups
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
from utils.keywords import both_ends, key_words, least_count, sides, told_apart
from utils.notebook.installation import check_installation
from utils.sentiment import article_tone, score_sentences, tone_by_group, tone_difference, tone_within_events
from utils.uncertainty import FEWEST, events_of
from utils.wording.articles import (
    articles_by,
    describe_compared,
    describe_copies,
    describe_corpus,
    describe_installation,
    describe_provenance,
    describe_quoted,
    describe_report,
    describe_scores,
    describe_sentence_lengths,
    describe_sources,
    middle_sentences,
    odd_dates,
    provenance,
)
from utils.wording.coding import (
    describe_corrected,
    describe_corrected_differences,
    describe_nearest,
    describe_units,
)
from utils.wording.differences import describe_differences
from utils.wording.frames import (
    describe_frame,
    describe_frames,
    describe_intervals,
    describe_lengths,
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
    "articles_by",
    "check_installation",
    "describe_certainty",
    "describe_compared",
    "describe_compression",
    "describe_copies",
    "describe_corpus",
    "describe_corrected",
    "describe_corrected_differences",
    "describe_differences",
    "describe_found",
    "describe_frame",
    "describe_frames",
    "describe_function_words",
    "describe_installation",
    "describe_intervals",
    "describe_joins",
    "describe_lengths",
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
    `sentiment.tone_by_group`; `frames`: of `framing.profile`; `gaps`: of `framing.frame_differences`; `events`: of
    `sentiment.tone_within_events`; `articles`: a row an article with its length, mean tone, share of each frame and the
    user's columns. `sentences`: one each on words, tone and frames. `reading`: a sentence on what readers kept
    (`answers`: `framing.hit_answers`); where there is a reading of these hits, `frames` and `gaps` are by it
    (`framing.kept_profile, kept_differences`).
    """
    target, ours, reference, theirs = sides(corpus)
    least = least_count(corpus) if min_count is None else min_count
    words = key_words(ours, theirs, mention_table(corpus), min_count=least).query("kind == 'word'")
    scored, flags = score_sentences(corpus), score_frames(corpus, codebook)
    frames, gaps, reading = _frames(corpus, flags, codebook, answers)
    framed = describe_frames(frames, codebook, gaps if gaps["q"].notna().any() else None)  # else tone says why not
    lengths = describe_lengths(frames)
    means = tone_by_group(scored)
    sentences = [
        describe_words(words, target, reference) + ("" if reference == "general English" else APART),
        f"{describe_tone(means, tone_difference(scored))} {describe_scale(means)}".strip(),
        " ".join([framed, *([lengths] if "tenth" in lengths else []), reading]),
    ]
    found = {
        "words": words,
        "ends": both_ends(told_apart(words), target, reference),
        "scored": scored,
        "tones": article_tone(scored, corpus),
        "means": means,
    }
    found |= {"events": tone_within_events(scored), "articles": _by_article(corpus, scored, flags, codebook)}
    return found | {"frames": frames, "gaps": gaps, "reading": reading, "sentences": sentences}


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
        f"({codebook.source.split('.')[0]}). Tone and frames of a source are means over its articles. "
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
        f"{sentence} Regressions are least squares over {regression['n'].iloc[0]:,} articles on {terms}, by "
        f"statsmodels {version('statsmodels')} (Seabold & Perktold 2010), with errors robust over {cases} "
        "(CR2; Bell & McCaffrey 2002)."
    )

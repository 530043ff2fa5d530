"""Results as sentences, computed from tables, so that no notebook ever states what another corpus would belie.

Each `describe_` function takes the tables a notebook has made and returns one or two plain sentences. What cannot be
told from the articles at hand is said to be so. The other functions return small tables about a corpus as a whole.
"""

from collections.abc import Iterable
from importlib.metadata import version

import pandas as pd

from utils.corpus import by_language, main_sources
from utils.framing import Codebook, profile
from utils.keywords import both_ends, content_terms, keyness, least_count, over_used, sides
from utils.notebook.installation import check_installation
from utils.sentiment import (
    article_tone,
    moved_by_straight_quotes,
    opposite_sides,
    score_sentences,
    tone_by_group,
    tone_difference,
    towards_card,
)
from utils.text import marks_unread
from utils.uncertainty import FEWEST, within_events
from utils.voices import reported, spoken

__all__ = [
    "articles_by",
    "check_installation",
    "describe_certainty",
    "describe_compared",
    "describe_copies",
    "describe_corpus",
    "describe_frame",
    "describe_frames",
    "describe_function_words",
    "describe_installation",
    "describe_intervals",
    "describe_joins",
    "describe_nearest",
    "describe_opposite_sides",
    "describe_p_values",
    "describe_provenance",
    "describe_quoted",
    "describe_quotes",
    "describe_raters",
    "describe_report",
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


def listed(items: Iterable, most: int = 6) -> str:
    """Items as a reader would list them.

    >>> listed(["a", "b", "c"]), listed([])
    ('a, b and c', 'none')
    """
    items = list(map(str, items))
    shown, more = items[:most], len(items) - most
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else (shown or ["none"])[0]


def describe_corpus(corpus: pd.DataFrame, lengths: pd.DataFrame) -> str:
    """How many articles, sources and words there are."""
    words = f"{lengths['words'].sum():,} words in {lengths['sentences'].sum():,} sentences"
    return f"{describe_sources(corpus)}, {words}."


def describe_sources(corpus: pd.DataFrame) -> str:
    """How many articles and sources there are."""
    sources = sorted(corpus["source"].unique())
    drawn = f", drawn by chance from {corpus.attrs['drawn_from']:,}," if "drawn_from" in corpus.attrs else ""
    return f"{_number(len(corpus), 'article')}{drawn} from {_number(len(sources), 'source')} ({listed(sources)})"


def provenance(corpus: pd.DataFrame) -> pd.DataFrame:
    """What is known about each article: every column but its text and the file it came from.

    >>> import pandas as pd
    >>> provenance(pd.DataFrame({"doc_id": ["a"], "text": ["War."], "path": ["a.txt"], "sha256": ["0f"]})).columns[0]
    'doc_id'
    """
    return corpus.drop(columns=["text", "path", "sha256"], errors="ignore")


def describe_provenance(corpus: pd.DataFrame) -> str:
    """What is known of no article at all (see `provenance`).

    >>> import pandas as pd
    >>> describe_provenance(pd.DataFrame({"doc_id": ["a", "b"], "title": ["", ""]}))
    'Known of no article: title.'
    """
    known = provenance(corpus)
    empty = [column for column in known if known[column].isna().all() or (known[column].astype(str) == "").all()]
    return f"Known of no article: {listed(empty)}." if empty else "Each column is filled for at least one article."


def describe_report(report: pd.DataFrame) -> str:
    """How many files were loaded, repaired, noted and skipped; `report` is the table of `load_report`.

    >>> import pandas as pd
    >>> describe_report(pd.DataFrame({"outcome": ["loaded", "loaded", "noted"]}))
    'loaded: 2; noted: 1 (files, or what there is to say of them).'
    """
    told = "; ".join(f"{outcome}: {n:,}" for outcome, n in report["outcome"].value_counts().items())
    return f"{told} (files, or what there is to say of them)."


def describe_copies(copies: pd.DataFrame, corpus: pd.DataFrame) -> str:
    """How many articles are copies of each other; `copies` is the table of `keywords.near_duplicates`.

    >>> import pandas as pd
    >>> describe_copies(pd.DataFrame({"cluster": [1, 1], "doc_id": ["a", "b"]}), pd.DataFrame({"doc_id": ["a", "b"]}))
    '2 of 2 articles are copies of each other, in 1 clusters.'
    """
    clusters = copies["cluster"].nunique()
    return f"{len(copies):,} of {len(corpus):,} articles are copies of each other, in {clusters} clusters."


def articles_by(corpus: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many articles each group of a column has, most first: the column, `count`.

    >>> import pandas as pd
    >>> articles_by(pd.DataFrame({"genre": ["report", "report", "comment"]}), "genre").values.tolist()
    [['report', 2], ['comment', 1]]
    """
    return corpus[by].value_counts().reset_index()


def odd_dates(corpus: pd.DataFrame, days: int = 30) -> pd.DataFrame:
    """The articles on events whose articles lie more than `days` days apart: `event, doc_id, title, date`.

    >>> import pandas as pd
    >>> dates = pd.to_datetime(["2025-09-03", "2026-09-03"])
    >>> odd_dates(pd.DataFrame({"doc_id": ["a", "b"], "title": "", "event": "e", "date": dates}))["doc_id"].tolist()
    ['a', 'b']
    """
    dates = corpus.groupby("event")["date"]
    apart = (dates.transform("max") - dates.transform("min")).dt.days
    return corpus.loc[apart > days, ["event", "doc_id", "title", "date"]]


def describe_installation(parts: pd.DataFrame) -> str:
    """Whether everything is there that notebooks need; `parts` is the table of `check_installation`."""
    missing = parts.loc[parts["status"] != "OK", "part"]
    return "Everything is there." if missing.empty else f"Missing: {', '.join(missing)}. See the column fix."


def describe_quoted(sentences: pd.DataFrame) -> str:
    """How much of the articles is in quotation marks; `sentences` is the table of `text.sentence_lengths`."""
    quoted = (sentences["words"] * sentences["quoted"]).sum() / sentences["words"].sum()
    return f"In the articles drawn, {quoted:.0%} of the words stand in quotation marks."


def middle_sentences(sentences: pd.DataFrame) -> pd.Series:
    """How many words the middle sentence (median) of each source has, most first, by source.

    `sentences` is the table of `text.sentence_lengths`; at most ten sources, those with the most articles.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"doc_id": ["a", "a", "b"], "source": ["A", "A", "B"], "words": [8, 9, 30]})
    >>> middle_sentences(table).to_dict()
    {'B': 30.0, 'A': 8.5}
    """
    main = main_sources(sentences.drop_duplicates("doc_id"))["source"].unique()
    words = sentences[sentences["source"].isin(main)].groupby("source")["words"]
    return words.median().sort_values(ascending=False)


def describe_sentence_lengths(sentences: pd.DataFrame) -> str:
    """How long the middle sentence of each source is; `sentences` is the table of `text.sentence_lengths`."""
    middles = listed(f"{source} {words:.0f}" for source, words in middle_sentences(sentences).items())
    return f"Words in the middle sentence: {middles}."


def describe_function_words(frequencies: pd.DataFrame) -> str:
    """The share of function words in a table of `keywords.frequencies`.

    >>> import pandas as pd
    >>> describe_function_words(pd.DataFrame({"term": ["the", "war"], "count": [3, 1]}))
    '75% of all words in these articles are function words.'
    """
    share = 1 - content_terms(frequencies)["count"].sum() / frequencies["count"].sum()
    return f"{share:.0%} of all words in these articles are function words."


def describe_raters(ratings: pd.DataFrame) -> str:
    """How many people have rated; `ratings` is the table of `rating.read_ratings`."""
    if ratings.empty:
        return "Nobody has rated yet; the figure shows the machines alone."
    return f"{ratings['rater'].nunique()} people have rated so far."


def describe_compared(corpus: pd.DataFrame, compared: pd.DataFrame) -> str:
    """Which articles of `corpus` a comparison leaves out, and why; says so if none."""
    if len(compared) == len(corpus):
        return "All articles are compared."
    parts = []
    others = corpus[corpus["language"] != "en"] if "language" in corpus else corpus[:0]
    if len(others) and not others["doc_id"].isin(compared["doc_id"]).any():
        share = f"{len(others):,} of {_number(len(corpus), 'article')}"
        parts.append(
            f"Left out because not in English: {share} ({by_language(others)}). The word lists are English; a score of "
            "another language would be nonsense."
        )
    kept, sources = compared["source"].nunique(), corpus["source"].nunique()
    if kept < sources:
        parts.append(f"Compared are the {kept} sources with the most articles, of {sources:,}.")
    return " ".join(parts)


def describe_words(keyness: pd.DataFrame, target: str, reference: str, terms: int = 5) -> str:
    """Which terms each side over-uses most; `keyness` is filtered already."""
    more = over_used(keyness)
    up = keyness[more].nlargest(terms, ["log_ratio", "target_count"])["term"]
    down = keyness[~more & (keyness["log_ratio"] < 0)].nsmallest(terms, ["log_ratio"])["term"]
    sentence = f"Words that {target} uses most above {reference}: {listed(up)}."
    return sentence + (f" The other way round: {listed(down)}." if len(down) and reference != "general English" else "")


def describe_test(keyness: pd.DataFrame) -> str:
    """Whether there are articles enough for a test of a keyness table, and if not, why not."""
    return keyness.attrs["note"] or "Both sides have articles enough for a test; p and q stand in the table."


def describe_p_values(keyness: pd.DataFrame) -> str:
    """How many terms of a keyness table have a p-value.

    >>> import pandas as pd
    >>> describe_p_values(pd.DataFrame({"p": [0.01, None]}))
    '1 of 2 terms have a p-value.'
    """
    tested = int(keyness["p"].notna().sum())
    return f"{tested:,} of {len(keyness):,} terms have a p-value." if tested else "No term has a p-value here."


def describe_certainty(keyness: pd.DataFrame, level: float = 0.05) -> str:
    """How many terms of a keyness table look certain, and how many still do with the article as the unit.

    >>> import pandas as pd
    >>> describe_certainty(pd.DataFrame({"p": [0.01, 0.03], "q": [0.02, 0.06], "q_articles": [0.3, 0.9]}))[:33]
    '2 of 2 words have p below 0.05; a'
    """
    small, kept = keyness["p"] < level, keyness["q"] < level
    still = kept & (keyness["q_articles"] < level)
    return (
        f"{small.sum()} of {len(keyness)} words have p below {level}; after allowing for {len(keyness)} tests (q), "
        f"{kept.sum()} are left. Of these, {still.sum()} are also left with the article as the unit (q_articles)."
    )


def describe_opposite_sides(scored: pd.DataFrame, corpus: pd.DataFrame) -> str:
    """How often TextBlob and VADER disagree on the sentences of the articles of `corpus`."""
    apart = opposite_sides(scored[scored["doc_id"].isin(corpus["doc_id"])])
    return f"TextBlob and VADER take opposite sides in {apart:.0%} of the sentences drawn."


def describe_straight_quotes(scored: pd.DataFrame) -> str:
    """How much hangs on the shape of quotation marks in the table of `sentiment.score_sentences`."""
    moved = moved_by_straight_quotes(scored)
    return f"VADER would score {moved:.0%} of the sentences otherwise if their quotation marks were straight."


def describe_towards() -> str:
    """How often the model of tone towards somebody was right, on sentences it was not fitted on."""
    measured = towards_card()["measured"]
    return (
        f"On unseen sentences its label was right for {measured['accuracy']:.0%} of {measured['mentions']:,} persons."
    )


def describe_tone(groups: pd.DataFrame, gap: pd.Series, instrument: str = "calibrated tone") -> str:
    """Mean tone of each source and, for two sources with articles enough, whether they can be told apart.

    `groups` is the table of `sentiment.tone_by_group`, `gap` the row of `sentiment.tone_difference`.
    """
    part = groups[groups["instrument"] == instrument].sort_values("mean", ascending=False)
    means = listed([f"{row.group} {_signed(row.mean)}" for row in part.itertuples()])
    sentence = f"Mean tone of the sentences ({instrument}, from −1 to +1): {means}."
    if len(part) < 2:
        return sentence + " With one source there is nothing to compare."
    if part["low"].isna().any():
        return (
            sentence
            + f" These numbers describe the articles at hand; sources can be compared from {FEWEST} articles each."
        )
    if len(part) > 2:
        return (
            sentence + " With more than two sources, compare two at a time: the widest of many gaps is easily chance."
        )
    band = f"{_signed(gap['difference'])}, 95 % interval {_signed(gap['low'])} to {_signed(gap['high'])}"
    verdict = "cannot be told from chance" if gap["low"] <= 0 <= gap["high"] else "is more than chance would explain"
    return sentence + f" The difference ({gap['first']} minus {gap['second']}: {band}) {verdict}."


def describe_frame(frame: dict, most: int = 24) -> list[str]:
    """What a codebook says of a frame: what a coder asks, some indicators, and what is not counted; three sentences.

    `frame` is what `codebook.frame` gives.
    """
    name = frame["label"].lower()
    return [
        f"What a coder asks about {name}: {' '.join(frame['questions'])}",
        f"Some indicators of {name}: {', '.join(frame['indicators'][:most])}",
        f"Not counted, though they look like it: {', '.join(frame.get('exclude') or ['nothing'])}",
    ]


def describe_frames(profile: pd.DataFrame, codebook: Codebook) -> str:
    """The frame most often indicated in each source, and the widest gap between two sources."""
    labels = codebook.labels()
    if not profile["share"].any():
        return "No sentence has an indicator of any frame."
    parts = []
    for group, rows in profile.groupby("group"):
        best = rows["share"].max()
        names = listed(labels[frame].lower() for frame in rows.loc[rows["share"] == best, "frame"])
        parts.append(f"{group} {names if best else 'none'} ({100 * best:.0f} % of sentences)")
    sentence = f"The frame with an indicator in most sentences: {listed(parts)}."
    if profile["group"].nunique() > 1:
        shares = profile.pivot(index="frame", columns="group", values="share")
        gaps = shares.max(axis=1) - shares.min(axis=1)
        sentence += f" In these articles the sources differ most in {labels[gaps.idxmax()].lower()}, "
        points = f"{100 * gaps.max():.0f}"
        sentence += (
            f"by {'less than 1' if points == '0' else points} percentage point{'s' * (points not in ('0', '1'))}."
        )
    return sentence


def describe_intervals(profile: pd.DataFrame) -> str:
    """Whether the shares of a `framing.profile` have intervals, and if not, why not.

    >>> import pandas as pd
    >>> describe_intervals(pd.DataFrame({"note": ["no interval: the smallest group has 1 article, 10 needed"]}))
    'Note: no interval: the smallest group has 1 article, 10 needed.'
    """
    return f"Note: {profile['note'].iloc[0] or 'intervals come from redrawing whole articles'}."


def describe_unframed(scored: pd.DataFrame, corpus: pd.DataFrame, codebook: Codebook) -> str:
    """How many sentences of the articles of `corpus` have no indicator; `scored`: `framing.score_sentences`."""
    here = scored.loc[scored["doc_id"].isin(corpus["doc_id"]), list(codebook.labels())]
    none = (~here.any(axis=1)).mean()
    return (
        f"{none:.0%} of the sentences drawn have no indicator. They may have a frame; the codebook has no word for it."
    )


def describe_quotes(quotes: pd.DataFrame) -> str:
    """How many quotations of each kind there are; `quotes` is the table of `voices.quote_table`.

    >>> import pandas as pd
    >>> describe_quotes(pd.DataFrame({"kind": ["direct", "direct", "scare"]}))
    'Found: 2 direct and 1 scare.'
    """
    return f"Found: {listed(f'{count:,} {kind}' for kind, count in quotes['kind'].value_counts().items())}."


def describe_silent(actors: pd.DataFrame, most: int = 3) -> str:
    """Who is named most and not heard in any source; `actors` is the table of `actors.actor_table`.

    >>> import pandas as pd
    >>> describe_silent(pd.DataFrame({"actor": ["Lee"], "mentions": [2], "only_spoken_about": [True]}))
    'Named most and not heard in any statement that was found: Lee. About half of what is reported is found.'
    """
    sums = actors.groupby("actor").agg({"mentions": "sum", "only_spoken_about": "all"})
    silent = sums[sums["only_spoken_about"]].sort_values("mentions", ascending=False)
    named = listed(silent.head(most).index) or "nobody"
    return (
        f"Named most and not heard in any statement that was found: {named}. About half of what is reported is found."
    )


def describe_unresolved(quotes: pd.DataFrame) -> str:
    """How much of the speech has no name, and why; `quotes` is the table of `voices.quote_table`.

    >>> rows = {"kind": ["direct"] * 3, "act": "statement", "standing": ["nobody", "nameless", "not resolved"]}
    >>> describe_unresolved(pd.DataFrame(rows))
    'Of 3 passages, people whom the article does not name have 1; 1 could not be given to anybody; 1 have no speaker.'
    """
    said = pd.concat([spoken(quotes), reported(quotes)])
    nameless, unclear, nobody = ((said["standing"] == one).sum() for one in ("nameless", "not resolved", "nobody"))
    return (
        f"Of {len(said):,} passages, people whom the article does not name have {nameless:,}; "
        f"{unclear:,} could not be given to anybody; {nobody:,} have no speaker."
    )


def describe_joins(joined: pd.DataFrame) -> str:
    """How many names were joined by a guess; `joined` is the table of `actors.joined_forms`.

    >>> import pandas as pd
    >>> describe_joins(pd.DataFrame({"sure": [False, True]}))
    '1 of these joins are not sure; the last column names an article where you can look.'
    """
    unsure = (~joined["sure"]).sum()
    return f"{unsure} of these joins are not sure; the last column names an article where you can look."


def describe_unread_speech(corpus: pd.DataFrame) -> str:
    """Which articles seem to hold speech that no rule sees; nothing where none does."""
    unread = [doc_id for doc_id, text in zip(corpus["doc_id"], corpus["text"], strict=True) if marks_unread(text)]
    shown = f"{', '.join(unread[:3])}{' …' if len(unread) > 3 else ''}"
    return f"{len(unread):,} articles seem to hold speech that is not read here: {shown}" if unread else ""


def describe_units(units: pd.DataFrame) -> str:
    """How many sentences were drawn from each source; `units` is the table of `reliability.draw_units`.

    >>> import pandas as pd
    >>> describe_units(pd.DataFrame({"source": ["A", "A", "B"]}))
    'Drawn: 2 from A and 1 from B.'
    """
    return f"Drawn: {listed(f'{n} from {source}' for source, n in units['source'].value_counts().items())}."


def describe_nearest(held: pd.DataFrame, codebook: Codebook) -> str:
    """In which frame the machine comes nearest to people; `held` is the table of `reliability.against_machine`."""
    nearest = codebook.labels()[held.loc[held["alpha"].idxmax(), "frame"]].lower()
    return f"The machine comes nearest to the coders in {nearest}."


def results(corpus: pd.DataFrame, codebook: Codebook, min_count: int | None = None) -> dict:
    """Words, tone and frames once more, by the calls of notebooks 03 to 05: a dictionary of what was found.

    `words`: the table of `keywords.keyness` for content words that occur `min_count` times or more, by default
    `keywords.least_count`; `ends`: those that each side uses most (`keywords.both_ends`). `tones`: the table of
    `sentiment.article_tone`; `events`: tone on the same event (`uncertainty.within_events`). `frames`: the table of
    `framing.profile`. `sentences`: one each on words, tone and frames.
    """
    target, ours, reference, theirs = sides(corpus)
    words = content_terms(keyness(ours, theirs, min_count=least_count(corpus) if min_count is None else min_count))
    scored, frames = score_sentences(corpus), profile(corpus, codebook)
    sentences = [
        describe_words(words, target, reference),
        describe_tone(tone_by_group(scored), tone_difference(scored)),
        describe_frames(frames, codebook),
    ]
    found = {"words": words, "ends": both_ends(words, target, reference), "tones": article_tone(scored, corpus)}
    return found | {"events": within_events(scored, "tone"), "frames": frames, "sentences": sentences}


def _signed(number):
    """A number with sign and two digits; what rounds to zero has no sign."""
    return "0.00" if abs(number) < 0.005 else f"{number:+.2f}".replace("-", "−")


def describe_scores(scores: pd.DataFrame) -> str:
    """What a table of scores holds: articles, sources, months, and how many have no score.

    >>> import pandas as pd
    >>> describe_scores(pd.DataFrame({"source": ["A"], "date": [pd.NaT], "tone": [0.1], "words": [90]}))
    'The table holds 1 article of 1 source with 90 words; no article has a date.'
    """
    dates, unscored = scores["date"].dropna(), int(scores["tone"].isna().sum())
    when = f"dated {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "no article has a date"
    bare = f"; {_number(unscored, 'article')} have no tone" if unscored else ""
    holds = f"{_number(len(scores), 'article')} of {_number(scores['source'].nunique(), 'source')}"
    return f"The table holds {holds} with {scores['words'].sum():,} words; {when}{bare}."


def methods(corpus: pd.DataFrame, codebook: Codebook) -> str:
    """The methods sentence for a paper, with versions."""
    textblob, vader, nltk, ours = map(version, ("textblob", "vaderSentiment", "nltk", "how-the-news-tells-it"))
    return (
        f"We analysed {_number(len(corpus), 'article')} with How the News Tells It {ours}. "
        f"Sentences were split with NLTK {nltk} (Punkt; Kiss & Strunk 2006). Tone is the mean of sentence scores, "
        f"calibrated to human raters on top of TextBlob {textblob} and vaderSentiment {vader} (Hutto & Gilbert 2014). "
        "Key words were ranked by log ratio "
        "(Hardie 2014), with log-likelihood (Dunning 1993). Frames are shares of sentences with an indicator of the "
        f"codebook '{codebook.name}' ({codebook.source.split('.')[0]}). Intervals are percentile cluster bootstraps "
        f"over articles and given from {FEWEST} articles a source."
    )


def _number(n, unit):
    return f"{n:,} {unit}" if n == 1 else f"{n:,} {unit}s"

"""Actors over a whole corpus: who is named, who is quoted, who is only spoken about, and who is named with whom.

`mention_table` reads the names of every article (`naming.find_actors`) and joins them across articles: *Obama* in one
article to *Barack Obama* in another. `joined_forms` lists every join, the unsure ones first, for a reader to confirm;
an entry in a gazetteer of one's own settles it. Adjectives (*Chinese*) are kept in the table of mentions and not
counted as naming an actor.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from utils import grammar
from utils.coding.codebook import Codebook
from utils.corpus import grouped, with_groups
from utils.notebook.progress import progress
from utils.speech.gazetteer import KINDS, known_names, straight
from utils.speech.naming import Mention, find_actors, mentions
from utils.speech.people import family_name, is_junior, spelling_key, without_middle
from utils.text import split_sentences
from utils.uncertainty import estimates, events_of

__all__ = [
    "AGENTS",
    "Mention",
    "actor_table",
    "co_mentions",
    "find_actors",
    "forms_of",
    "frames_by_actor",
    "joined_forms",
    "mention_table",
    "tone_by_actor",
]

AGENTS = tuple(KINDS[:3])  # persons, institutions and countries act; places, events and things do not
DOMINANT = 0.75  # of all mentions of a surname, for a lone surname to be taken for its best-known bearer


def mention_table(corpus: pd.DataFrame, gazetteer: str | Path | dict | None = None) -> pd.DataFrame:
    """Every mention of every actor: `doc_id, source, sentence, place`, then the columns of `naming.find_actors`.

    After `source` stand other columns that group the articles (see `corpus.with_groups`). `sentence` counts from 0 as
    in `text.sentence_table`; `place` is where in the article the mention stands, 0 its beginning, 1 its end. A name is
    one actor in all articles, of the kind that most of its mentions have. A surname alone is joined to somebody whom
    only other articles name in full where one person nearly always bears it there; its form is "surname", and `sure`
    is False.

    >>> texts = ["Ann Lee won. Lee smiled.", "They saw Lee win."]
    >>> corpus = pd.DataFrame({"doc_id": ["a", "b"], "source": "A", "text": texts})
    >>> mention_table(corpus)[["doc_id", "mention", "actor", "sure"]].values.tolist()
    [['a', 'Ann Lee', 'Ann Lee', True], ['a', 'Lee', 'Ann Lee', True], ['b', 'Lee', 'Ann Lee', False]]
    """
    known, labels, rows = known_names(gazetteer), grammar.labels(corpus), []
    for doc_id, text in progress(corpus[["doc_id", "text"]].values.tolist(), "naming", "articles"):
        begins = [begin for begin, _ in split_sentences(text)]
        rows += [
            (doc_id, bisect_right(begins, one.start) - 1, one.start / len(text), *one)
            for one in mentions(text, known, labels.get(doc_id, ()))
        ]
    table = pd.DataFrame(rows, columns=["doc_id", "sentence", "place", *Mention._fields])
    return with_groups(_across(table, known), corpus)


def joined_forms(table: pd.DataFrame) -> pd.DataFrame:
    """Which words were taken for which actor: `actor, kind, mention, mentions, articles, sure, example`, unsure first.

    `example` is the doc_id of the first article with it. Forms that are the actor's own name are left out.
    """
    joined = table[(table["mention"] != table["actor"]) & (table["form"] != "adjective")]
    groups = joined.groupby(["actor", "kind", "mention"], as_index=False)
    sums = groups.agg(
        mentions=("doc_id", "size"), articles=("doc_id", "nunique"), sure=("sure", "all"), example=("doc_id", "first")
    )
    order = ["sure", "mentions", "actor", "mention"]
    return sums.sort_values(order, ascending=[True, False, True, True], ignore_index=True)


def forms_of(table: pd.DataFrame, actor: str) -> pd.DataFrame:
    """The words that were taken for one actor: `mention, form, count`; `table` is that of `mention_table`.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": "A", "text": ["The Kremlin spoke for Russia."]})
    >>> forms_of(mention_table(corpus), "Russia").values.tolist()
    [['Kremlin', 'metonym', 1], ['Russia', 'name', 1]]
    """
    here = table[table["actor"] == actor]
    return here.groupby(["mention", "form"]).size().rename("count").reset_index()


def actor_table(table: pd.DataFrame, quotes: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """Who is named and who speaks, one row an actor and source.

    `table` is that of `mention_table`, `quotes` that of `voices.quote_table`. Columns: `actor, kind, role` (the most
    frequent one in that source), `source, mentions, articles, of` (articles of the source that name anybody),
    `first_mention` (median place of the first mention in an article, 0 to 1), `quotations` and `words` (in quotation
    marks), `reported` (statements without marks), `only_spoken_about`: not where somebody spoke whose short name may be
    this actor's, nor, of a country, where its ministry or a readout of its government did. Who speaks with others
    counts with all their words. With another column for `by`, such as genre, that one stands in the place of source.
    """
    table, quotes = grouped(table, by), grouped(quotes, by)
    named = table[table["form"] != "adjective"]
    first = named.groupby([by, "actor", "doc_id"])["place"].min().groupby([by, "actor"]).median()
    sums = named.groupby([by, "actor"]).agg(
        kind=("kind", "first"), mentions=("doc_id", "size"), articles=("doc_id", "nunique")
    )
    sums["first_mention"] = first
    alone = quotes.explode("speaker_names")
    for column, kinds in (("quotations", ["direct", "mixed"]), ("reported", ["indirect"])):
        counts = alone[alone["kind"].isin(kinds)].groupby([by, "speaker_names"]).size()
        sums[column] = counts.reindex(sums.index, fill_value=0)
    spoken = alone[alone["kind"].isin(["direct", "mixed"])].groupby([by, "speaker_names"])["words"].sum()
    sums["words"] = spoken.reindex(sums.index, fill_value=0)
    perhaps = set(zip(*table.loc[~table["sure"], [by, "actor", "mention"]].to_numpy().T, strict=True))
    heard = {pair for column in ("speaker_names", "speaks_for") for pair in zip(alone[by], alone[column], strict=True)}
    may_speak = {(group, actor) for group, actor, words in perhaps if (group, words) in heard}
    may_speak |= heard
    silent = (sums["quotations"] == 0) & (sums["reported"] == 0)
    sums["only_spoken_about"] = silent & ~sums.index.isin(may_speak)
    roles = table[table["role"] != ""].groupby([by, "actor"])["role"].agg(lambda role: role.value_counts().index[0])
    sums["role"] = roles.reindex(sums.index, fill_value="")
    sums = sums.reset_index()
    sums["of"] = sums[by].map(named.groupby(by)["doc_id"].nunique())
    columns = ["actor", "kind", "role", by, "mentions", "articles", "of", "first_mention", "quotations", "words"]
    sums = sums[[*columns, "reported", "only_spoken_about"]]
    return sums.sort_values(["mentions", "actor", by], ascending=[False, True, True], ignore_index=True)


def co_mentions(table: pd.DataFrame, kinds: Sequence[str] = AGENTS) -> pd.DataFrame:
    """Who is named with whom in one sentence: `actor, other, sentences, articles, log_dice`, most sentences first.

    `log_dice` (Rychlý 2008) is 14 where two are only ever named together, a point less for half as often.
    """
    named = table[table["kind"].isin(kinds) & (table["form"] != "adjective")]
    pairs, alone = {}, {}
    for (doc_id, _), actors in named.groupby(["doc_id", "sentence"])["actor"]:
        together = sorted(set(actors))
        for actor in together:
            alone[actor] = alone.get(actor, 0) + 1
        for pair in combinations(together, 2):
            pairs.setdefault(pair, []).append(doc_id)
    rows = [(*pair, len(where), len(set(where)), alone[pair[0]] + alone[pair[1]]) for pair, where in pairs.items()]
    sums = pd.DataFrame(rows, columns=["actor", "other", "sentences", "articles", "both"])
    sums["log_dice"] = 14 + np.log2(2 * sums["sentences"].astype(float) / sums["both"].astype(float))
    order = ["sentences", "actor", "other"]
    return sums.drop(columns="both").sort_values(order, ascending=[False, True, True], ignore_index=True)


def tone_by_actor(table: pd.DataFrame, sentences: pd.DataFrame, by: str = "source", least: int = 3) -> pd.DataFrame:
    """Tone of the sentences that name each actor, most named first.

    Columns `actor, source, sentences, articles, tone, low, high`. `sentences` is the table of
    `sentiment.score_sentences`; `tone` the mean over articles, its interval as of `uncertainty.estimates`. This is the
    tone *around* an actor, not *towards* it. Actors named in fewer than `least` sentences with a tone are left out.
    `by` as in `actor_table`.
    """
    named = grouped(table[table["form"] != "adjective"], by)[["doc_id", by, "sentence", "actor"]].drop_duplicates()
    here = sentences[["doc_id", "sentence", "tone", *(["event"] if "event" in sentences else [])]]
    scored = named.merge(here.dropna(subset="tone"), on=["doc_id", "sentence"])
    total = scored["actor"].value_counts()
    columns = ["actor", by, "sentences", "articles", "tone", "low", "high"]
    rows = []
    for actor, part in scored[scored["actor"].map(total) >= least].groupby("actor"):
        counts = part[by].value_counts()
        means = estimates(part["tone"], part["doc_id"], part[by], events_of(part))
        rows += [
            (actor, row.group, counts[row.group], row.n, row.value, row.low, row.high) for row in means.itertuples()
        ]
    sums = pd.DataFrame(rows, columns=columns).assign(total=lambda sums: sums["actor"].map(total))
    sums = sums.sort_values(["total", "actor", by], ascending=[False, True, True], ignore_index=True)
    return sums.drop(columns="total")


def frames_by_actor(table: pd.DataFrame, sentences: pd.DataFrame, codebook: Codebook, least: int = 3) -> pd.DataFrame:
    """Which frames stand around each actor: `actor, sentences, articles`, then each frame's share of these sentences.

    The columns of frames are called by their labels. `sentences` is the table of `framing.score_sentences`. Actors
    named in fewer than `least` sentences, adjectives and what cannot act (places, events, things) are left out.
    """
    here = table[(table["form"] != "adjective") & table["kind"].isin(AGENTS)]
    named = here[["doc_id", "sentence", "actor"]].drop_duplicates()
    labels = codebook.shown()
    joined = named.merge(sentences[["doc_id", "sentence", *labels]], on=["doc_id", "sentence"])
    sums = joined.groupby("actor")[list(labels)].mean().astype(float).rename(columns=labels)
    sums.insert(0, "sentences", joined["actor"].value_counts())
    sums.insert(1, "articles", joined.groupby("actor")["doc_id"].nunique())
    sums = sums[sums["sentences"] >= least].reset_index()
    return sums.sort_values(["sentences", "actor"], ascending=[False, True], ignore_index=True)


def _across(table, known):
    """The table with one name and one kind for an actor in all articles."""
    if table.empty:
        return table
    full = table["actor"].str.contains(" ") & (table["form"] != "adjective")
    keys = table["actor"].where(~full, table["actor"].map(spelling_key))
    keys = keys.replace(without_middle(set(keys[full])))
    spellings = pd.DataFrame({"key": keys[full], "name": table.loc[full, "actor"]})
    counts = spellings.value_counts(ascending=True).reset_index().sort_values(["count", "name"])
    display = dict(zip(counts["key"], counts["name"], strict=True))  # the most frequent spelling comes last
    table["actor"] = [display.get(key, actor) for key, actor in zip(keys, table["actor"], strict=True)]
    bearers = _bearers(table.loc[(table["kind"] == "person") & full, "actor"].value_counts())
    lone = table.loc[~full & (table["form"] == "name") & ~table["mention"].map(straight).isin(known), "actor"]
    guessed = lone.map(lambda name: bearers.get(name.lower())).dropna()
    table.loc[guessed.index, "actor"] = guessed
    table.loc[guessed.index, ["form", "kind", "sure"]] = ["surname", "person", False]
    votes = pd.crosstab(table["actor"], table["kind"]).reindex(columns=KINDS, fill_value=0)
    votes["other"] = 0.5  # only where nothing else is said
    table["kind"] = table["actor"].map(votes.idxmax(axis=1))
    return table


def _bearers(persons):
    """{surname: the person it means where it stands alone}, where one person is nearly always meant."""
    by_surname = {}
    for name, count in persons.items():
        if not is_junior(name):
            by_surname.setdefault(family_name(name), []).append((count, name))
    bearers = {}
    for surname, people in by_surname.items():
        count, name = max(people)
        if count >= DOMINANT * sum(one for one, _ in people):
            bearers[surname] = name
    return bearers

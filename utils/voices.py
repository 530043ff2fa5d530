"""Who gets to speak: quotations, what is reported of somebody's words, and the speaker each belongs to.

`find_quotes` reads one text (speech/quotes.py), `quote_table` a corpus; the other functions sum a table up: how many
words each speaker has, who speaks with a name, and with which verbs speakers are introduced.
"""

import pandas as pd

from utils.actors import Mention, mention_table
from utils.corpus import grouped, load_truth, with_groups
from utils.grammar import Parse, parses
from utils.notebook.progress import progress
from utils.speech.quotes import find_quotes, quote_rows, quotes_as_table
from utils.text import word_spans
from utils.uncertainty import estimates, events_of

__all__ = [
    "STANDINGS",
    "by_speaker",
    "colours_of_verbs",
    "find_quotes",
    "frequent_verbs",
    "meant_and_found",
    "most_quoted",
    "quote_table",
    "reported",
    "share_of_voice",
    "spoken",
    "standing_of_speakers",
]

STANDINGS = ["person", "institution", "country", "text", "nameless", "not resolved", "no speaker"]
WITHOUT_A_NAME = {"text": "a text", "nameless": "nameless people", "no speaker": "no speaker"}  # else: not resolved
NO_GRAMMAR = Parse(*([] for _ in Parse._fields))


def quote_table(corpus: pd.DataFrame, named: pd.DataFrame | None = None) -> pd.DataFrame:
    """`find_quotes` of every article: `doc_id, source`, its columns, and `words`, how many it has.

    After `source` stand other columns that group the articles (see `corpus.with_groups`). `named` is the table of
    `actors.mention_table`, made here if it is not given: one name a speaker in all articles. Articles in other
    languages than English have quotations and no speakers. Raises CorpusError where the parser is not installed and
    an article was not parsed before (see `grammar.parse`).
    """
    named = mention_table(corpus) if named is None else named
    places = {
        doc_id: list(rows[list(Mention._fields)].itertuples(index=False)) for doc_id, rows in named.groupby("doc_id")
    }
    english = corpus["language"].eq("en") if "language" in corpus else pd.Series(True, corpus.index)
    parsed = parses(corpus.loc[english, "text"])
    rows = []
    articles = zip(corpus["doc_id"], corpus["text"], english, strict=True)
    for doc_id, text, reads in progress(articles, "listening", "articles", len(corpus)):
        words = next(parsed) if reads else NO_GRAMMAR
        rows += [(doc_id, *row) for row in quote_rows(text, places.get(doc_id, []), words)]
    table = quotes_as_table(rows, ["doc_id"])
    table["words"] = [len(word_spans(quote)) for quote in table["quote"]]
    return with_groups(table, corpus)


def spoken(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a `quote_table` that count as somebody's words: direct and mixed quotations.

    >>> spoken(find_quotes("“We won,” said Ann Lee. The “victory day” began. It rained, she said."))["quote"].tolist()
    ['“We won,”']
    """
    return table[table["kind"].isin(["direct", "mixed"])]


def reported(table: pd.DataFrame, acts: bool = False) -> pd.DataFrame:
    """The rows of a `quote_table` that report somebody's words without marks: statements, with `acts` speech acts too.

    >>> reported(find_quotes("Ann Lee said it rained. She promised to wait."))["quote"].tolist()
    ['it rained']
    """
    return table[(table["kind"] == "indirect") & ((table["act"] == "statement") | acts)]


def share_of_voice(table: pd.DataFrame, by: str = "source", most: int = 10, acts: bool = False) -> pd.DataFrame:
    """Who speaks, and how much, most words first in each source.

    `table` is that of `quote_table`. Columns: `source, speaker_name`; `quotations, words`: direct and mixed ones, and
    words in them; `passages, reported`: of what is reported without marks, with `acts` also what was promised or
    blamed; `share` of the source's quoted words; `articles` in which the speaker is heard, `of` those in which anybody
    is. A single speaker's share has no interval worth printing: say "in 3 of 40 articles". Where two speak together,
    both get their words, so that shares may add up to more than 1. Who has no name counts under "a text", "nameless
    people", "no speaker", or "not resolved". At most `most` speakers a source. With another column for `by`, such
    as genre, that one stands in the place of source.

    >>> text = "“We won,” said Ann Lee. “No,” said Bo Hill. Ann Lee said it rained."
    >>> import pandas as pd
    >>> table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]}))
    >>> share_of_voice(table)[["speaker_name", "words", "reported"]].values.tolist()
    [['Ann Lee', 2, 2], ['Bo Hill', 1, 0]]
    """
    sums = {}
    parts = {("quotations", "words"): spoken(table), ("passages", "reported"): reported(table, acts)}
    for (count, words), part in parts.items():
        told = by_speaker(grouped(part, by)).groupby([by, "speaker_name"])["words"]
        sums |= {count: told.size(), words: told.sum()}
    heard = grouped(pd.concat([spoken(table), reported(table, acts)]), by)
    sums["articles"] = by_speaker(heard).groupby([by, "speaker_name"])["doc_id"].nunique()
    sums = pd.DataFrame(sums).fillna(0).astype(int).rename_axis([by, "speaker_name"]).reset_index()
    of = grouped(spoken(table), by).groupby(by)["words"].sum()
    sums["share"] = sums["words"] / sums[by].map(of).astype(float)
    sums["of"] = sums[by].map(heard.groupby(by)["doc_id"].nunique())
    order = [by, "words", "reported", "speaker_name"]
    sums = sums.sort_values(order, ascending=[True, False, False, True])
    return sums.groupby(by).head(most).reset_index(drop=True)


def by_speaker(table: pd.DataFrame) -> pd.DataFrame:
    """A `quote_table` with a row for each speaker of a statement; a speaker without a name is called what is known."""
    alone = table.explode("speaker_names")
    unnamed = alone["standing"].map(WITHOUT_A_NAME).fillna("not resolved")
    return alone.assign(speaker_name=alone["speaker_names"].fillna(unnamed))


def most_quoted(shares: pd.DataFrame, most: int = 3) -> list[str]:
    """The speakers with most words in one source, most first, each once; `shares` is the table of `share_of_voice`.

    >>> import pandas as pd
    >>> most_quoted(pd.DataFrame({"speaker_name": ["Ann Lee", "Bo Hill", "Bo Hill"], "words": [2, 7, 9]}))
    ['Bo Hill', 'Ann Lee']
    """
    return shares.sort_values("words", ascending=False)["speaker_name"].drop_duplicates().head(most).tolist()


def standing_of_speakers(table: pd.DataFrame, by: str = "source", acts: bool = False) -> pd.DataFrame:
    """Who may speak with a name: `source, speech, standing, words, passages, articles, share, low, high, n, note`.

    `speech` is "quoted" (direct and mixed) or "reported" (without marks; with `acts` also promises and blame), `share`
    is of the source's words of that kind, its interval as of `uncertainty.estimates` with words as weights; `articles`
    of `n` have the standing. Standings: person, institution, country; text (a report, a poll); nameless (*experts say*:
    nobody whom the article names); not resolved (a *she* or *the company* that may be two); no speaker. `by` as in
    `share_of_voice`.
    """
    parts = {"quoted": spoken(table), "reported": reported(table, acts)}
    tables = [
        _shares(grouped(part, by), by, "standing", part["words"]).assign(speech=speech)
        for speech, part in parts.items()
    ]
    return pd.concat(tables, ignore_index=True)[[by, "speech", "standing", "words", *SHARES]]


def colours_of_verbs(table: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """How speakers are introduced: `source, colour, count, articles, share, low, high, n, note`.

    `share` is of all reporting verbs, its interval as of `uncertainty.estimates`; a verb that introduces several pieces
    of what is said counts once. `by` as in `share_of_voice`.
    """
    told = grouped(_verbs(table), by)
    shares = _shares(told, by, "colour", pd.Series(1, told.index))
    return shares.rename(columns={"passages": "count"}).drop(columns="words")


SHARES = ["passages", "articles", "share", "low", "high", "n", "note"]


def _shares(told, by, column, weights):
    """The share of each value of a column in each group, with its interval: a row a group and value that occurs."""
    told = told.assign(words=weights)
    sums = told.groupby([by, column]).agg(
        words=("words", "sum"), passages=("words", "size"), articles=("doc_id", "nunique")
    )
    means = [
        estimates(told[column] == value, told["doc_id"], told[by], events_of(told), True, weights=told["words"]).assign(
            **{column: value}
        )
        for value in sorted(told[column].unique())
    ]
    names = {"group": by, "value": "share"}
    columns = [by, column, "share", "low", "high", "n", "note"]
    shares = pd.concat(means).rename(columns=names)[columns] if means else pd.DataFrame(columns=columns)
    return sums.reset_index().merge(shares, on=[by, column])


def frequent_verbs(table: pd.DataFrame, most: int = 4) -> list[str]:
    """The words that introduce speakers more than once, as they stand in the texts, most frequent first.

    >>> quotes = find_quotes("“We won,” Lee said. “We lost,” Kay said. “Not so,” Lee claimed.")
    >>> frequent_verbs(quotes.assign(doc_id="a"))
    ['said']
    """
    counts = _verbs(table)["cue"].str.lower().value_counts()
    return counts[counts > 1].head(most).index.tolist()


def _verbs(table):
    """A row for each verb that introduces a speaker, however many pieces of what is said it governs."""
    told = table[table["colour"] != ""]
    return told.assign(who=told["speaker_start"].fillna(told["start"])).drop_duplicates(["doc_id", "who", "cue"])


def meant_and_found(table: pd.DataFrame) -> pd.DataFrame:
    """How many quotations of the practice corpus its writer noted, and how many are found in it.

    `table` is its `quote_table`. Columns `kind, noted by the writer, found by the rules`.

    >>> import pandas as pd
    >>> meant_and_found(pd.DataFrame({"kind": ["direct", "scare"]}))["kind"].tolist()
    ['direct', 'indirect', 'mixed', 'scare', 'title']
    """
    noted = load_truth("quotation").groupby("value").size().to_frame("noted by the writer")
    return noted.join(table["kind"].value_counts().rename("found by the rules")).reset_index(names="kind")

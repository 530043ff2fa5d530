"""Who gets to speak: quotations, what is reported of somebody's words, and the speaker each belongs to.

`find_quotes` reads one text (speech/quotes.py), `quote_table` a corpus; the other functions sum a table up: how many
words each speaker has, who speaks with a name, and with which verbs speakers are introduced.
"""

import pandas as pd

from utils.actors import Mention, mention_table
from utils.corpus import grouped, load_truth, with_groups
from utils.notebook.progress import progress
from utils.speech.attribution import base_of, reporting_verbs
from utils.speech.quotes import find_quotes, quote_rows, quotes_as_table
from utils.text import word_spans

__all__ = [
    "STANDINGS",
    "colours_of_verbs",
    "find_quotes",
    "frequent_verbs",
    "meant_and_found",
    "most_quoted",
    "quote_table",
    "share_of_voice",
    "spoken",
    "standing_of_speakers",
]

STANDINGS = ["person", "institution", "country", "unnamed", "nobody"]


def quote_table(corpus: pd.DataFrame, named: pd.DataFrame | None = None) -> pd.DataFrame:
    """`find_quotes` of every article: `doc_id, source`, its columns, `words` quoted and `colour` of the cue.

    After `source` stand other columns that group the articles (see `corpus.with_groups`). `named` is the table of
    `actors.mention_table`, made here if it is not given: one name a speaker in all articles.
    """
    named = mention_table(corpus) if named is None else named
    places = {
        doc_id: list(rows[list(Mention._fields)].itertuples(index=False)) for doc_id, rows in named.groupby("doc_id")
    }
    articles = progress(corpus[["doc_id", "text"]].values.tolist(), "listening", "articles")
    rows = [(doc_id, *row) for doc_id, text in articles for row in quote_rows(text, places.get(doc_id, []))]
    table = quotes_as_table(rows, ["doc_id"])
    colours = reporting_verbs()
    table["words"] = [len(word_spans(quote)) for quote in table["quote"]]
    table["colour"] = [colours.get(base_of(cue), "") if isinstance(cue, str) else "" for cue in table["cue"]]
    return with_groups(table, corpus)


def spoken(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a `quote_table` that count as somebody's words: direct and mixed quotations.

    >>> spoken(find_quotes("“We won,” said Ann Lee, and “victory day” began. It rained, she said."))["quote"].tolist()
    ['“We won,”']
    """
    return table[table["kind"].isin(["direct", "mixed"])]


def share_of_voice(table: pd.DataFrame, by: str = "source", most: int = 10) -> pd.DataFrame:
    """Who is quoted, and how much: `source, speaker_name, quotations, words, share`, most words first in each source.

    `table` is that of `quote_table`; direct and mixed quotations count, `share` is of the source's quoted words. A
    quotation without a speaker, or of a "she" whose name is not safe, counts under "nobody named". At most `most`
    speakers a source. With another column for `by`, such as genre, that one stands in the place of source.

    >>> text = "“We won,” said Ann Lee. “No,” said Bo Hill."
    >>> import pandas as pd
    >>> table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]}))
    >>> share_of_voice(table)[["speaker_name", "words"]].values.tolist()
    [['Ann Lee', 2], ['Bo Hill', 1]]
    """
    told = grouped(spoken(table), by)
    told["speaker_name"] = told["speaker_name"].fillna("nobody named")  # "she" is another in every article
    sums = told.groupby([by, "speaker_name"], as_index=False).agg(quotations=("words", "size"), words=("words", "sum"))
    sums["share"] = sums["words"] / sums.groupby(by)["words"].transform("sum")
    sums = sums.sort_values([by, "words", "speaker_name"], ascending=[True, False, True])
    return sums.groupby(by).head(most).reset_index(drop=True)


def most_quoted(shares: pd.DataFrame, most: int = 3) -> list[str]:
    """The speakers with most words in one source, most first, each once; `shares` is the table of `share_of_voice`.

    >>> import pandas as pd
    >>> most_quoted(pd.DataFrame({"speaker_name": ["Ann Lee", "Bo Hill", "Bo Hill"], "words": [2, 7, 9]}))
    ['Bo Hill', 'Ann Lee']
    """
    return shares.sort_values("words", ascending=False)["speaker_name"].drop_duplicates().head(most).tolist()


def standing_of_speakers(table: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """Who may speak with a name: `source, standing, words, share` of the words in direct and mixed quotations.

    Standings: person, institution, country (by name), unnamed (*experts say*, an unresolved *she*), nobody. `by` as
    in `share_of_voice`.
    """
    sums = grouped(spoken(table), by).groupby([by, "standing"])["words"].sum().reset_index()
    return sums.assign(share=sums["words"] / sums.groupby(by)["words"].transform("sum"))


def colours_of_verbs(table: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """How speakers are introduced: `source, colour, count, share` of all attributions with a reporting verb.

    `by` as in `share_of_voice`.
    """
    told = grouped(table[table["colour"] != ""], by)
    counts = told.groupby([by, "colour"]).size().rename("count").reset_index()
    return counts.assign(share=counts["count"] / counts.groupby(by)["count"].transform("sum"))


def frequent_verbs(table: pd.DataFrame, most: int = 4) -> list[str]:
    """The words that introduce speakers most often, as they stand in the texts, most frequent first.

    >>> import pandas as pd
    >>> frequent_verbs(pd.DataFrame({"cue": ["said", "Said", "claimed"], "colour": ["neutral"] * 2 + ["distancing"]}))
    ['said', 'claimed']
    """
    return table.loc[table["colour"] != "", "cue"].str.lower().value_counts().head(most).index.tolist()


def meant_and_found(table: pd.DataFrame) -> pd.DataFrame:
    """How many quotations of the practice corpus its writer noted, and how many are found in it.

    `table` is its `quote_table`. Columns `kind, noted by the writer, found by the rules`.

    >>> import pandas as pd
    >>> meant_and_found(pd.DataFrame({"kind": ["direct", "scare"]}))["kind"].tolist()
    ['direct', 'indirect', 'mixed', 'scare', 'title']
    """
    noted = load_truth("quotation").groupby("value").size().to_frame("noted by the writer")
    return noted.join(table["kind"].value_counts().rename("found by the rules")).reset_index(names="kind")

"""Who gets to speak: quotations, what is reported of somebody's words, and the speaker each belongs to.

`find_quotes` reads one text (speech/quotes.py), `quote_table` a corpus; the other functions sum a table up: how many
words each speaker has, who speaks with a name, and with which verbs speakers are introduced.
"""

from utils.actors import Mention, mention_table
from utils.notebook.progress import progress
from utils.speech.attribution import base_of, reporting_verbs
from utils.speech.quotes import find_quotes, quote_rows, quotes_as_table
from utils.text import word_spans

__all__ = ["STANDINGS", "colours_of_verbs", "find_quotes", "quote_table", "share_of_voice", "standing_of_speakers"]

STANDINGS = ["person", "institution", "country", "unnamed", "nobody"]


def quote_table(corpus, named=None):
    """`find_quotes` of every article: `doc_id, source`, its columns, `words` quoted and `colour` of the cue.

    `named` is the table of `actors.mention_table`, made here if it is not given: one name a speaker in all articles.
    """
    named = mention_table(corpus) if named is None else named
    places = {
        doc_id: list(rows[list(Mention._fields)].itertuples(index=False)) for doc_id, rows in named.groupby("doc_id")
    }
    articles = progress(corpus[["doc_id", "source", "text"]].values.tolist(), "listening", "articles")
    rows = [
        (doc_id, source, *row) for doc_id, source, text in articles for row in quote_rows(text, places.get(doc_id, []))
    ]
    table = quotes_as_table(rows, ["doc_id", "source"])
    colours = reporting_verbs()
    table["words"] = [len(word_spans(quote)) for quote in table["quote"]]
    table["colour"] = [colours.get(base_of(cue), "") if isinstance(cue, str) else "" for cue in table["cue"]]
    return table


def share_of_voice(table, most=10):
    """Who is quoted, and how much: `source, speaker_name, quotations, words, share`, most words first in each source.

    `table` is that of `quote_table`; direct and mixed quotations count, `share` is of the source's quoted words. A
    quotation without a speaker, or of a "she" whose name is not safe, counts under "nobody named". At most `most`
    speakers a source.

    >>> import pandas as pd
    >>> text = "“We won,” said Ann Lee. “No,” said Bo Hill."
    >>> table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]}))
    >>> share_of_voice(table)[["speaker_name", "words"]].values.tolist()
    [['Ann Lee', 2], ['Bo Hill', 1]]
    """
    spoken = table[table["kind"].isin(["direct", "mixed"])].copy()
    spoken["speaker_name"] = spoken["speaker_name"].fillna("nobody named")  # "she" is another in every article
    sums = spoken.groupby(["source", "speaker_name"], as_index=False).agg(
        quotations=("words", "size"), words=("words", "sum")
    )
    sums["share"] = sums["words"] / sums.groupby("source")["words"].transform("sum")
    sums = sums.sort_values(["source", "words", "speaker_name"], ascending=[True, False, True])
    return sums.groupby("source").head(most).reset_index(drop=True)


def standing_of_speakers(table):
    """Who may speak with a name: `source, standing, words, share` of the words in direct and mixed quotations.

    Standings: person, institution, country (by name), unnamed (*experts say*, an unresolved *she*), nobody.
    """
    spoken = table[table["kind"].isin(["direct", "mixed"])]
    sums = spoken.groupby(["source", "standing"])["words"].sum().reset_index()
    return sums.assign(share=sums["words"] / sums.groupby("source")["words"].transform("sum"))


def colours_of_verbs(table):
    """How speakers are introduced: `source, colour, count, share` of all attributions with a reporting verb."""
    told = table[table["colour"] != ""]
    counts = told.groupby(["source", "colour"]).size().rename("count").reset_index()
    return counts.assign(share=counts["count"] / counts.groupby("source")["count"].transform("sum"))

"""What a corpus is, as sentences: its articles, where they come from, their lengths."""

from contextlib import suppress

import pandas as pd

from utils import telling
from utils.corpus import by_language, genres_apart, main_sources
from utils.errors import CorpusError
from utils.wording.shared import listed, number

__all__ = [
    "articles_by",
    "articles_by_year",
    "describe_compared",
    "describe_copies",
    "describe_corpus",
    "describe_installation",
    "describe_loading",
    "describe_provenance",
    "describe_quoted",
    "describe_report",
    "describe_scores",
    "describe_sentence_lengths",
    "describe_sources",
    "genre_and_time",
    "middle_sentences",
    "odd_dates",
    "provenance",
]

HANDFUL = 4  # articles that are named one by one


def describe_corpus(corpus: pd.DataFrame, lengths: pd.DataFrame) -> str:
    """How many articles, sources and words there are."""
    words = f"{lengths['words'].sum():,} words in {lengths['sentences'].sum():,} sentences"
    return f"{describe_sources(corpus)}, {words}."


def describe_sources(corpus: pd.DataFrame) -> str:
    """How many articles and sources there are."""
    sources = sorted(corpus["source"].unique())
    drawn = f", drawn by chance from {corpus.attrs['drawn_from']:,}," if "drawn_from" in corpus.attrs else ""
    return f"{number(len(corpus), 'article')}{drawn} from {number(len(sources), 'source')} ({listed(sources)})"


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


def describe_loading(corpus: pd.DataFrame) -> list[str]:
    """What came in, from where, and what was left out, in at most five sentences.

    >>> import pandas as pd
    >>> describe_loading(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "date": [pd.NaT], "path": ["a.txt"]}))
    ['1 article from 1 source was read from 1 file.', 'It has no date.']
    """
    n, files = len(corpus), corpus["path"].nunique()
    was = "was" if n == 1 else "were"
    named = number(corpus["source"].nunique(), "source")
    told = [f"{number(n, 'article')} from {named} {was} read from {number(files, 'file')}.", _when(corpus["date"])]
    others = corpus[corpus["language"] != "en"] if "language" in corpus else corpus[:0]
    if len(others):
        told.append(
            f"Not in English, and left out of tone, frames and voices: {len(others):,} ({by_language(others)})."
        )
    events = pd.DataFrame(corpus.attrs.get("events", []), columns=["item", "outcome", "why"])
    skipped = events[events["outcome"] == "skipped"]
    if len(skipped):
        first = skipped.iloc[0]
        what = "One file or row was" if len(skipped) == 1 else f"{len(skipped):,} files or rows were"
        told.append(f"{what} left out; the first: {first['item']} {first['why']}.".replace("..", "."))
    if len(others) or not skipped.empty or (events["outcome"] == "noted").any():
        noted = number(int((events["outcome"] == "noted").sum()), "thing")
        mended = number(int((events["outcome"] == "repaired").sum()), "repair")
        told.append(f"What else to know of the files: {noted} noted, {mended}.")
    return told


def _when(dates):
    known = dates.dropna()
    missing = len(dates) - len(known)
    if known.empty:
        return "It has no date." if len(dates) == 1 else "None of them has a date."
    first, last = (f"{day.day} {day:%B %Y}" for day in (known.min(), known.max()))
    span = (
        f"It dates from {first}"
        if len(dates) == 1
        else f"They date from {first} to {last}"
        if first != last
        else f"All are of {first}"
    )
    if missing:
        span = f"{len(known):,} date from {first} to {last}" if first != last else f"{len(known):,} are of {first}"
        return f"{span}; {missing:,} have no date." if missing > 1 else f"{span}; 1 has no date."
    return f"{span}."


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


def articles_by_year(corpus: pd.DataFrame) -> pd.DataFrame:
    """How many articles each source has of each year: a row a source, most articles first; `undated` and `all` last.

    >>> import pandas as pd
    >>> dates = pd.to_datetime(["2024-05-01", None])
    >>> articles_by_year(pd.DataFrame({"source": ["A", "A"], "date": dates})).to_dict("index")
    {'A': {'2024': 1, 'undated': 1, 'all': 2}}
    """
    years = corpus["date"].dt.strftime("%Y").fillna("undated")
    table = pd.crosstab(corpus["source"], years).rename_axis(columns=None)
    table = table[sorted(table.columns)].assign(all=table.sum(axis=1))  # digits stand before letters
    return table.sort_index().sort_values("all", ascending=False, kind="stable")


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
    """How much of the articles is in quotation marks, in all and in each; the table is that of `text.sentence_lengths`.

    >>> import pandas as pd
    >>> table = {"doc_id": ["a", "b"], "source": ["A", "B"], "words": [10, 30], "quoted": [0.5, 0.1]}
    >>> describe_quoted(pd.DataFrame(table))
    'In the articles drawn, 20% of the words stand in quotation marks: A 50% and B 10%.'
    """
    sums = sentences.assign(quoted=sentences["words"] * sentences["quoted"])
    sums = sums.groupby(["source", "doc_id"], sort=False)[["words", "quoted"]].sum().reset_index()
    names = sums["source" if sums["source"].is_unique else "doc_id"]
    each = listed(f"{name} {share:.0%}" for name, share in zip(names, sums["quoted"] / sums["words"], strict=True))
    quoted = sums["quoted"].sum() / sums["words"].sum()
    return f"In the articles drawn, {quoted:.0%} of the words stand in quotation marks: {each}."


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
    middles = listed(f"{source} {words:g}" for source, words in middle_sentences(sentences).items())
    return f"Words in the middle sentence: {middles}."


def describe_compared(corpus: pd.DataFrame, compared: pd.DataFrame) -> str:
    """Which articles of `corpus` a comparison leaves out, and why; of which genre those compared are.

    Of a handful of articles also whether each was told before or after the event (`telling.timing`).
    """
    parts = []
    others = corpus[corpus["language"] != "en"] if "language" in corpus else corpus[:0]
    if len(others) and not others["doc_id"].isin(compared["doc_id"]).any():
        share = f"{len(others):,} of {number(len(corpus), 'article')}"
        parts.append(
            f"Left out because not in English: {share} ({by_language(others)}). The word lists are English; a score of "
            "another language would be nonsense."
        )
    kept, sources = compared["source"].nunique(), corpus["source"].nunique()
    if kept < sources:
        parts.append(f"Compared are the {kept} sources with the most articles, of {sources:,}.")
    return " ".join(filter(None, [*parts, _kinds(compared), genres_apart(compared)]))


def _kinds(compared):
    """Genre and time article by article where they are a handful, else the genres of each source."""
    if 2 <= len(compared) <= HANDFUL:
        about = genre_and_time(compared)
        named = compared["source"].where(~compared["source"].duplicated(keep=False), compared["doc_id"])
        told = [f"{name} ({about[doc]})" for name, doc in zip(named, compared["doc_id"], strict=True) if about[doc]]
        return f"Compared: {listed(told)}." if told else ""
    if "genre" not in compared:
        return ""
    counts = compared.groupby("source")["genre"].value_counts()
    parts = [
        f"{name}: {listed(f'{n} {genre}' for genre, n in rows[name].items())}" for name, rows in counts.groupby(level=0)
    ]
    more = f"; and {len(parts) - HANDFUL} more sources" if len(parts) > HANDFUL else ""
    return f"Genres by source. {'; '.join(parts[:HANDFUL])}{more}."


def genre_and_time(corpus: pd.DataFrame, timing: pd.DataFrame | None = None) -> dict[str, str]:
    """What is known of each article's genre, date and time: {doc_id: "analysis, told after the event"}.

    `timing` is the table of `telling.timing`; without it, it is made. It counts where two articles name one event.

    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"doc_id": ["a", "b"], "genre": ["report", None]})
    >>> table = pd.DataFrame({"doc_id": ["a", "b"], "event": "vote", "told": ["before", "both"]})
    >>> genre_and_time(corpus, table)
    {'a': 'report, told before the event', 'b': ''}
    """
    if timing is None:
        timing = pd.DataFrame({"doc_id": [], "event": [], "told": []})
        with suppress(CorpusError):  # no parser here: nothing is said of time
            timing = telling.timing(corpus)
    timing = timing[timing["event"].duplicated(keep=False) & timing["told"].isin(["before", "after"])]
    told = dict(zip(timing["doc_id"], "told " + timing["told"] + " the event", strict=True))
    none = pd.Series("", index=corpus.index)
    genres = corpus.get("genre", none).fillna("").astype(str)
    dates = pd.to_datetime(corpus.get("date", none)).dt.strftime("%Y-%m-%d").fillna("")
    known = zip(corpus["doc_id"], genres, dates, strict=True)
    return {doc_id: ", ".join(filter(None, [genre, date, told.get(doc_id, "")])) for doc_id, genre, date in known}


def describe_scores(scores: pd.DataFrame) -> str:
    """What a table of scores holds: articles, sources, months, and how many have no score.

    >>> import pandas as pd
    >>> describe_scores(pd.DataFrame({"source": ["A"], "date": [pd.NaT], "tone": [0.1], "words": [90]}))
    'The table holds 1 article of 1 source with 90 words; no article has a date.'
    """
    dates, unscored = scores["date"].dropna(), int(scores["tone"].isna().sum())
    when = f"dated {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "no article has a date"
    bare = f"; {number(unscored, 'article')} have no tone" if unscored else ""
    holds = f"{number(len(scores), 'article')} of {number(scores['source'].nunique(), 'source')}"
    return f"The table holds {holds} with {scores['words'].sum():,} words; {when}{bare}."

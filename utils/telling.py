"""How two tellings of one event differ: their facts, whom they name and how, who acts, when and how surely.

All is read off the grammar of the sentences (`grammar.parse`), the names in them (`actors.mention_table`) and what is
said in them (`voices.quote_table`). `read` does that once for a corpus; every function here takes the corpus or what
`read` gave, and every row says where it stands: `text[start:end]` of the article is the piece. How often single rows
are right stands in docs/accuracy.md.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from utils.actors import Mention, mention_table
from utils.corpus import grouped, in_english, labels_of, load_truth, with_groups
from utils.engine.indicators import finder
from utils.grammar import names_in, parses
from utils.narrative.claims import Taken, taken_over
from utils.narrative.clauses import base, clauses, noun_phrase, together
from utils.narrative.facts import Item, aligned, items
from utils.narrative.findings import MANNERS, found, shares_of
from utils.narrative.naming import Label, labels
from utils.narrative.pronouns import meant_by
from utils.notebook.progress import progress
from utils.speech.attribution import tree
from utils.speech.gazetteer import known_names
from utils.text import quoted_stretches, small_letters, split_sentences, word_lists
from utils.uncertainty import FEWEST, estimates, events_of
from utils.voices import quote_table, spoken

__all__ = [
    "MANNERS",
    "Told",
    "claims_taken_over",
    "columns_of",
    "deeds",
    "done_by",
    "facts",
    "findings",
    "images",
    "manner",
    "meant_and_found",
    "naming",
    "order",
    "read",
    "side_by_side",
    "timing",
    "where",
]

LEAD = 2  # sentences
DEEDS = ["doc_id", "sentence", "start", "end", "words", "subject", "subject_kind", "verb", "object", "voice", "time"]
DEEDS += ["certainty", "hedged", "actor", "actors", "object_actor"]
LISTED = word_lists("narrative.toml")
KINDS = {"thing": "abstraction", "nameless": "people", "text": "text", "no speaker": ""}


class Told(NamedTuple):
    """What `read` finds in a corpus, a table each."""

    corpus: pd.DataFrame
    named: pd.DataFrame
    quotes: pd.DataFrame
    deeds: pd.DataFrame
    items: pd.DataFrame
    labels: pd.DataFrame
    taken: pd.DataFrame


def read(corpus: pd.DataFrame, named: pd.DataFrame | None = None, quotes: pd.DataFrame | None = None) -> Told:
    """All that the functions of this module need, read once; tables that are there already may be given.

    >>> told = read(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["Ann Lee opened the bridge."]}))
    >>> told.deeds[["subject", "verb", "object"]].values.tolist()
    [['Ann Lee', 'open', 'the bridge']]
    """
    named = mention_table(corpus) if named is None else named
    quotes = quote_table(corpus, named) if quotes is None else quotes
    english, found = in_english(corpus), {"deeds": [], "items": [], "labels": [], "taken": []}
    of_article = dict(list(named.groupby("doc_id"))), dict(list(quotes.groupby("doc_id")))
    articles = zip(english["doc_id"], english["text"], parses(english["text"]), strict=True)
    for doc_id, text, words in progress(articles, "reading clauses", "articles", len(english)):
        mentions = _rows_of(of_article[0].get(doc_id, named[:0])[[*Mention._fields]])
        for name, rows in _read_one(text, words, mentions, of_article[1].get(doc_id, quotes[:0])):
            found[name] += [(doc_id, *row) for row in rows]
    columns = {"items": Item._fields, "labels": Label._fields, "taken": Taken._fields, "deeds": DEEDS[1:]}
    tables = {
        name: with_groups(pd.DataFrame(rows, columns=["doc_id", *columns[name]]), corpus)
        for name, rows in found.items()
    }
    return Told(corpus, named, quotes, tables["deeds"], tables["items"], tables["labels"], tables["taken"])


def _rows_of(table):
    return list(table.itertuples(index=False))


def _read_one(text, words, mentions, quotes):
    of = tree(text, words)
    direct = quotes[quotes["kind"] == "direct"]
    who = meant_by(of, mentions, list(zip(direct["start"], direct["end"], direct["speaker_name"], strict=True)))
    told = clauses(of)
    speech = quotes[quotes["kind"].isin(["direct", "mixed", "indirect"])]
    said = list(zip(speech["start"], speech["end"], strict=True))
    yield "deeds", [_deed(of, who, one, said) for one in told]
    yield "items", items(of, mentions, said, names_in(words), told)
    yield "labels", labels(of, mentions, who)
    claims = speech[speech["act"] == "statement"]
    who_said = claims["speaker_name"].fillna(claims["speaker"]).fillna("somebody").astype(str)
    statements = list(zip(who_said, claims["quote"], claims["start"], claims["end"], strict=True))
    yield "taken", taken_over(of, statements, quoted_stretches(text))


def _deed(of, who, one, said):
    words, verb = of.words, one.verb
    places = [i for i in (one.subject, verb, one.object) if i >= 0 and words.sentence[i] == words.sentence[verb]]
    start, end = min(words.start[i] for i in places), max(words.end[i] for i in places)
    subjects = [who(i) for i in together(of, one.subject)] if one.subject >= 0 else []
    actors = tuple(dict.fromkeys(name for found in subjects for name in found.names))
    kind = KINDS.get(subjects[0].standing, subjects[0].standing) if subjects else ""
    kind = _kind(of, one.subject) if kind == "abstraction" else kind
    felt = words.relation[one.object] in ("dobj", "dative") or one.voice != "active"  # not: they met with him
    felt = felt and words.lemma[verb].lower() not in LISTED.doubting | {"see"}  # nor: he is expected, was seen
    done_to = next(iter(who(one.object).names), None) if one.object >= 0 and felt else None
    certainty = "reported" if any(a <= words.start[verb] < b for a, b in said) else one.certainty
    nouns = [of.text[slice(*noun_phrase(of, i))] if i >= 0 else "" for i in (one.subject, one.object)]
    how = (one.voice, one.time, certainty, one.hedged, next(iter(actors), None), actors, done_to)
    return words.sentence[verb], start, end, of.text[start:end], nouns[0], kind, base(of, verb), nouns[1], *how


def _kind(of, i):
    """The kind of a subject that nobody speaks as: many, the country, Democrats; else an abstraction."""
    lemma = of.words.lemma[i].lower()
    if lemma in LISTED.people or of.words.tag[i] == "NNPS":
        return "people"
    return "institution" if lemma in LISTED.bodies else "country" if lemma in LISTED.states else "abstraction"


def _told(corpus):
    return corpus if isinstance(corpus, Told) else read(corpus)


def deeds(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """Who does what to whom, a row a clause.

    Columns `doc_id, source, sentence, start, end, words, subject, subject_kind, verb, object, voice, time, certainty,
    hedged, actor, actors, object_actor`. `subject_kind`: person, institution, country, people (without a name), text,
    abstraction, not resolved. `voice`: active, passive (somebody is named who does it), agentless; of a passive the
    subject is who does it, the object to whom it is done. `time`: past, present, future, open (might, would).
    `certainty`: asserted, hedged, denied, or reported, where somebody's words are given (`hedged` tells whether these
    are hedged, too). `actor` is the name that the subject means, `actors` all of them, `object_actor` that of the
    object.
    """
    return _told(corpus).deeds


def side_by_side(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """Where the `facts` of some articles on one event stand, a row an item and article that has it.

    Columns `number, item, kind, status, doc_id, sentence, start, end`; what several have bears the same `number`,
    from 1 on as they appear.
    """
    told = _told(corpus)
    table = _aligned(told)
    table = table.assign(shared=table["status"] != "only")
    docs = [name for name in told.corpus["doc_id"] if name in table]
    first = [min((docs.index(doc_id), place[1]) for doc_id, place in places.items()) for places in table["places"]]
    table = table.assign(first=first).sort_values(["shared", "first"], ascending=[False, True], kind="stable")
    rows = [
        (number, row.item, row.kind, row.status, doc_id, *place)
        for number, row in enumerate(table.itertuples(), start=1)
        for doc_id, place in row.places.items()
    ]
    return pd.DataFrame(rows, columns=["number", "item", "kind", "status", "doc_id", "sentence", "start", "end"])


def _aligned(told):
    english = in_english(told.corpus)
    texts = list(zip(english["doc_id"], english["doc_id"], english["text"], strict=True))
    return aligned(told.items.assign(telling=told.items["doc_id"]), list(english["doc_id"]), spoken(told.quotes), texts)


def facts(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """What the texts on one event have in common, and what only one of them has.

    Columns `item, kind` (name, number, date, first, noun, quotation), `status`: "both" where two texts or more have it,
    "only", or "differs": another figure for the same thing, or asserted in one text and doubted or only reported in
    another. Then a column a document, or, where a column `event` tells several events apart, `event` in front and a
    column a source: the number of the first sentence that has it, or empty.
    """
    told = _told(corpus)
    events = events_of(told.corpus)
    if events is None or events.nunique() < 2:
        return _aligned(told).drop(columns="places")
    english = in_english(told.corpus)
    of, quotes = dict(zip(told.corpus["doc_id"], events, strict=True)), spoken(told.quotes)
    sources, found = sorted(told.corpus["source"].astype(str).unique()), []
    groups = [dict(list(table.groupby(table["doc_id"].map(of)))) for table in (told.items, quotes, english)]
    for event, part in sorted(groups[0].items()):
        here = groups[2][event]
        texts = list(zip(here["doc_id"], here["source"].astype(str), here["text"], strict=True))
        part = part.assign(telling=part["source"].astype(str))
        rows = aligned(part, sources, groups[1].get(event, quotes[:0]), texts)
        found.append(rows.assign(event=event)[["event", *rows.columns.drop("places")]])
    return pd.concat(found, ignore_index=True)


def columns_of(corpus: pd.DataFrame | Told) -> dict[str, str]:
    """{column of `facts`: its source}: a column an article, or a source where there are many events."""
    told = _told(corpus)
    events, sources = events_of(told.corpus), told.corpus["source"].astype(str)
    if events is None or events.nunique() < 2:
        return dict(zip(told.corpus["doc_id"], sources, strict=True))
    return {source: source for source in sorted(sources.unique())}


def done_by(corpus: pd.DataFrame | Told, by: str = "source") -> pd.DataFrame:
    """How often each actor does something, and how often something is done to them: `actor, source, acts, acted_upon`.

    Most clauses first. Who stands as the subject of *be* or *have* counts as acting; what is denied is left out.
    """
    table = _told(corpus).deeds
    table = table[table["certainty"] != "denied"]
    table = table.assign(group=labels_of(table, by).to_numpy())
    acts = table.explode("actors").groupby(["actors", "group"]).size()
    upon = table.groupby(["object_actor", "group"]).size()
    counts = pd.concat({"acts": acts, "acted_upon": upon}, axis=1).fillna(0).astype(int)
    counts = counts.rename_axis(["actor", by]).reset_index()
    total = counts.groupby("actor")[["acts", "acted_upon"]].sum().sum(axis=1)
    counts["total"] = counts["actor"].map(total)
    counts = counts.sort_values(["total", "actor", by], ascending=[False, True, True], ignore_index=True)
    return counts.drop(columns="total")


def naming(corpus: pd.DataFrame | Told, by: str = "source") -> pd.DataFrame:
    """What each group of articles calls whom, and what it calls the matter itself.

    Columns `actor, kind, what, label`, then a count for each group; most frequent actors first. `what`: name, role,
    description (*the Russian leader*), adjective (*isolated*), possession (*Trump's comments*), event (noun phrases for
    wars, meetings, ceremonies), event of somebody (*Putin's war*).
    """
    table = _told(corpus).labels
    table = table.assign(group=labels_of(table, by).to_numpy())
    counts = table.groupby(["actor", "kind", "what", "label", "group"]).size().unstack(fill_value=0).reset_index()
    total = table[table["what"].isin(["name", "event"])]["actor"].value_counts()
    counts["total"] = counts["actor"].map(total).fillna(0)
    order = ["total", "actor", "what", "label"]
    counts = counts.sort_values(order, ascending=[False, True, True, True], ignore_index=True)
    return counts.drop(columns="total").rename_axis(columns=None)


def claims_taken_over(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """Statements that the text then carries on as its own: places to look at, not verdicts. Read both sentences.

    Columns `doc_id, source, speaker, claim, claim_sentence, start, end, sentence, words, reported`: the last five are
    of what takes the claim for granted; `reported` where it stands in reported speech again.
    """
    return _told(corpus).taken


def manner(corpus: pd.DataFrame | Told, by: str = "source") -> pd.DataFrame:
    """How clauses are told in each group: `source, manner, clauses, of, share, low, high, n, note`.

    `manner`: reported, hedged, ahead (future), agentless (a passive that names nobody who acts), abstraction (an event
    or an idea is the subject). `clauses` of `of` are so; `share` is that of an article's clauses in the mean over `n`
    articles, with its interval as of `uncertainty.estimates`.
    """
    table = shares_of(_told(corpus).deeds)
    groups, rows = labels_of(table, by), []
    for name in MANNERS:
        means = estimates(table[name], table["doc_id"], groups, events_of(table), share=True)
        sums = table[name].groupby(groups).agg(["sum", "size"])
        means["clauses"], means["of"] = means["group"].map(sums["sum"]).astype(int), means["group"].map(sums["size"])
        rows.append(means.assign(manner=name))
    names = ["group", "manner", "clauses", "of", "value", "low", "high", "n", "note"]
    return pd.concat(rows, ignore_index=True)[names].rename(columns={"group": by, "value": "share"})


def images(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """Images, boosters and comparisons with the past, to be asked about, from open lists (`data/images.toml`).

    Columns `doc_id, source, sentence, start, end, words, taken_from`. Whether it is an image here, and what it makes of
    the matter, is for a reader to say.
    """
    articles, rows = in_english(_told(corpus).corpus), []
    domains = word_lists("images.toml").__dict__ | {"booster": word_lists("narrative.toml").boosters}
    found = finder(tuple((tuple(sorted(words)), ()) for words in domains.values()))(
        map(small_letters, articles["text"])
    )
    names, texts = list(domains), articles["text"].tolist()
    for text, domain, start, end, _ in np.transpose(found).tolist():
        sentence = sum(begin <= start for begin, _ in split_sentences(texts[text])) - 1
        rows.append((articles["doc_id"].iloc[text], sentence, start, end, texts[text][start:end], names[domain]))
    names = ["doc_id", "sentence", "start", "end", "words", "taken_from"]
    table = pd.DataFrame(rows, columns=names)
    table["loud"] = table["taken_from"] == "booster"  # boosters last, since there are many
    table = table.sort_values(["doc_id", "loud", "start"], kind="stable", ignore_index=True)
    return with_groups(table.drop(columns="loud"), articles)


def where(corpus: pd.DataFrame | Told, by: str = "source") -> pd.DataFrame:
    """Which countries each group of articles names: `country, source, mentions, as_government, articles`.

    `mentions` counts a country, or its capital as a place; adjectives are left out. `as_government` counts names that
    stand for its government (*the Kremlin*). `articles`: in how many of them.
    """
    named = grouped(_told(corpus).named, by)
    named = named[named["kind"].isin(["country", "place"]) & (named["form"] != "adjective")]
    country_of = {name: one.actor for name, one in known_names().items() if one.kind == "country"}
    country = named["actor"].where(named["kind"] == "country", named["mention"].map(country_of))
    named = named.assign(country=country, government=named["form"] == "metonym")
    named = named[named["country"].isin(set(country_of.values()))]
    sums = named.groupby(["country", by]).agg(
        both=("doc_id", "size"), as_government=("government", "sum"), articles=("doc_id", "nunique")
    )
    sums = sums.reset_index().assign(mentions=lambda table: table["both"] - table["as_government"])
    sums = sums.sort_values(["mentions", "country", by], ascending=[False, True, True], ignore_index=True)
    return sums[["country", by, "mentions", "as_government", "articles"]]


def order(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """What an article begins and ends with, a row each, and what became of its beginning elsewhere.

    Columns `doc_id, source, opening, closing` (the first and the last actor named), `lead` (its first sentence),
    `lead_items` (names, numbers, dates, firsts and rare nouns of the first two sentences), `shared` of them with
    another article on the event, and `place`: how far into the other articles they stand, 0 the beginning, 1 the end,
    in the median.
    """
    told = _told(corpus)
    rows = [row for event in _event_by_event(told) for row in _ends(event)]
    names = ["doc_id", "opening", "closing", "lead", "lead_items", "shared", "place"]
    return with_groups(pd.DataFrame(rows, columns=names), told.corpus)


def _event_by_event(told):
    """What was read, event by event; all in one where no event is known."""
    english = in_english(told.corpus)
    events = events_of(english)
    if events is None:
        yield told
        return
    for _, part in english.groupby(np.asarray(events), sort=True):
        yield Told(*(table[table["doc_id"].isin(part["doc_id"])] for table in told))


def _ends(told):
    table, rows = _aligned(told), []
    lengths = told.items.groupby("doc_id")["sentence"].max() + 1
    for doc_id, text in zip(told.corpus["doc_id"], told.corpus["text"], strict=True):
        named = told.named[(told.named["doc_id"] == doc_id) & (told.named["form"] != "adjective")]
        if doc_id not in table or named.empty:
            continue
        lead = table[(table[doc_id] < LEAD) & (table["kind"] != "quotation")]
        others = lead[[name for name in lengths.index if name in table and name != doc_id]].astype(float)
        places = (others / lengths[others.columns]).to_numpy().ravel()
        first = next(iter(split_sentences(text)), (0, 0))
        shared, place = (
            int(others.notna().any(axis=1).sum()),
            float(np.nanmedian(places)) if np.isfinite(places).any() else np.nan,
        )
        ends = (named["actor"].iloc[0], named["actor"].iloc[-1])
        rows.append((doc_id, *ends, text[slice(*first)], len(lead), shared, place))
    return rows


def timing(corpus: pd.DataFrame | Told) -> pd.DataFrame:
    """Whether an article tells of the event as past or as still to come.

    Columns `doc_id, source, event, past, ahead, told, words, places`. `event` is the noun for what happens (war,
    parade, vote) that most articles share and that stands first in them. `past` and `ahead` count its mentions in
    such clauses; `told`: "after" where there are only past ones, "before" where only those ahead, "both", "not told".
    """
    told = _told(corpus)
    here = told.items[told.items["kind"] == "matter"]
    rows = []
    for doc_id, noun in _events(told, here).items():
        part = here[(here["doc_id"] == doc_id) & (here["key"] == noun)]
        past, ahead = part[part["time"] == "past"], part[part["time"] == "future"]
        how = (
            "after"
            if len(past) and not len(ahead)
            else "before"
            if len(ahead) and not len(past)
            else "both"
            if len(past)
            else "not told"
        )
        shown = ahead if how == "before" else past
        places = [(doc_id, row.start, row.end) for row in shown.itertuples()]
        words = f"{len(shown)} of {len(part)} mentions"
        rows.append((doc_id, noun, len(past), len(ahead), how, words, places))
    names = ["doc_id", "event", "past", "ahead", "told", "words", "places"]
    return with_groups(pd.DataFrame(rows, columns=names), told.corpus)


def _events(told, here):
    """{article: the noun for what happens}: that which most articles on its event have, and that stands first there."""
    clusters = events_of(told.corpus)
    of = dict(
        zip(
            told.corpus["doc_id"], told.corpus["doc_id"].map(lambda _: 0) if clusters is None else clusters, strict=True
        )
    )
    found = {}
    for _, part in here.groupby(here["doc_id"].map(of)):
        first = part.groupby(["key", "doc_id"])["sentence"].min()
        rank = first.groupby("key").agg(["size", "mean"]).sort_values(["size", "mean"], ascending=[False, True])
        for doc_id in part["doc_id"].unique():
            own = [noun for noun in rank.index if (noun, doc_id) in first.index]
            found[doc_id] = own[0]
    return found


def findings(corpus: pd.DataFrame | Told, pair: tuple[str, str] | None = None) -> pd.DataFrame:
    """What differs most between two sources, the two largest unless told, most telling first.

    Columns `rank, measure, sentence, holds, evidence`.
    `holds`: "holds" and "cannot be told from chance" by the rules of `uncertainty.differences`, all corrected together;
    "these articles only" under ten articles a source. `evidence`: places (doc_id, start, end).
    """
    told = _told(corpus)
    counts = in_english(told.corpus)["source"].astype(str).value_counts()
    if pair is not None and (len(set(pair)) != 2 or not set(pair) <= set(counts.index)):
        raise ValueError(f"pair= takes two different sources of {', '.join(counts.index)}; it was {pair!r}.")
    pair = pair or tuple(sorted(counts.index[:2]))
    few = len(pair) == 2 and counts[list(pair)].min() < FEWEST
    rows = (
        list(found(told, pair, facts(told) if few else None, timing(told) if few else None)) if len(pair) == 2 else []
    )
    if not rows:
        return pd.DataFrame(columns=["rank", "measure", "sentence", "holds", "evidence"])
    rows = pd.DataFrame(rows)
    rows = rows.sort_values("size", ascending=False, kind="stable", ignore_index=True)
    rows.insert(0, "rank", range(1, len(rows) + 1))
    return rows[["rank", "measure", "sentence", "holds", "evidence"]]


def meant_and_found(told: Told) -> pd.DataFrame:
    """How much of what the writer of the practice corpus planted is found in it, and what is missed.

    `told` is what `read` gave for it. Columns `kind, planted, found, missed`: the articles and words of what is missed.
    A passive is found where a clause without an agent ends in it, a claim where its words are in the table of claims;
    an omission where `facts` has the item for the one and not for the other, a contradiction where the two "differ".

    >>> from utils.corpus import load_corpus
    >>> meant_and_found(read(load_corpus("practice")))["kind"].tolist()
    ['left out', 'contradiction', 'agentless', 'taken over']
    """
    table, of = facts(told), told.corpus.set_index("doc_id")
    passives = told.deeds[told.deeds["voice"] == "agentless"]
    events = dict(list(table.groupby("event")))

    def overlaps(places, row):
        here = places[places["doc_id"] == row.doc_id]
        return ((here["start"] < int(row.end)) & (here["end"].between(int(row.start) + 1, int(row.end)))).any()

    def beside(row, other, words):
        rows = events[of.at[row.doc_id, "event"]]
        rows = rows[rows["item"].map(lambda item: all(any(w in one for w in words) for one in item.split(" / ")))]
        return rows[of.at[row.doc_id, "source"]], rows[of.at[other, "source"]], rows["status"]

    def left_out(row):
        here, there, _ = beside(row, row.detail, (row.value,))
        return (here.isna() & there.notna()).any()

    def differs(row):
        words = (of.at[row.doc_id, "text"][int(row.start) : int(row.end)], row.detail)
        return (beside(row, row.value, words)[2] == "differs").any()

    found = {
        "left_out": left_out,
        "contradiction": differs,
        "agentless": lambda row: overlaps(passives, row),
        "taken_over": lambda row: overlaps(told.taken, row),
    }
    return pd.DataFrame([_found_of(kind, test, of["text"]) for kind, test in found.items()])


def _found_of(kind, test, texts):
    planted = list(load_truth(kind).itertuples())
    missed = [row for row in planted if not test(row)]
    words = [texts[row.doc_id][int(row.start) : int(row.end)] if row.start else row.value for row in missed]
    said = "; ".join(f"{row.doc_id}: {piece}" for row, piece in zip(missed, words, strict=True))
    numbers = len(planted), len(planted) - len(missed)
    return dict(zip(("kind", "planted", "found", "missed"), (kind.replace("_", " "), *numbers, said), strict=True))

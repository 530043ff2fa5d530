"""What differs most between two sources, over all measures, each difference one true sentence with its numbers.

Shares are means over articles; where both sources have ten articles or more, `uncertainty.differences` says which of
them hold, all corrected together. Under that nothing is tested, and a finding is one of these articles only:
differences in kind (told before or after the event, a claim taken over, a fact that only one has) come first, then
those of degree by their size (Cohen's h).
"""

from collections.abc import Iterator
from math import asin, sqrt
from typing import Any

import pandas as pd

from utils.corpus import in_english
from utils.text import split_sentences, word_lists
from utils.uncertainty import LEVEL, differences, events_of

__all__ = ["MANNERS", "found", "shares_of"]

WORDS = word_lists("narrative.toml")
JOINED = r"[a-z]-[A-Z]"  # two names that the text joins: Obama-Clinton
MANNERS = {  # a share of clauses, and how its sentence goes on
    "reported": "give somebody's words or thoughts",
    "hedged": "are hedged (may, likely, is thought to)",
    "ahead": "point ahead (will, is expected to)",
    "agentless": "are passives that name nobody who acts",
    "abstraction": "have no person, group or state for a subject, but an event or an idea",
}
KINDS = {
    "timing": 4,
    "sourcing": 3,
    "claims": 2,
    "disputed": 2,
    "names": 1,
    "naming": 1,
}  # of the kind before of degree
MOST = 6  # names that are listed
SMALL = 0.2  # Cohen's h under which two shares hardly differ
FEW = 3  # clauses
CLEARLY = 1.5  # times as often per sentence
SURELY = 2  # mentions of the event that tell whether it is past


def shares_of(deeds: pd.DataFrame) -> pd.DataFrame:
    """The clauses with a column for each of `MANNERS`, 1 where it is so."""
    flags = {
        "reported": deeds["certainty"] == "reported",
        "hedged": deeds["hedged"],
        "ahead": deeds["time"] == "future",
        "agentless": deeds["voice"] == "agentless",
        "abstraction": (deeds["subject_kind"] == "abstraction") & (deeds["subject"] != ""),
    }
    return deeds.assign(**{name: flag.astype(float) for name, flag in flags.items()})


def found(told: Any, pair: tuple[str, str], facts: pd.DataFrame | None, timing: pd.DataFrame | None) -> Iterator[dict]:
    """The findings on two sources, in no order: `measure, size, sentence, holds, evidence`.

    `facts` and `timing` of a few articles; None where there are enough to be tested.
    """
    yield from _shares(told, pair, facts is not None)
    if facts is not None:
        yield from _sourcing(told, pair)
        yield from _timing(timing, pair)
        yield from _claims(told.taken, pair)
        yield from _disputed(facts, told, pair)
        yield from _only(facts, told, pair)
        yield from _naming(told.labels, pair)


def _finding(measure, size, sentence, holds="these articles only", evidence=()):
    size = KINDS.get(measure, 0) + min(abs(size), 0.99)
    return {"measure": measure, "size": size, "sentence": sentence, "holds": holds, "evidence": tuple(evidence)}


def _shares(told, pair, few):
    table = shares_of(told.deeds)
    table = table[table["source"].astype(str).isin(pair)]
    groups = table["source"].astype(str)
    means = table[list(MANNERS)].groupby([groups, table["doc_id"]]).mean().groupby(level=0).mean()
    tests = (
        None if few else differences(table[list(MANNERS)], table["doc_id"], groups, events_of(table), pair, share=True)
    )
    for name, what in MANNERS.items():
        a, b = (means[name].get(group, 0.0) for group in pair)
        if few and not a and not b:
            continue
        more, less = (pair, pair[::-1])[int(b > a)]
        high, low = max(a, b), min(a, b)
        size = 2 * abs(asin(sqrt(high)) - asin(sqrt(low)))
        holds, rows = "these articles only", table[(table[name] == 1) & (groups == more)]
        if tests is None:
            counts = {one: (int(table.loc[groups == one, name].sum()), int((groups == one).sum())) for one in pair}
            said = [f"{counts[group][0]} of {counts[group][1]}" for group in (more, less)]
            sentence = f"Of its clauses, {said[0]} in {more} {what}; in {less} {said[1]}"
            if counts[more][0] * counts[less][1] < counts[less][0] * counts[more][1]:
                continue  # the mean of articles and the sum of clauses lead different ways
            sentence += "." if size >= SMALL and counts[more][0] >= FEW else ": hardly a difference."
        else:
            row = tests[tests["measure"] == name].iloc[0]
            sure = row["q"] < LEVEL
            holds = "holds" if sure else "cannot be told from chance"
            ends = " to ".join(f"{100 * end:.0f}" for end in sorted((abs(row["low"]), abs(row["high"]))))
            shares = [f"{100 * share:.{int(round(100 * high) == round(100 * low))}f}" for share in (high, low)]
            sentence = f"In {more} {shares[0]} % of an article's clauses {what}, in {less} {shares[1]} %"
            sentence += f" (difference {ends} points)." if sure else "; such a difference may be chance."
        yield _finding(name, size, sentence, holds, _places(rows))


def _places(rows, most=5):
    return [(row.doc_id, row.start, row.end) for row in rows.head(most).itertuples()]


def _sourcing(told, pair):
    """How often somebody else is given as the source, counted by speaker and sentence."""
    said = told.quotes[told.quotes["kind"].isin(["direct", "mixed", "indirect"]) & (told.quotes["act"] == "statement")]
    said = said.assign(source=said["source"].astype(str), who=said["speaker_start"].fillna(said["start"]))
    said = said[said["standing"] != "no speaker"].drop_duplicates(["doc_id", "who"])
    n = {group: int((said["source"] == group).sum()) for group in pair}
    english = in_english(told.corpus)
    long = english["text"].map(lambda text: len(split_sentences(text))).groupby(english["source"].astype(str)).sum()
    less, more = sorted(pair, key=lambda group: n[group] / long.get(group, 1))
    rates = [n[group] / long.get(group, 1) for group in (less, more)]
    if rates[1] < CLEARLY * rates[0] or not n[more]:
        return
    texts = said[said["source"] == more]
    bodies = (
        said["standing"].isin(["institution", "country", "text"]) | said["via"].notna() | said["speaks_for"].notna()
    )
    kinds = {group: int((bodies & (said["source"] == group)).sum()) for group in pair}
    official = (
        f"; {kinds[more]} of the {n[more]} and {kinds[less]} of the {n[less]} are institutions, countries, "
        "spokespeople or texts (a leader counts as a person)"
        if kinds[more] > 1
        else ""
    )
    counts = [f"{n[group]} times in {long.get(group, 0)} sentences" for group in (more, less)]
    sentence = f"{more} gives a source for words or thoughts {counts[0]}, {less} {counts[1]}{official}."
    yield _finding("sourcing", 1 - rates[0] / rates[1], sentence, evidence=_places(texts, 15))


def _timing(timing, pair):
    rows = timing[timing["source"].astype(str).isin(pair) & timing["told"].isin(["before", "after"])]
    rows = rows[rows[["past", "ahead"]].max(axis=1) >= SURELY]
    if rows["source"].nunique() == 2 and rows["told"].nunique() == 2 and rows["event"].nunique() == 1:
        parts = []
        for row in rows.drop_duplicates("source").sort_values("told").itertuples():
            when = "as past" if row.told == "after" else "as still to come"
            parts.append(f"{row.source} tells of the {row.event} {when} ({row.words})")
        yield _finding("timing", 1, f"{'; '.join(parts)}.", evidence=[place for row in rows["places"] for place in row])


def _claims(taken, pair):
    taken = taken[taken["source"].astype(str).isin(pair)]
    for (_, claim), rows in taken.groupby(["doc_id", "claim_sentence"], sort=False):
        if rows["reported"].all():  # nothing is in the text's own voice for sure
            continue
        row = rows.iloc[0]
        who = row["speaker"]
        words = ", then ".join(
            f"“{one.words}” (sentence {one.sentence + 1}{', again in reported speech' * one.reported})"
            for one in rows.itertuples()
        )
        sentence = (
            f"{row['source']} goes on with a claim as its own: sentence {claim + 1} reports what {who} said "
            f"(“{row['claim']}”), and the text continues {words}."
        )
        yield _finding("claims", 0.5 + len(rows) / 10, sentence, evidence=_places(rows))


def _disputed(facts, told, pair):
    docs = _documents(told, pair, facts)
    for row in facts[facts["status"] == "differs"].to_dict("records"):
        where = [f"{source}, sentence {row[doc] + 1}" for source, doc in docs if pd.notna(row.get(doc))]
        how = (
            "is told as a fact in one text, and as a possibility in the other, which need not contradict it"
            if row["kind"] == "first"
            else "are two figures for what may be the same thing"
        )
        where += [f"event {row['event']}"] if "event" in row else []
        if len({source for source, doc in docs if pd.notna(row.get(doc))}) > 1:
            yield _finding("disputed", 0.5, f"“{row['item']}” {how} ({'; '.join(where)}).")


def _documents(told, pair, facts):
    """(source, column of the facts): a column an article, or, where there are several events, one a source."""
    if set(pair) <= set(facts.columns):
        return [(source, source) for source in pair]
    table = told.corpus.assign(source=told.corpus["source"].astype(str))
    return [(row.source, row.doc_id) for row in table[table["source"].isin(pair)].itertuples()]


def _only(facts, told, pair):
    """Names that only one of the two has, the most frequent first."""
    names = facts[(facts["kind"] == "name") & ~facts["item"].str.contains(JOINED)]
    often = told.named["actor"].value_counts()
    columns = {
        source: [doc for one, doc in _documents(told, pair, facts) if one == source and doc in names] for source in pair
    }
    has = {source: names.set_index("item")[docs].notna().any(axis=1) for source, docs in columns.items()}
    only = {source: has[source] & ~has[pair[source == pair[0]]] for source in pair}
    only = {source: sorted(own.index[own], key=lambda name: -often.get(name, 0)) for source, own in only.items()}
    if not any(only.values()):
        return
    more, less = sorted(pair, key=lambda group: -len(only[group]))
    rest = "; ".join(f"only {source} names {_listed(only[source])}" for source in (more, less) if only[source])
    rest += "" if only[less] else f"; {less} has no name that {more} has not"
    yield _finding("names", 1 - len(only[less]) / len(only[more]), f"{rest[0].upper()}{rest[1:]}.")


def _listed(names):
    rest = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {rest} more" if rest > 0 else "")


def _naming(labels, pair):
    """What only one of them makes somebody's: Putin's war."""
    events = labels[(labels["kind"] == "event") & labels["what"].str.startswith("event")]
    for noun, rows in events.groupby("actor", sort=False):
        forms, owned = ({}, {})
        for group in pair:
            here = rows[rows["source"].astype(str) == group]
            forms[group] = list(dict.fromkeys(here["label"]))
            owned[group] = list(dict.fromkeys(here.loc[here["what"] == "event of somebody", "label"]))
        if noun.split()[-1] in WORDS.blamed and all(forms.values()) and sum(map(bool, owned.values())) == 1:
            more, less = sorted(pair, key=lambda group: -len(owned[group]))
            sentence = (
                f"{more} says by a possessive whose {noun} it is, {_quoted(owned[more])}; {less} does not, and says "
                f"{_quoted(forms[less])}."
            )
            quoted = rows[rows["label"].isin([*owned[more][:3], *forms[less][:3]])].drop_duplicates(["doc_id", "label"])
            yield _finding("naming", len(owned[more]) / 10, sentence, evidence=_places(quoted, 6))


def _quoted(forms):
    return ", ".join(f"“{form}”" for form in forms[:3])

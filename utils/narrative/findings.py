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

from utils.uncertainty import FEWEST, LEVEL, differences, events_of

__all__ = ["MANNERS", "found", "shares_of"]

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


def found(told: Any, facts: pd.DataFrame, timing: pd.DataFrame, pair: tuple[str, str]) -> Iterator[dict]:
    """The findings on two sources, in no order: `measure, size, sentence, holds, evidence`."""
    counts = told.corpus["source"].astype(str).value_counts()
    few = counts[list(pair)].min() < FEWEST
    yield from _shares(told, pair, few)
    yield from _sourcing(told, pair, few)
    if few:
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
        more, less = (pair, pair[::-1])[int(b > a)]
        high, low = max(a, b), min(a, b)
        counts = {group: (int(table.loc[groups == group, name].sum()), int((groups == group).sum())) for group in pair}
        said = [f"{counts[group][0]} of {counts[group][1]}" for group in (more, less)]
        sentence = f"Of its clauses, {said[0]} in {more} {what}; in {less} {said[1]}."
        holds, rows = "these articles only", table[(table[name] == 1) & (groups == more)]
        if tests is not None:
            row = tests[tests["measure"] == name].iloc[0]
            sure = row["q"] < LEVEL
            holds = "holds" if sure else "cannot be told from chance"
            ends = " to ".join(f"{100 * end:.0f}" for end in sorted((abs(row["low"]), abs(row["high"]))))
            sentence = f"In {more} {100 * high:.0f} % of an article's clauses {what}, in {less} {100 * low:.0f} %"
            sentence += f" (difference {ends} points)." if sure else "; such a difference may be chance."
        yield _finding(name, 2 * abs(asin(sqrt(high)) - asin(sqrt(low))), sentence, holds, _places(rows))


def _places(rows, most=5):
    return [(row.doc_id, row.start, row.end) for row in rows.head(most).itertuples()]


def _sourcing(told, pair, few):
    """How often somebody else is given as the source, counted by speaker and sentence."""
    if not few:
        return
    said = told.quotes[told.quotes["kind"].isin(["direct", "mixed", "indirect"]) & (told.quotes["act"] == "statement")]
    said = said.assign(source=said["source"].astype(str), who=said["speaker_start"].fillna(said["start"]))
    said = said.drop_duplicates(["doc_id", "who"])
    n = {group: int((said["source"] == group).sum()) for group in pair}
    if n[pair[0]] == n[pair[1]]:
        return
    more, less = sorted(pair, key=lambda group: -n[group])
    texts = said[said["source"] == more]
    kinds = texts["standing"].isin(["institution", "country", "text"]).sum()
    official = f"; {kinds} of them come from institutions, governments or their texts" if kinds else ""
    sentence = f"{more} says {n[more]} times who says or thinks something, {less} {n[less]} times{official}."
    yield _finding("sourcing", (n[more] - n[less]) / max(n[more], 1), sentence, evidence=_places(texts, 15))


def _timing(timing, pair):
    rows = timing[timing["source"].astype(str).isin(pair) & timing["told"].isin(["before", "after"])]
    if rows["source"].nunique() == 2 and rows["told"].nunique() == 2 and rows["event"].nunique() == 1:
        parts = []
        for row in rows.drop_duplicates("source").sort_values("told").itertuples():
            when = "as past" if row.told == "after" else "as still to come"
            parts.append(f"{row.source} tells of the {row.event} {when} ({row.words})")
        yield _finding("timing", 1, f"{'; '.join(parts)}.", evidence=[place for row in rows["places"] for place in row])


def _claims(taken, pair):
    taken = taken[taken["source"].astype(str).isin(pair)]
    for (_, claim), rows in taken.groupby(["doc_id", "claim_sentence"], sort=False):
        row = rows.iloc[0]
        words = ", then ".join(
            f"“{words}” (sentence {at + 1})" for words, at in zip(rows["words"], rows["sentence"], strict=True)
        )
        who = row["speaker"] if row["speaker"] not in ("nan", "None") else "somebody"
        sentence = (
            f"{row['source']} goes on with a claim as its own: {who} is reported in sentence {claim + 1} "
            f"(“{row['claim']}”), and the text continues {words}."
        )
        yield _finding("claims", 0.5 + len(rows) / 10, sentence, evidence=_places(rows))


def _disputed(facts, told, pair):
    docs = _documents(told, pair)
    for row in facts[facts["status"] == "differs"].to_dict("records"):
        where = [f"{source}, sentence {row[doc] + 1}" for source, doc in docs if pd.notna(row.get(doc))]
        how = (
            "is stated in one text, and doubted or only reported in the other"
            if row["kind"] == "first"
            else "are two figures for what may be the same thing"
        )
        yield _finding("disputed", 0.5, f"“{row['item']}” {how} ({'; '.join(where)}).")


def _documents(told, pair):
    table = told.corpus.assign(source=told.corpus["source"].astype(str))
    return [(row.source, row.doc_id) for row in table[table["source"].isin(pair)].itertuples()]


def _only(facts, told, pair):
    """Names that only one of the two has."""
    docs = _documents(told, pair)
    names = facts[(facts["kind"] == "name") & (facts["status"] == "only")]
    only = {}
    for source, doc in docs:
        if doc in names:
            only.setdefault(source, []).extend(names.loc[names[doc].notna(), "item"])
    if len(only) == 2 and any(only.values()):
        parts = []
        for source in sorted(only, key=lambda group: -len(only[group])):
            listed = only[source][:MOST]
            rest = len(only[source]) - len(listed)
            parts.append(
                f"only {source} names {', '.join(listed) or 'nobody else'}" + (f" and {rest} more" if rest else "")
            )
        sizes = sorted(map(len, only.values()))
        sentence = "; ".join(parts)
        yield _finding("names", (sizes[1] - sizes[0]) / sizes[1], f"{sentence[0].upper()}{sentence[1:]}.")


def _naming(labels, pair):
    """What only one of them makes somebody's: Putin's war."""
    events = labels[(labels["kind"] == "event") & labels["what"].str.startswith("event")]
    for noun, rows in events.groupby("actor", sort=False):
        forms, owned = ({}, {})
        for group in pair:
            here = rows[rows["source"].astype(str) == group]
            forms[group] = list(dict.fromkeys(here["label"]))
            owned[group] = list(dict.fromkeys(here.loc[here["what"] == "event of somebody", "label"]))
        if all(forms.values()) and sum(map(bool, owned.values())) == 1:
            more, less = sorted(pair, key=lambda group: -len(owned[group]))
            sentence = (
                f"For {more} the {noun} is somebody's: {_quoted(owned[more])}; {less} says {_quoted(forms[less])}."
            )
            yield _finding("naming", len(owned[more]) / 10, sentence, evidence=_places(rows))


def _quoted(forms):
    return ", ".join(f"“{form}”" for form in forms[:3])

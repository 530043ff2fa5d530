"""How two tellings differ: clauses, facts, names for things, time, claims taken over, and what leads the list."""

import pandas as pd
import pytest

from utils import load_corpus, reading, telling
from utils.narrative.numbers import value_of


@pytest.fixture(scope="module")
def told():
    return telling.read(load_corpus())


def corpus(*texts):
    names = [f"d{i}" for i in range(len(texts))]
    return pd.DataFrame({"doc_id": names, "source": list("ABCDEF"[: len(texts)]), "text": list(texts)})


def deed(text, verb):
    found = telling.deeds(corpus(text))
    return found[found["verb"] == verb].iloc[0]


@pytest.mark.parametrize(
    ("text", "verb", "subject", "thing", "voice"),
    [
        ("Ann Lee opened the bridge.", "open", "Ann Lee", "the bridge", "active"),
        ("The bridge was opened by Ann Lee.", "open", "Ann Lee", "The bridge", "passive"),
        ("Two protesters were killed on Monday.", "kill", "", "Two protesters", "agentless"),
        ("Countries isolated by the West met.", "isolate", "the West", "Countries", "passive"),
        ("The council sought to close the harbour.", "close", "The council", "the harbour", "active"),
        ("Ann Lee, who founded the club, left.", "found", "Ann Lee", "the club", "active"),
        ("The display was a reminder of strength.", "be", "The display", "a reminder of strength", "active"),
    ],
)
def test_a_clause_says_who_does_what_to_whom(text, verb, subject, thing, voice):
    assert deed(text, verb)[["subject", "object", "voice"]].tolist() == [subject, thing, voice]


@pytest.mark.parametrize(
    ("text", "verb", "time", "certainty"),
    [
        ("Ann Lee opened the bridge.", "open", "past", "asserted"),
        ("Ann Lee has opened the bridge.", "open", "past", "asserted"),
        ("Ann Lee will open the bridge.", "open", "future", "asserted"),
        ("Ann Lee is expected to open the bridge.", "open", "future", "hedged"),
        ("Ann Lee may open the bridge.", "open", "open", "hedged"),
        ("Ann Lee seeks to open the bridge.", "open", "open", "asserted"),
        ("Ann Lee did not open the bridge.", "open", "past", "denied"),
        ("Officials said Ann Lee opened the bridge.", "open", "past", "reported"),
        ("The bridge is open.", "be", "present", "asserted"),
    ],
)
def test_a_clause_says_when_and_how_surely(text, verb, time, certainty):
    assert deed(text, verb)[["time", "certainty"]].tolist() == [time, certainty]


def test_the_kinds_of_those_who_act(told):
    kinds = telling.deeds(told).set_index(["doc_id", "sentence", "verb"])["subject_kind"]
    assert kinds["article-a", 2, "be"] == "abstraction"  # the dazzling military display
    assert kinds["article-a", 3, "greet"] == "people"  # analysts
    assert kinds["article-b", 1, "greet"] == "person"  # the Russian leader
    assert kinds["article-b", 8, "improve"] == "country"
    assert telling.deeds(told).query("doc_id == 'article-a' and sentence == 0")["actors"].iloc[0] == (
        "Xi Jinping",
        "Vladimir Putin",
        "Kim Jong-un",
    )


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2,000", 2000),
        ("two thousand", 2000),
        ("1.5 million", 1.5e6),
        ("twenty-five", 25),
        ("a hundred and twenty", 120),
        ("three million two hundred thousand", 3.2e6),
        ("$4bn", 4e9),
        ("half", 0.5),
        ("dozens", None),
        ("Tuesday", None),
    ],
)
def test_numbers_in_figures_and_words(words, value):
    assert value_of(words) == value


def test_what_two_texts_share_and_what_one_has():
    one = "Over 20 guests came to Sillen. Police said 1,500 people fled the flood at the Marl dam. Ann Lee spoke."
    two = "More than twenty guests were in Sillen. Some 2,000 people fled the flood at the Marl dam, police said."
    table = telling.facts(corpus(one, two)).set_index("item")
    assert table.loc["Sillen", ["status", "d0", "d1"]].tolist() == ["both", 0, 0]
    assert table.loc["Over 20 guests", "status"] == "both"
    assert table.loc["1,500 people / Some 2,000 people", "status"] == "differs"
    assert table.loc["Ann Lee", "status"] == "only"
    assert pd.isna(table.loc["Ann Lee", "d1"])


def test_a_first_that_the_other_text_doubts_differs():
    one = "The first meeting of the two mayors ended."
    two = "There has been speculation that the mayors might hold their first meeting."
    table = telling.facts(corpus(one, two))
    assert table.loc[table["kind"] == "first", ["item", "status"]].values.tolist() == [["first meeting", "differs"]]


def test_the_facts_of_the_two_articles(told):
    table = telling.facts(told)
    only = {doc: set(table.loc[(table["status"] == "only") & table[doc].notna(), "item"]) for doc in table.columns[3:]}
    assert {
        "Iran",
        "Narendra Modi",
        "India",
        "Shanghai Cooperation Organization",
        "Power of Siberia 2",
        "Ju Ae",
    } <= only["article-b"]
    assert {"visa", "pipeline", "50%", "more than 2,000 North Korean troops", "more than 40 times"} <= only["article-b"]
    assert {"Lee Jae-myung", "headwinds", "stagnation", "over 20 world leaders"} <= only["article-a"]
    both = set(table.loc[table["status"] == "both", "item"])
    assert {"Xi Jinping", "China", "Japan", "World War II", "West", "80th anniversary", "parade"} <= both
    assert table.loc[table["status"] == "differs", "item"].tolist() == ["first meeting"]


def test_events_are_aligned_one_by_one():
    table = corpus("Ann Lee won.", "Ann Lee won.", "Bo Hill won.", "It rained on Cy Orr.")
    table["source"], table["event"] = list("ABAB"), list("xxyy")
    found = telling.facts(telling.read(table))
    rows = found.loc[found["kind"] == "name", ["event", "item", "status"]].values.tolist()
    assert rows == [["x", "Ann Lee", "both"], ["y", "Bo Hill", "only"], ["y", "Cy Orr", "only"]]


def test_what_the_war_is_called(told):
    table = telling.naming(told).set_index("label")
    assert table.loc["Putin’s war", ["Article A", "Article B"]].values.tolist()[0] == [0, 1]
    assert table.loc["the Russian leader", "actor"] == "Vladimir Putin"
    assert table.loc["the Ukrainian war", "Article A"] == 1


def test_before_and_after_the_event(told):
    table = telling.timing(told)
    assert table[["event", "told"]].values.tolist() == [["parade", "after"], ["parade", "before"]]


def test_a_claim_that_the_text_takes_over(told):
    found = telling.claims_taken_over(told)
    assert found[["doc_id", "speaker", "claim_sentence", "sentence"]].values.tolist() == [
        ["article-a", "Kim Jong-un", 6, 7],
        ["article-a", "Kim Jong-un", 6, 8],
    ]
    plain = corpus("The mayor said growth was high. Rain fell on the harbour. This morning it stopped.")
    assert telling.claims_taken_over(plain).empty


def test_what_leads_the_list_of_findings(told):
    found = telling.findings(told)
    assert found["measure"].head(4).tolist() == ["timing", "sourcing", "claims", "disputed"]
    assert (found["holds"] == "these articles only").all()
    texts = told.corpus.set_index("doc_id")["text"]
    for places in found["evidence"]:
        assert all(texts[doc_id][start:end] for doc_id, start, end in places)


def test_many_articles_are_tested(corpus_of):
    texts = {
        "A": ["Ann Lee won. The team left."] * 12,
        "B": ["Officials said Ann Lee won. They said the team left."] * 12,
    }
    found = telling.findings(corpus_of(texts)).set_index("measure")
    assert found.loc["reported", "holds"] == "holds"
    assert found.loc["hedged", "holds"] == "cannot be told from chance"


def test_lead_and_end(told):
    table = telling.order(told).set_index("doc_id")
    assert table.loc["article-a", ["opening", "closing"]].tolist() == ["Xi Jinping", "North Korea"]
    assert (table["shared"] <= table["lead_items"]).all()


def test_articles_side_by_side_escape_what_they_show(monkeypatch):
    shown = []
    monkeypatch.setattr(reading, "_display", shown.append)
    reading.show_tellings(telling.read(corpus("<b>Ann Lee</b> won in Sillen.", "Ann Lee lost to R&D.")))
    assert "<b>" not in shown[0]
    assert "&lt;b&gt;" in shown[0]
    assert shown[0].count('href="#') == 2


def test_images_are_offered_with_their_place(told):
    found = telling.images(told)
    texts = told.corpus.set_index("doc_id")["text"]
    assert all(texts[row.doc_id][row.start : row.end] == row.words for row in found.itertuples())
    kinds = found.groupby("doc_id")["words"].agg(list)
    assert {"shockwaves", "headwinds", "balancing act"} <= set(kinds["article-a"])
    assert {"lifeline", "add fuel", "Cold War"} <= set(kinds["article-b"])

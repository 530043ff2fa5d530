"""How two tellings differ: clauses, facts, names for things, time, claims taken over, and what leads the list."""

import pandas as pd
import pytest

from utils import charts, load_corpus, reading, telling
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
        ("SILLEN, Oct. 3 — Ann Lee opened the bridge.", "open", "Ann Lee", "the bridge", "active"),
        ("Ann Lee spoke to reporters on Monday.", "speak", "Ann Lee", "reporters", "active"),
        ("Ann Lee returned in a typical mood.", "return", "Ann Lee", "", "active"),
        ("The bill makes prisoners eligible for release.", "make", "The bill", "prisoners", "active"),
        ("The bill grants him two dollars.", "grant", "The bill", "two dollars", "active"),
        ("Ann Lee announced a re-election plan.", "announce", "Ann Lee", "a re-election plan", "active"),
        ("The guards were not concerned.", "concern", "The guards", "", "active"),
        ("She’s done a good job.", "do", "She", "a good job", "active"),
    ],
)
def test_a_clause_says_who_does_what_to_whom(text, verb, subject, thing, voice):
    assert deed(text, verb)[["subject", "object", "voice"]].tolist() == [subject, thing, voice]


@pytest.mark.parametrize(
    "text", ["It is a way to talk about taxes.", "She acted following the law.", "Let’s repeal it."]
)
def test_what_has_no_subject_of_its_own_is_no_clause(text):
    found = telling.deeds(corpus(text))
    assert not set(found["verb"]) & {"talk", "follow", "repeal"}


def test_no_she_becomes_a_man_and_no_speaker_is_he_in_his_own_words():
    text = "Corin Hale said on his show that he was glad. The principal of Ardley school waved. She had a plan."
    assert deed(text, "have")["actor"] != "Corin Hale"
    text = "“I wish that she had a plan,” Corin Hale said on his show."
    assert deed(text, "have")["actor"] != "Corin Hale"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Democrats opened the bridge.", "people"),
        ("Many opened the bridge.", "people"),
        ("His client opened the bridge.", "people"),
        ("The storm opened the bridge.", "abstraction"),
    ],
)
def test_kinds_of_subjects_without_a_name(text, kind):
    assert deed(text, "open")["subject_kind"] == kind


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


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ann B. Lee won.", "Ann Lee won."),
        ("Joseph Hale won.", "Joe Hale won."),
        ("They met in Sillen on Dec. 27.", "They met in Sillen on December 27th."),
        (
            "She called it “a very dangerous plan for all of us here.”",
            "“It is a very dangerous plan for all of us here.”",
        ),
        ("Half of the voters of Sillen stayed away.", "Some 50 percent of the voters of Sillen stayed away."),
    ],
)
def test_one_thing_in_two_wordings_is_in_both(one, two):
    table = telling.facts(corpus(one, two))
    assert "only" not in set(table["status"])
    assert "both" in set(table["status"])


@pytest.mark.parametrize(
    ("one", "two", "item"),
    [
        ("The Sillen Parks Commission met.", "The commission met.", "Sillen Parks Commission"),
        ("The fund-raiser in Sillen was grand.", "A fundraiser was held in Sillen.", "raiser"),
        ("The National Otter Association won.", "The NOA won.", "National Otter Association"),
        ("A probe began in Sillen.", "An inquiry began in Sillen.", "probe"),
        ("A handful waved in Sillen.", "Her hand waved in Sillen.", "handful"),
        ("She was the first lady of Sillen.", "He came to Sillen.", "first lady"),
    ],
)
def test_what_leaves_a_trace_elsewhere_is_not_only_in_one(one, two, item):
    table = telling.facts(corpus(one, two))
    found = table[(table["item"] == item) & (table["status"] == ("both" if item == "handful" else "only"))]
    assert found.empty


def test_a_quotation_is_found_again_in_pieces_and_stands_in_its_sentence():
    one = "It rained. “We will build the bridge by May, and we will not wait for anybody,” Ann Lee said. Bo Hill left."
    two = "“We will build the bridge by May,” Ann Lee said. “And we will not wait for anybody.”"
    table = telling.facts(corpus(one, two))
    found = table[table["kind"] == "quotation"]
    assert found[["status", "d0", "d1"]].values.tolist() == [["both", 1, 0]]


def test_names_that_both_texts_have_are_no_trace_of_a_quotation():
    one = "“Standing beside Ann Lee and Bo Hill, he will open the bridge himself,” the mayor said."
    table = telling.facts(corpus(one, "In May Ann Lee and Bo Hill left the town."))
    assert table.loc[table["kind"] == "quotation", "status"].tolist() == ["only"]


def test_figures_that_agree_do_not_differ():
    one = "More than 5,000 soldiers went to the Marl dam near the flooded village of Ardley."
    two = "Some 5,200 soldiers went to the Marl dam near the flooded village of Ardley."
    table = telling.facts(corpus(one, two))
    assert "differs" not in set(table["status"])
    far = telling.facts(corpus(one.replace("More than 5,000", "30"), two))
    assert "differs" not in set(far["status"])  # thirty and five thousand are no two figures for one thing


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


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("The parade ended in Sillen.", "after"),
        ("At the parade, Ann Lee waved.", "after"),
        ("The parade will end in Sillen.", "before"),
        ("Ann Lee will attend the parade.", "before"),
        ("Ann Lee spoke ahead of the parade.", "before"),
        ("Ann Lee spoke of the upcoming parade.", "before"),
        ("Ann Lee called off the parade.", "not told"),
        ("The parade was arranged by Ann Lee.", "not told"),
        ("The parade has strained the town.", "not told"),
        ("The parade route was closed.", "not told"),
    ],
)
def test_what_tells_that_an_event_is_past(text, how):
    assert telling.timing(corpus(text))["told"].tolist() == [how]


def test_a_claim_that_the_text_takes_over(told):
    found = telling.claims_taken_over(told)
    assert found[["doc_id", "speaker", "claim_sentence", "sentence"]].values.tolist() == [
        ["article-a", "Kim Jong-un", 6, 7],
        ["article-a", "Kim Jong-un", 6, 8],
    ]
    assert found["reported"].tolist() == [True, False]  # *He credited this booming success* may still be his word
    sentence = telling.findings(told).set_index("measure").at["claims", "sentence"]
    assert "(sentence 8, again in reported speech), then “This thriving economy” (sentence 9)" in sentence
    his = "The mayor declared high growth in the town. He credited this booming success to exports."
    assert telling.claims_taken_over(corpus(his))["reported"].tolist() == [True]
    both = telling.read(
        pd.concat([corpus(his), corpus("Growth was high.")]).assign(doc_id=["a", "b"], source=["A", "B"])
    )
    assert "claims" not in set(telling.findings(both)["measure"])
    for text in (
        "The mayor said new programs had begun. These programs cost much.",
        "The mayor said she did not want the job. This latest crisis hit the town.",
    ):
        assert telling.claims_taken_over(corpus(text)).empty
    made = telling.claims_taken_over(corpus("The mayor said gangs had assaulted guards. These assaults must end."))
    assert made["words"].tolist() == ["These assaults"]
    plain = corpus("The mayor said growth was high. Rain fell on the harbour. This morning it stopped.")
    assert telling.claims_taken_over(plain).empty


def test_what_leads_the_list_of_findings(told):
    found = telling.findings(told)
    assert found["measure"].head(4).tolist() == ["timing", "sourcing", "claims", "disputed"]
    assert (found["holds"] == "these articles only").all()
    texts = told.corpus.set_index("doc_id")["text"]
    for places in found["evidence"]:
        assert all(texts[doc_id][start:end] for doc_id, start, end in places)
    whose = found.set_index("measure").loc["naming"]
    for doc_id, start, end in whose["evidence"]:  # every place shown is one that the sentence names
        assert f"“{texts[doc_id][start:end]}”" in whose["sentence"]


def test_findings_say_what_hardly_differs_and_list_no_joined_names():
    one = "Ann Lee won in Sillen. The Hill-Orr plan failed. Bo Hill left. Bo Hill wept. Officials said it rained."
    found = telling.findings(corpus(one, "Ann Lee won in Sillen. Officials said it rained."))
    sentences = found.set_index("measure")["sentence"]
    assert sentences["names"] == "Only A names Bo Hill; B has no name that A has not."
    assert sentences["reported"].endswith(": hardly a difference.")
    assert "hedged" not in sentences.index  # none in either


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


def test_countries_as_places_and_as_governments(told):
    table = telling.where(told).set_index(["country", "source"])
    assert table.loc[("Russia", "Article B"), ["mentions", "as_government"]].tolist() == [5, 2]  # the Kremlin, twice
    assert ("Iran", "Article A") not in table.index
    figure = charts.where_and_when(telling.where(told), told.corpus, charts.looks(told.corpus))
    assert "China 17" in figure.alt
    dated = told.corpus.assign(date=pd.to_datetime(["2025-09-04", "2025-09-02"]))
    assert len(charts.where_and_when(telling.where(told), dated, charts.looks(dated)).axes) == 2
    nowhere = telling.where(corpus("It rained."))
    assert nowhere.empty
    bare = corpus("It rained.").assign(date=pd.NaT)
    assert charts.where_and_when(nowhere, bare, {"A": ("#000000", "o")}).alt.endswith("named: none.")


def test_nothing_to_say_and_a_pair_that_is_none():
    found = telling.findings(corpus("Hello.", "Rain."))
    assert found.empty
    assert "sentence" in found
    with pytest.raises(ValueError, match="two different sources of A, B"):
        telling.findings(corpus("Ann Lee won.", "Bo Hill lost."), ("A", "A"))


def test_a_name_in_two_articles_of_one_source_is_only_there(corpus_of):
    one = [
        "Ann Lee opened the bridge in Harlow. Tom Reed thanked the workers.",
        "Ann Lee spoke in Harlow. Tom Reed left.",
    ]
    found = telling.findings(corpus_of({"A": one, "B": ["Zora Quill objected in Harlow. The bridge was closed."]}))
    assert "Only A names Ann Lee, Tom Reed; only B names Zora Quill." in found["sentence"].tolist()


def test_findings_of_several_events_have_names_and_figures():
    one = "Police said 1,500 people fled the flood at the Marl dam. Ann Lee spoke."
    two = "Some 2,000 people fled the flood at the Marl dam, police said."
    table = corpus(one, two, "Tom Reed won in Harlow.", "It rained in Harlow on Zora Quill.")
    table["source"], table["event"] = list("ABAB"), list("xxyy")
    found = telling.findings(table).set_index("measure")["sentence"]
    assert "A, sentence 1; B, sentence 1; event x" in found["disputed"]
    assert found["names"] == "Only A names Ann Lee, Tom Reed; only B names Zora Quill."

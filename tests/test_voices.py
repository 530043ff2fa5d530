"""Quotations and their speakers: the two articles by hand, the invented ones by their truth file, and hard cases."""

import json
import os
import tomllib
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.corpus import load_corpus, load_truth
from utils.speech.attribution import reporting_verbs
from utils.text import quoted_stretches
from utils.voices import (
    colours_of_verbs,
    find_quotes,
    frequent_verbs,
    quote_table,
    share_of_voice,
    standing_of_speakers,
)


@pytest.mark.parametrize("comma", ["", ","])
def test_words_before_according_to_end_with_their_last_word(comma):
    (row,) = find_quotes(f"The bridge is safe{comma} according to the ministry.").itertuples()
    assert (row.kind, row.quote) == ("indirect", "The bridge is safe")


def test_the_practice_corpus_as_its_truth_file_says():
    practice = load_corpus("practice").set_index("doc_id")["text"]
    truth = load_truth("quotation").astype({"start": int, "end": int})
    direct = found = told = indirect = reported = speakers = 0
    for doc_id, rows in truth.groupby("doc_id"):
        ours = find_quotes(practice[doc_id])
        for row in rows.itertuples():
            shared = ours["end"].clip(upper=row.end) - ours["start"].clip(lower=row.start)
            union = ours["end"].clip(lower=row.end) - ours["start"].clip(upper=row.start)
            match = ours[(shared / union > 0.75) & (ours["kind"] == row.value)]
            if row.value in ("direct", "mixed"):
                direct, found = direct + 1, found + len(match)
                if row.detail and len(match):
                    speaker = str(match["speaker"].iloc[0])
                    told += 1
                    speakers += speaker in row.detail or speaker.split()[-1] == row.detail.split()[-1]
            if row.value == "indirect":
                indirect, reported = indirect + 1, reported + len(match)
    assert (direct, found) == (87, 87)  # every direct and mixed quotation, and of the right kind
    assert (told, speakers) == (74, 66)
    assert (indirect, reported) == (121, 94)  # the same words, all but a quarter


def told(text, which, *columns):
    """What stands in some columns for each statement; `which` asks for some of them only. None where nothing does."""
    found = find_quotes(text)
    rows = (found.query(which) if which else found)[list(columns)].astype(object)
    return [tuple(row) for row in rows.where(rows.notna(), None).values.tolist()]


def said(text):
    row = find_quotes(text).query("kind != 'indirect'").iloc[0]
    return row["kind"], row["speaker"], row["cue"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” the mayor said.", ("direct", "the mayor", "said")),
        ("“We won,” said the mayor of Sillen on Monday.", ("direct", "the mayor of Sillen", "said")),
        ("The mayor said: “We won.”", ("direct", "The mayor", "said")),
        ("“We won,” said Ann Lee, who opened the bridge.", ("direct", "Ann Lee", "said")),
        ("Ann Lee, the mayor of a small town, said “we won” and left.", ("mixed", "Ann Lee", "said")),
        ("In a statement, Ann Lee said: “We won.”", ("direct", "Ann Lee", "said")),
        ("“We won,” according to the mayor.", ("direct", "the mayor", "according to")),
        ("“We won.” – Ann Lee", ("direct", "Ann Lee", None)),
        ("Ann Lee denied the charge, adding: “We won.”", ("direct", "Ann Lee", "adding")),
        ('"We won," she said.', ("direct", "she", "said")),
        ("A helmsman who did not want to be named told us: “We won.”", ("direct", "A helmsman", "told")),
        ("Ann Lee lashed out: “We won!”", ("direct", "Ann Lee", "lashed out")),
        ("Ann Lee spoke in the hall:\n\n“We won.”", ("direct", "Ann Lee", "spoke")),
    ],
)
def test_where_the_speaker_may_stand(text, expected):
    assert said(text) == expected


def test_quotations_that_carry_on_keep_their_speaker():
    found = find_quotes("“We won,” Ann Lee said. “It was late.”\n\n“Nobody cared.”")
    assert found["speaker"].tolist() == ["Ann Lee"] * 3
    assert found["speaker_start"].tolist() == [10] * 3


def test_a_quotation_that_was_led_up_to_is_not_the_next_speakers():
    found = find_quotes("Ann Lee said: “We won.” Bo Holt replied, “You lied.”")
    assert found["speaker"].tolist() == ["Ann Lee", "Bo Holt"]
    told = find_quotes("Ann Lee told us: “We won.” Bo Holt said he would appeal.")
    assert told["speaker"].iloc[0] == "Ann Lee"


@pytest.mark.parametrize(
    ("text", "name", "standing"),
    [
        (
            "Maria Garcia was shot by officer Tom Smith. Smith was arrested. “I saw it all,” she said.",
            "Maria Garcia",
            "person",
        ),
        ("Ann Lee lost the vote. Her husband was sad. “I am sad,” he said.", None, "not resolved"),
        ("Ann Lee met Eve Holt. “We won,” she said.", "Ann Lee", "person"),  # a subject beats a sole candidate
        ("Anna Velt met Paul Marr. “We won,” he said.", "Paul Marr", "person"),
        ("Anna Velt met Paul Marr. “We won,” she said.", "Anna Velt", "person"),
        (
            "Anna Velt opened the dam. A woman in the crowd was crying. “We lost it all,” she said.",
            None,
            "not resolved",
        ),
    ],
)
def test_whom_he_and_she_mean(text, name, standing):
    assert told(text, "kind == 'direct'", "speaker_name", "standing") == [(name, standing)]


def test_short_forms_stand_for_the_full_name():
    text = "Ann Lee came. “We won,” Lee said. “Yes,” said the crowd."
    assert told(text, None, "speaker_name") == [("Ann Lee",), (None,)]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("“One.\n\n“Two,” she said.", ["“One.\n\n“Two,”"]),
        ("“Never closed.\n\nThe next paragraph.", ["“Never closed."]),
        ("He wrote “she said ‘no’ to me” twice.", ["“she said ‘no’ to me”"]),
        ('A 12" pipe, and a 6" one.', []),
        ("The dogs' owners' club.", []),
        ("“Outer “inner” outer” end.", ["“Outer “inner” outer”"]),
        ('"One" and "two".', ['"One"', '"two"']),
        ("„Ja“, sagte er.", ["„Ja“"]),
        ("An “urgent review“ of it, and “one more”.", ["“urgent review“", "“one more”"]),
        ("«Oui», dit-il.", ["«Oui»"]),
        ("Q: Why?\nA: Because.", []),
        ("", []),
    ],
)
def test_marks_and_their_traps(text, stretches):
    assert [text[a:b] for a, b in quoted_stretches(text)] == stretches


@given(st.text(st.sampled_from('ab. \n“”"„,'), max_size=80))
def test_any_marks_give_ordered_stretches_that_do_not_overlap(text):
    spans = quoted_stretches(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    for row in find_quotes(text).itertuples():
        assert text[row.start : row.end] == row.quote


def test_half_a_character_stops_no_search_and_moves_no_offset():
    row = find_quotes("Half \ud83d. “We \udfff won,” Ann Lee said.").iloc[0]
    assert (row.start, row.end, row.quote, row.speaker) == (8, 19, "“We � won,”", "Ann Lee")


def test_a_whole_article_in_marks_and_five_hundred_quotations():
    assert len(find_quotes("“" + "We won. " * 400 + "”")) == 1
    assert len(find_quotes("“We won,” Ann Lee said. " * 500)) == 500


def test_a_table_of_voices_with_words_and_colours():
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["“We won,” Lee claimed. It rained, she said."]})
    table = quote_table(corpus)
    assert table[["kind", "speaker", "colour", "words"]].values.tolist() == [
        ["direct", "Lee", "distancing", 2],
        ["indirect", "she", "neutral", 2],
    ]


def test_each_reporting_verb_has_one_colour():
    verbs = reporting_verbs()
    assert len(verbs) > 150
    assert {verbs[verb] for verb in ("say", "claim", "point out", "lash out")} == {
        *("neutral", "distancing", "affirming", "emotive")
    }


GOLD = Path(os.environ.get("GOLD", "")) / "quotes.jsonl"


@pytest.mark.skipif(not GOLD.is_file(), reason="GOLD does not name the human-coded data")
def test_speakers_agree_with_trained_annotators():
    right = judged = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        ours = find_quotes(article["text"]).query("kind in ('direct', 'mixed')")
        for one in article["attributions"]:
            if not one["source"]:
                continue
            (begin, end), *_ = one["content"]
            match = ours[(ours["start"] >= begin - 1) & (ours["end"] <= end + 1)]
            if len(match):
                first, last = one["source"][0][0], one["source"][-1][1]
                judged += 1
                row = match.iloc[0]
                right += bool(
                    pd.notna(row["speaker_start"]) and row["speaker_start"] < last and first < row["speaker_end"]
                )
    assert right / judged >= 0.75


def test_a_text_in_which_nobody_speaks_gives_empty_tables():
    table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["A short note."]}))
    assert table.empty
    assert table["cue"].str.lower().empty
    assert share_of_voice(table).empty
    assert standing_of_speakers(table).empty
    assert colours_of_verbs(table).empty


def test_a_verb_that_introduces_several_pieces_counts_once():
    texts = {"a": "Ann Lee said it was “a shame” and “a loss” for the town. Bo Ray claimed that nobody knew."}
    table = quote_table(pd.DataFrame({"doc_id": list(texts), "source": ["A"], "text": list(texts.values())}))
    assert (table["cue"] == "said").sum() > 1
    assert colours_of_verbs(table)[["colour", "count"]].values.tolist() == [["distancing", 1], ["neutral", 1]]
    assert frequent_verbs(table) == []  # neither word occurs twice


def test_names_without_titles_and_no_merging_of_namesakes_or_pronouns():
    text = "Prime Minister Ann Lee spoke. “We won,” Lee said. “Yes,” she said."
    found = find_quotes(text)
    assert found["speaker_name"].tolist()[0] == "Ann Lee"
    two = "Ann Lee and Bo Lee came. “We won,” Lee said. “No,” said Bo Lee."
    assert find_quotes(two)["speaker_name"].tolist() == ["Lee", "Bo Lee"]
    strangers = pd.DataFrame({"doc_id": ["a", "b"], "source": "A", "text": ["“Yes,” she said.", "“No,” she said."]})
    assert share_of_voice(quote_table(strangers))["speaker_name"].tolist() == ["not resolved"]


WHO_SAYS_WHAT = {  # sentence: [(kind, the speaker's words, names, standing, what is said), …]
    "passive with its agent": (
        "The Brunn ad was denounced by the Harbour Union, which said it was “wrong for Governor Brunn to assume this.”",
        [
            ("indirect", "which", ["Harbour Union"], "institution", "it was"),
            ("mixed", "which", ["Harbour Union"], "institution", "“wrong for Governor Brunn to assume this.”"),
        ],
    ),
    "passive before a verb of saying": (
        "Ann Lee was elected and said the dam would hold.",
        [("indirect", "Ann Lee", ["Ann Lee"], "person", "the dam would hold")],
    ),
    "fronted adverbial": (
        "In a speech to farmers in Dorvale on Monday, Ada Velt said the dam would hold.",
        [("indirect", "Ada Velt", ["Ada Velt"], "person", "the dam would hold")],
    ),
    "participle": (
        "Down in the polls, Mayor Ada Brunn is on the attack, claiming that her rival is waging a “war on bees.”",
        [
            ("indirect", "Mayor Ada Brunn", ["Ada Brunn"], "person", "her rival is waging a"),
            ("mixed", "Mayor Ada Brunn", ["Ada Brunn"], "person", "“war on bees.”"),
        ],
    ),
    "relative clause": (
        "Ada Velt, who warned that the dam was weak, left the hall.",
        [("indirect", "who", ["Ada Velt"], "person", "the dam was weak")],
    ),
    "two speak together": (
        "Ana Velt and Jon Marr have gone on record declaring an “endless” alliance.",
        [("mixed", "Ana Velt and Jon Marr", ["Ana Velt", "Jon Marr"], "person", "“endless”")],
    ),
    "an object is declared": (
        "Ana Velt declared high levels of growth. She credited this success almost entirely to exports.",
        [
            ("indirect", "Ana Velt", ["Ana Velt"], "person", "high levels of growth"),
            ("indirect", "She", ["Ana Velt"], "person", "this success almost entirely to exports"),
        ],
    ),
    "a noun is no verb": (
        "Media reports indicate that the harbour may already be closed.",
        [("indirect", "Media reports", [], "text", "the harbour may already be closed")],
    ),
    "according to": (
        "The dam is safe, according to Ada Velt.",
        [("indirect", "Ada Velt", ["Ada Velt"], "person", "The dam is safe")],
    ),
    "noun and that": (
        "Ada Velt made the claim that the dam was safe.",
        [("indirect", "Ada Velt", ["Ada Velt"], "person", "the dam was safe")],
    ),
    "reportedly": (
        "Jon Marr reportedly sold the boats last year.",
        [("indirect", None, [], "no speaker", "sold the boats last year")],
    ),
    "a post and its adverbials": (
        "Elsa Laut wrote in a now-deleted post on Friday that the girls should “try showing a little class.”",
        [
            ("indirect", "Elsa Laut", ["Elsa Laut"], "person", "the girls should"),
            ("mixed", "Elsa Laut", ["Elsa Laut"], "person", "“try showing a little class.”"),
        ],
    ),
    "a semicolon parts": (
        "The teachers did not join him; its chair, Ines Calder, said the ministry had done the right thing.",
        [("indirect", "its chair", ["Ines Calder"], "person", "the ministry had done the right thing")],
    ),
    "rivals of somebody": (
        "Only two rivals of Mr. Marr said they would attend.",
        [("indirect", "Only two rivals of Mr. Marr", [], "nameless", "they would attend")],
    ),
    "a text by a news agency": (
        "A Reuters poll found that most voters were tired.",
        [("indirect", "A Reuters poll", ["Reuters"], "text", "most voters were tired")],
    ),
    "nameless": ("Experts said the dam would hold.", [("indirect", "Experts", [], "nameless", "the dam would hold")]),
    "a company": (
        "The company said the plant would close.",
        [("indirect", "The company", [], "not resolved", "the plant would close")],
    ),
    "two leaders": (
        "The two leaders said the talks were long.",
        [("indirect", "The two leaders", [], "not resolved", "the talks were long")],
    ),
    "the leader of a country": (
        "Russian leader Ivo Karr met Chinese leader Li Wen. The Russian leader called his host a “dear friend”.",
        [
            ("indirect", "The Russian leader", ["Ivo Karr"], "person", "his host a"),
            ("mixed", "The Russian leader", ["Ivo Karr"], "person", "“dear friend”"),
        ],
    ),
    "a transcript": (
        "MAYOR BO SMITH: I think the harbour will open.\n\nSENATOR ANN LEE: Do you?",
        [
            ("direct", "MAYOR BO SMITH", ["Bo Smith"], "person", "I think the harbour will open."),
            ("direct", "SENATOR ANN LEE", ["Ann Lee"], "person", "Do you?"),
        ],
    ),
    "a dialogue opened by dashes": (
        "— We won, said Ann Lee.\n\n— We lost, said Bo Holt.",
        [
            ("direct", "Ann Lee", ["Ann Lee"], "person", "We won, said Ann Lee."),
            ("direct", "Bo Holt", ["Bo Holt"], "person", "We lost, said Bo Holt."),
        ],
    ),
}


@pytest.mark.parametrize("case", WHO_SAYS_WHAT)
def test_who_says_what(case):
    text, expected = WHO_SAYS_WHAT[case]
    found = told(text, None, "kind", "speaker", "speaker_names", "standing", "quote")
    assert [(kind, words, list(names), standing, quote.strip()) for kind, words, names, standing, quote in found] == (
        expected
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jon Marr did not say that the money was gone.",
        "Jon Marr declined to say where the money went.",
        "Jon Marr was expected to say that the dam would hold.",
        "Nobody said that the dam was safe.",
        "If Jon Marr says that the talks failed, the price will fall.",
        "Rather than declare that the talks had failed, Jon Marr left.",
        "Rather than go ahead and declare that he will not run, Ivo Karr dropped the talks.",
        "The Velt campaign did not say where the ad would run, but it will be in May.",
        "Ruritania declared war on its neighbour.",
        "The image may threaten to overshadow the concert.",
        "The mayor dropped plans, but don’t expect her to fade quietly.",
        "The arguments range from the mayor directing the board to stop arguing for the Harbour Act, to less.",
    ],
)
def test_nothing_is_said(text):
    assert find_quotes(text).empty


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Ada Velt promised to repair the dam.", "to repair the dam"),
        ("Ada Velt blamed the flood on the council.", "the flood on the council"),
        ("Ada Velt accused the council of wasting money.", "the council of wasting money"),
        ("Ada Velt praised the quick decision.", "the quick decision"),
        ("Ada Velt demanded talks on the dam.", "talks on the dam"),
    ],
)
def test_what_is_promised_or_blamed_is_a_speech_act(text, quote):
    assert told(text, None, "kind", "act", "speaker_name", "quote") == [("indirect", "speech act", "Ada Velt", quote)]
    table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]}))
    assert share_of_voice(table).empty
    assert share_of_voice(table, acts=True)["reported"].tolist() == [len(quote.split())]


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("“We hold,” Vladimir Putin said, according to a Kremlin readout.", "a Kremlin readout"),
        ("“We hold,” Vladimir Putin said.", None),
    ],
)
def test_which_text_hands_the_words_on(text, via):
    assert told(text, None, "kind", "speaker_name", "via") == [("direct", "Vladimir Putin", via)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("A Chinese description of the meeting said the talks were long.", "China"),
        ("The Chinese Foreign Ministry said the talks were long.", "China"),
        ("Beijing said the talks were long.", "China"),
        ("The Harbour Union said the talks were long.", None),
    ],
)
def test_for_which_country_somebody_speaks(text, country):
    assert told(text, None, "speaks_for") == [(country,)]


def test_of_two_who_speak_together_each_has_the_words():
    text = "“We won at last,” Ana Velt and Jon Marr said. “No,” said Bo Holt."
    table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]}))
    shares = share_of_voice(table)[["speaker_name", "quotations", "words", "share"]].values.tolist()
    assert shares == [["Ana Velt", 1, 4, 0.8], ["Jon Marr", 1, 4, 0.8], ["Bo Holt", 1, 1, 0.2]]


@pytest.mark.parametrize(
    "quote", ["‘We won,’", "'We won,'", "„We won,“", "«We won»,", "''We won,''", '"We won,"', "“We won,”"]
)
def test_the_marks_make_no_difference(quote):
    assert told(f"{quote} said Ann Lee.", None, "kind", "speaker_name", "cue", "quote") == [
        ("direct", "Ann Lee", "said", quote.rstrip(",") if quote.startswith("«") else quote)
    ]


MARKS = {  # in place of curly double ones, and where the parser then takes a sentence differently
    "double": ('""', []),
    "single": ("''", []),
    "curly single": ("‘’", [("e01-lantern", 503)]),
}


@pytest.mark.parametrize("style", MARKS)
def test_the_practice_corpus_reads_the_same_in_other_marks(style):
    practice = load_corpus("practice")
    (opens, closes), differ = MARKS[style]
    other = practice.assign(text=practice["text"].str.replace("“", opens).str.replace("”", closes))
    columns = ["kind", "speaker", "speaker_name", "standing", "cue", "act", "words"]
    tables = [quote_table(articles).set_index(["doc_id", "start", "end"]) for articles in (practice, other)]
    one, two = (table[columns].astype(object).fillna("") for table in tables)
    assert one.index.equals(two.index)
    assert one.index[(one != two).any(axis=1)].droplevel("end").tolist() == differ


def test_the_two_articles_as_they_were_read_by_hand():
    """Every attribution is found; where a column differs from the reading, the reading says so."""
    golden = tomllib.loads((Path(__file__).parent / "data" / "golden_seeds.toml").read_text(encoding="utf-8"))
    table = quote_table(load_corpus())
    table = table.assign(speaker_names=[list(names) for names in table["speaker_names"]]).astype(object)
    rows = table.where(table.notna(), "").to_dict("records")
    found = {(row["source"], row["quote"]): row for row in rows}
    assert len(found) == len(rows)
    beside = {(one["article"], one["content"]): one["kind"] for one in golden["beside"]}
    said = [(one["article"], piece) for one in golden["said"] for piece in one["content"]]
    assert sorted([*said, *beside]) == sorted(found)
    for place, kind in beside.items():
        assert (found[place]["kind"], found[place]["standing"]) == (kind, "no speaker")
    columns = {"speaker": "speaker", "names": "speaker_names"} | {
        name: name for name in ("kind", "standing", "via", "speaks_for", "act")
    }
    for one in golden["said"]:
        pieces = [found[one["article"], piece] for piece in one["content"]]
        expected = {name: one.get(name, "") for name in columns} | one.get("machine", {})
        for name, column in columns.items():
            each = expected[name] if name == "kind" else [expected[name]] * len(pieces)
            assert [piece[column] for piece in pieces] == each, (
                one["content"],
                name,
            )
        for name, value in one.get("machine", {}).items():
            assert value != one.get(name, "")
    assert (len(golden["said"]), sum("machine" in one for one in golden["said"])) == (18, 3)
    right = [one for one in golden["said"] if "names" not in one.get("machine", {})]
    assert len(right) == 16  # with the right name, or rightly without one

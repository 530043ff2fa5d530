"""Quotations and their speakers: the two articles by hand, the invented ones by their truth file, and hard cases."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.corpus import load_corpus, load_truth
from utils.speech.attribution import base_form, reporting_verbs
from utils.text import quoted_stretches
from utils.voices import colours_of_verbs, find_quotes, quote_table, share_of_voice

BY_HAND = {  # every stretch in quotation marks of the two articles: how it begins, its kind, its speaker
    "Article A": [
        ("“victory day”", "scare", None),
        ("“limitless”", "mixed", "Xi Jinping and Putin"),
        ("“May President Xi", "direct", "Donald Trump"),
    ],
    "Article B": [
        ("“dear friend”", "mixed", "the Russian leader"),
        ("“reached their", "mixed", "the Russian leader"),
        ("“in-depth", "mixed", "A Chinese description of their meeting at the Great Hall of the People"),
        ("“We were together", "direct", "Putin"),
        ("“We welcome", "direct", "ministry spokesperson Guo Jiakun"),
        ("“Standing side", "direct", "South Korea’s National Intelligence Service"),
    ],
}


@pytest.mark.parametrize("source", BY_HAND)
def test_every_quotation_of_the_two_articles(source):
    text = load_corpus().set_index("source").at[source, "text"]
    found = find_quotes(text)
    marked = found[found["kind"] != "indirect"]
    assert len(marked) == len(BY_HAND[source])
    for row, (begins, kind, speaker) in zip(marked.itertuples(), BY_HAND[source], strict=True):
        assert row.quote.startswith(begins)
        assert (row.kind, row.speaker if isinstance(row.speaker, str) else None) == (kind, speaker)


@pytest.mark.parametrize("comma", ["", ","])
def test_words_before_according_to_end_with_their_last_word_or_comma(comma):
    (row,) = find_quotes(f"The bridge is safe{comma} according to the ministry.").itertuples()
    assert (row.kind, row.quote) == ("indirect", f"The bridge is safe{comma}")


def test_indirect_speech_of_the_second_article():
    found = find_quotes(load_corpus()["text"][1]).query("kind == 'indirect'")
    speakers = found["speaker"].tolist()
    for speaker in (
        "The readout",
        "the Chinese Foreign Ministry",
        "energy giant Gazprom",
        "Regional experts",
        "The agency",
    ):
        assert speaker in speakers


def test_the_practice_corpus_as_its_truth_file_says():
    practice = load_corpus("practice").set_index("doc_id")["text"]
    truth = load_truth("quotation").astype({"start": int, "end": int})
    direct = found = told = reported = speakers = 0
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
                reported += len(match)
    assert (direct, found) == (82, 82)  # every direct and mixed quotation, and of the right kind
    assert speakers / told >= 0.88  # 62 of 69
    assert reported >= 55  # of 64


def said(text):
    row = find_quotes(text).iloc[0]
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
        ("“We won.” – Ann Lee", ("direct", "Ann Lee", "–")),
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
    "text",
    [
        "Maria Garcia was shot by officer Tom Smith. Smith was arrested. “I saw it all,” she said.",
        "Ann Lee lost the vote. Her husband was sad. “I am sad,” he said.",
    ],
)
def test_a_pronoun_that_could_be_another_is_left_alone(text):
    row = find_quotes(text).query("kind == 'direct'").iloc[0]
    assert (row["speaker_name"], row["standing"]) == (None, "unnamed")


def test_short_forms_stand_for_the_full_name():
    found = find_quotes("Ann Lee came. “We won,” Lee said. “Yes,” said the crowd.")
    assert found["speaker_name"].tolist() == ["Ann Lee", "the crowd"]


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


@pytest.mark.parametrize(
    ("form", "base"),
    [
        *[("said", "say"), ("says", "say"), ("bragged", "brag"), ("admitting", "admit"), ("denied", "deny")],
        *[
            ("threatened", "threaten"),
            ("writing", "write"),
            ("stresses", "stress"),
            ("agreed", "agree"),
            ("spat", "spat"),
        ],
        *[("pointed out", "point out"), ("explained", "explain"), ("referred", "refer"), ("quipped", "quip")],
        *[
            ("answered", "answer"),
            ("begging", "beg"),
            ("revealed", "reveal"),
            ("pleaded", "plead"),
            ("snapped", "snap"),
        ],
    ],
)
def test_forms_of_reporting_verbs(form, base):
    assert base_form(form) == base


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
    assert colours_of_verbs(table).empty


def test_names_without_titles_and_no_merging_of_namesakes_or_pronouns():
    text = "Prime Minister Ann Lee spoke. “We won,” Lee said. “Yes,” she said."
    found = find_quotes(text)
    assert found["speaker_name"].tolist()[0] == "Ann Lee"
    two = "Ann Lee and Bo Lee came. “We won,” Lee said. “No,” said Bo Lee."
    assert find_quotes(two)["speaker_name"].tolist() == ["Lee", "Bo Lee"]
    strangers = pd.DataFrame({"doc_id": ["a", "b"], "source": "A", "text": ["“Yes,” she said.", "“No,” she said."]})
    assert share_of_voice(quote_table(strangers))["speaker_name"].tolist() == ["nobody named"]

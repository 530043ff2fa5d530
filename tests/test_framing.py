"""Codebooks: read, checked, and doing what their lines say."""

import math
import re

import pandas as pd
import pytest

from utils import charts, framing, load_corpus
from utils.engine.conditions import read_indicator
from utils.errors import CodebookError
from utils.framing import (
    CODEBOOKS,
    Codebook,
    co_occurrence,
    evidence,
    frame_differences,
    load_codebook,
    profile,
    score_sentences,
    score_texts,
)

OURS = sorted(path for path in CODEBOOKS.glob("*.toml") if not path.stem.endswith("_wider"))
GOOD = """
name = "mine"
title = "My frames"
source = "me"
[[frame]]
name = "display"
label = "Display"
definition = "Power is shown."
questions = ["Is power shown?"]
indicators = [{indicators}]
exclude = [{exclude}]
"""


def book(tmp_path, indicators, exclude=""):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.format(indicators=indicators, exclude=exclude), encoding="utf-8")
    return load_codebook(path)


def matches(codebook, text):
    return evidence(pd.DataFrame({"doc_id": ["a"], "text": [text]}), codebook)["match"].tolist()


@pytest.mark.parametrize(
    ("indicator", "text", "found"),
    [
        ("parade", "A parade, the parades, Parade’s end", ["parade", "Parade"]),
        ("parade*", "A parade, the parades, Parade’s end", ["parade", "parades", "Parade’s"]),
        ("show of force", "a show of\\nforce; shows of force", ["show of\nforce"]),
        (
            "hold .. accountable",
            "hold them all to account; hold the old men accountable",
            ["hold the old men accountable"],
        ),
        ("hold .. accountable", "hold one two three four accountable", []),
        ("don't", "They don’t. They don't.", ["don’t", "don't"]),
        ("$", "It cost $5.", ["$"]),
        ("a.b", "a.b axb", ["a.b"]),
        ("war", "post-war war-torn wars warm", ["war", "war"]),
    ],
)
def test_indicators_mean_what_the_file_says(tmp_path, indicator, text, found):
    assert matches(book(tmp_path, f'"{indicator}"'), text.replace("\\n", "\n")) == found


def test_excluded_phrases_use_up_their_words(tmp_path):
    mine = book(tmp_path, '"war", "attack*"', '"world war*", "heart attack*"')
    assert matches(mine, "The World War and the war; a heart attack, an attack.") == ["war", "attack"]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_every_indicator_of_our_codebooks_finds_itself_and_no_two_are_the_same(path):
    codebook = load_codebook(path)
    for frame, entries in codebook.entries.items():
        assert len(set(entries.indicators)) == len(entries.indicators)
        assert len(entries.indicators) >= 30
        for number, indicator in enumerate(entries.indicators):
            phrase, condition, _ = indicator.partition(" (")
            phrase = re.sub(r"\{([^|}]*)[^}]*\}", r"\1", phrase)
            text = f"They said {phrase.replace('*', '').replace(' .. ', ' the new ')} here."
            if condition:
                assert re.search(read_indicator(indicator.lower()).expression, text.lower()), (frame, indicator)
                continue
            excluded = any(word.replace("*", "").partition(" (")[0] in text.lower() for word in entries.exceptions)
            found = framing.find_indicators([text], codebook, frame)[0]
            assert found or excluded, (frame, indicator, entries.written[number])


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_the_examples_of_a_frame_are_found_by_it(path):
    codebook = load_codebook(path)
    for frame in codebook.frames:
        assert len(frame["examples"]) == 2
        assert (score_texts(frame["examples"], codebook)[frame["name"]] > 0).all(), frame["name"]


def test_scores_are_indicators_per_hundred_words(tmp_path):
    mine = book(tmp_path, '"parade*", "troops"')
    texts = ["parade of troops on parade", "nothing here", ""]
    assert score_texts(texts, mine)["display"].tolist() == [pytest.approx(60), 0, 0]


def test_evidence_points_to_the_article():
    corpus, codebook = load_corpus(), load_codebook("generic")
    found, texts = evidence(corpus, codebook), corpus.set_index("doc_id")["text"]
    assert len(found) > 30
    for row in found.itertuples():
        assert texts[row.doc_id][row.start : row.end] == row.match
        assert texts[row.doc_id][row.sentence_start :].startswith(row.text)


def test_the_profile_is_the_share_of_sentences(corpus_of):
    corpus = corpus_of({"A": ["They clashed. It rained."], "B": ["It rained."]})
    table = profile(corpus, load_codebook("generic")).set_index(["group", "frame"])
    assert table.loc[("A", "conflict"), "share"] == 0.5
    assert table.loc[("B", "conflict"), "share"] == 0
    assert table["low"].isna().all()
    assert table["n"].eq(1).all()
    many = corpus_of({"A": ["They clashed. It rained."] * 12, "B": ["It rained."] * 12})
    bands = profile(many, load_codebook("generic")).set_index(["group", "frame"])
    assert bands.loc[("A", "conflict"), "low"] < 0.5 < bands.loc[("A", "conflict"), "high"]
    assert bands.loc[("B", "conflict"), ["share", "low"]].tolist() == [0, 0]
    assert bands.loc[("B", "conflict"), "high"] > 0.1


def test_long_sentences_have_more_indicators_and_two_measures_say_so(corpus_of):
    short, long = "They clashed. It rained. ", "They clashed while it rained, and it rained, and it rained. "
    corpus = corpus_of({"A": [short * 2 + long], "B": [short + long * 2]})
    codebook = load_codebook("generic")
    share = profile(corpus, codebook).set_index(["frame", "group"])["share"]["conflict"]
    rates = profile(corpus, codebook, measure="per_100_words").set_index(["frame", "group"])["per_100_words"][
        "conflict"
    ]
    same = profile(corpus, codebook, measure="standardised").set_index(["frame", "group"])["standardised"]["conflict"]
    assert share.to_dict() == {"A": 3 / 5, "B": 3 / 4}
    assert rates.to_dict() == pytest.approx({"A": 300 / (8 + 11), "B": 300 / (4 + 22)})
    # each article counts once: (.8 + .5) / 2 of sentences are short, half of them with an indicator; all long ones have
    assert same.to_dict() == pytest.approx({"A": 0.675, "B": 0.675})
    assert profile(score_sentences(corpus, codebook), codebook).equals(profile(corpus, codebook))
    with pytest.raises(ValueError, match="per_100_words"):
        profile(corpus, codebook, measure="length")


def test_a_frame_of_every_sentence_is_standardised_to_one(corpus_of):
    long = "They clashed while it rained, and it rained, and it rained again all day. "
    corpus = corpus_of({"A": ["They clashed. " * 4, long * 2], "B": ["They clashed. " + long, long * 5]})
    table = profile(corpus, load_codebook("generic"), measure="standardised")
    assert table.loc[table["frame"] == "conflict", "standardised"].tolist() == pytest.approx([1, 1])
    apart = corpus_of({"A": ["They clashed."], "B": [long]})
    assert profile(apart, load_codebook("generic"), measure="standardised")["standardised"].isna().all()


def test_frames_are_compared_pair_by_pair_or_as_asked(corpus_of):
    texts = {
        name: ["They clashed. It rained."] * n + ["It rained."] * (12 - n)
        for name, n in zip("ABC", (11, 6, 1), strict=True)
    }
    corpus, codebook = corpus_of(texts), load_codebook("generic")
    table = frame_differences(corpus, codebook)
    conflict = table[table["frame"] == "conflict"]
    assert set(conflict[["first", "second"]].itertuples(index=False, name=None)) == {("A", "B"), ("A", "C"), ("B", "C")}
    assert table["q"].notna().sum() == 3  # the other frames are nowhere
    one = frame_differences(corpus, codebook, pair=("A", "C"))
    assert one["difference"].iloc[0] == pytest.approx(10 / 24)
    assert one["q"].iloc[0] < 0.05


def test_sentences_with_an_indicator_agree_with_the_evidence():
    corpus, codebook = load_corpus(), load_codebook("generic")
    scored, found = score_sentences(corpus, codebook), evidence(corpus, codebook)
    for frame in codebook.labels():
        hits = found.loc[found["frame"] == frame, ["doc_id", "sentence"]].drop_duplicates()
        assert len(hits) == scored[frame].sum()


def test_more_indicators_leave_the_codebook_as_it_was():
    codebook = load_codebook("generic")
    wider = codebook.with_indicators("conflict", "rained")
    assert matches(wider, "It rained.") == ["rained"]
    assert matches(codebook, "It rained.") == []
    for ask in (lambda: codebook.with_indicators("weather", "rained"), lambda: codebook.frame("weather")):
        with pytest.raises(CodebookError, match="has no frame 'weather'; it has responsibility, human_interest"):
            ask()


def test_scored_sentences_bring_the_columns_that_group_their_articles():
    practice, codebook = load_corpus("practice"), load_codebook("generic")
    scored = score_sentences(practice, codebook)
    assert list(scored)[:2] == ["doc_id", "source"]
    assert (scored["event"] == scored["doc_id"].map(practice.set_index("doc_id")["event"])).all()
    assert framing.within_events(scored, "conflict")["events"].tolist() == [12, 12, 12]
    assert len(framing.frames_within_events(scored, codebook)) == 15


def test_the_evidence_of_one_frame_is_that_part_of_all_evidence():
    corpus, codebook = load_corpus(), load_codebook("generic")
    everything = evidence(corpus, codebook)
    for frame in codebook.labels():
        part = everything[everything["frame"] == frame].reset_index(drop=True)
        assert evidence(corpus, codebook, frame).equals(part)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"parade"', '""'), "mine.toml, frame 1 'display': the indicator '' is empty"),
        (('"parade"', '"*ade"'), "in the indicator '*ade' a * stands elsewhere than at the end of a word"),
        (('"parade"', ""), "'indicators' is missing or empty"),
        (('label = "Display"', 'label = ""'), "'label' is missing or empty"),
        (('name = "display"', 'name = "The Display"'), "must be small letters, digits and _"),
        (('"parade"', '"a .."'), "the gap .. needs a word on either side"),
        (('"parade"', '"par*de"'), "a * stands elsewhere"),
        (('["parade"]'.replace('"parade"', '"parade"'), '"parade"'), "'indicators' must be a list"),
        (('name = "display"', 'name = "text"'), "needed for a column of the sentence table"),
        (('name = "display"', 'name = "tone"'), "needed for a column of the sentence table"),
        (('title = "My frames"', "title = 5"), "'title' must be text between quotation marks"),
        (("exclude", "exclusions"), "'exclusions' is not known; known are"),
        (('title = "My frames"', ""), "has no 'title'"),
        (("[[frame]]", "[frame"), "is not valid TOML"),
    ],
)
def test_a_faulty_codebook_says_what_to_change(tmp_path, change, message):
    text = GOOD.format(indicators='"parade"', exclude="").replace(*change, 1)
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=re.escape(message)):
        load_codebook(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[[frame]]", "frame = 5\n[[frames]]"), "mine.toml: frames are written as [[frame]]"),
        (('["Is power shown?"]', "[" * 10_000), "mine.toml has brackets within brackets within brackets"),
        (('["Is power shown?"]', "[1, 2]"), "mine.toml, frame 1 'display': each of 'questions' must be text between"),
        (('["parade"]', "[{a.b = 1}]"), "each of 'indicators' must be text between quotation marks"),
        (('"Display"', "5"), "'label' must be text between quotation marks"),
        (('"Display"', '["a"]'), "'label' must be text between quotation marks"),
        (('"Display"', "9" * 5000), "mine.toml has a number that is far too long"),
        (('"Power is shown."', "{a = 1}"), "'definition' must be text between quotation marks"),
        (("exclude = []", "examples = 5"), "'examples' must be a list"),
        (('"display"', "nan"), "'name' must be small letters"),
        (('"parade"', r'"\u0000"'), r"the indicator '\x00' has the character NUL"),
        (
            ('"parade"', f'"{"a" * 1_000_000}"'),
            "the indicator 'aaaaaaaaaaaaaaaaaaaa…' has 1,000,000 characters",
        ),
        (('["parade"]', str([f"word{i}" for i in range(20_001)])), "mine.toml has 20,001 indicators; at most 20,000"),
        (('"Display"', f'"{"a" * 5_000_000}"'), "mine.toml is larger than 5 MB"),
        (("title", "x" + ".x" * 20_000), "mine.toml has a name of more than 30 parts between dots (x.x.x"),
        (('"Display"', "{" + " 'x' ." * 20_000), "mine.toml has a name of more than 30 parts between dots"),
        (('"Display"', '"\udce9"'), "mine.toml is not valid TOML: 'utf-8' codec can't decode byte 0xe9"),
    ],
)
def test_wrong_types_and_sizes_have_their_sentence(tmp_path, change, message):
    text = GOOD.format(indicators='"parade"', exclude="").replace(*change, 1)
    (tmp_path / "mine.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CodebookError) as error:
        load_codebook(tmp_path / "mine.toml")
    assert message in str(error.value)
    assert len(str(error.value)) < 400


def test_a_codebook_from_an_editor_that_marks_utf_8_is_read(tmp_path):
    (tmp_path / "mine.toml").write_text("\ufeff" + GOOD.format(indicators='"parade"', exclude=""), encoding="utf-8")
    assert list(load_codebook(tmp_path / "mine.toml").labels()) == ["display"]


def test_folders_and_paths_that_are_no_codebook_have_their_sentence(tmp_path):
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(CodebookError, match=r"is a folder; give the path of a \.toml file"):
        load_codebook(tmp_path / "mine.toml")
    with pytest.raises(CodebookError, match="cannot be read: file name too long"):
        load_codebook("a" * 5000)


def test_a_frame_twice_and_a_codebook_that_is_not_there(tmp_path):
    text = GOOD.format(indicators='"parade"', exclude="")
    path = tmp_path / "mine.toml"
    path.write_text(text + text[text.index("[[frame]]") :], encoding="utf-8")
    with pytest.raises(CodebookError, match="frame 2 'display': this name is used twice"):
        load_codebook(path)
    with pytest.raises(CodebookError, match="There is no codebook 'nothing'; known are generic"):
        load_codebook("nothing")


def test_offsets_hold_where_small_letters_are_longer():
    text = "İİ They clashed."
    [found] = framing.find_indicators([text], load_codebook("generic"), "conflict")
    assert [text[a:b] for a, b in found] == ["clashed"]


def test_wider_words_count_less_and_are_no_evidence(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.format(indicators='"parade"', exclude=""), encoding="utf-8")
    plain = load_codebook(path)
    frame = next(iter(plain.labels()))
    path.with_name("mine_wider.toml").write_text(f"[{frame}]\nquux = 0.4\n", encoding="utf-8")
    wider = load_codebook(path)
    text = "quux one two three"
    assert score_texts([text], plain)[frame].item() == 0
    assert score_texts([text], wider)[frame].item() == pytest.approx(100 * 0.4 / 4)
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]})
    assert evidence(corpus, wider).empty


@pytest.mark.parametrize(
    "content",
    [
        "[nobody]\nquux = 0.4\n",
        "quux = 0.4\n",
        *(f"[{{frame}}]\nquux = {weight}\n" for weight in ("-1", "inf", "nan", "true", "'a'", "1" + "0" * 400)),
    ],
)
def test_a_wider_list_that_fits_no_frame_is_refused(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.format(indicators='"parade"', exclude=""), encoding="utf-8")
    frame = next(iter(load_codebook(path).labels()))
    path.with_name("mine_wider.toml").write_text(content.replace("{frame}", frame), encoding="utf-8")
    with pytest.raises(CodebookError, match="needs a frame of that name and words with weights"):
        load_codebook(path)


@pytest.mark.parametrize(
    ("indicator", "text", "found"),
    [
        (
            "debate (verb)",
            "A debate. They debate the bill, she debated it; the debates; will debate",
            ["debate", "debated", "debate"],
        ),
        ("deny (verb)", "He denies it; she denied, denying all; denial", ["denies", "denied", "denying"]),
        ("block (noun)", "They block it. Road blocks of the block.", ["blocks", "block"]),
        ("hit back (verb)", "She hits back, he hit back at them; the hit back", ["hits back", "hit back"]),
        ("attack* (verb)", "Attacks rose. They attack us. Attacking them; the attack", ["attack", "Attacking"]),
        ("crew (with: rescue*, ship)", "The crew of the ship. The crew. A rescued crew.", ["crew", "crew"]),
        (
            "debate* (not with: television, moderator*)",
            "A television debate. Debates on tax! A debate, the moderators said.",
            ["Debates"],
        ),
        ("{who} must", "The council must act; ministers must; cats must", ["council must", "ministers must"]),
        (
            "victory",
            "After the Victory Day concert, the victory. Victory came late, said the Victory Day board.",
            ["victory", "Victory"],
        ),
        ("Supreme Court", "the supreme court, a Supreme Court Justice", ["supreme court", "Supreme Court"]),
        ("attack", "Mayor Marr And His Rivals Attack Each Other Again", ["Attack"]),
    ],
)
def test_an_indicator_asks_for_its_part_of_speech_its_company_and_no_name(tmp_path, indicator, text, found):
    path = tmp_path / "mine.toml"
    lists = '[lists]\nwho = ["council", "minister*"]\n'
    path.write_text(GOOD.format(indicators=f'"{indicator}"', exclude="") + lists, encoding="utf-8")
    assert matches(load_codebook(path), text) == found


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("They did not clash.", True),
        ("There was no clash.", True),
        ("It ended without a clash.", True),
        ("It was not without its clash.", False),
        ("It is not only a clash.", False),
        ("It isn’t just a clash.", False),
        ("No wonder they clash.", False),
        ("There is no doubt they clash.", False),
        ("Nothing but a clash.", False),
        ("They did not fail to clash.", False),
        ("They never clash.", True),
    ],
)
def test_a_not_that_affirms_is_no_negation(text, denied):
    assert framing.negated(text, text.index("clash")) is denied


def test_evidence_says_what_is_denied_and_what_is_quoted():
    text = "They did not clash. “We will fight,” he said."
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]})
    found = evidence(corpus, load_codebook("generic")).query("frame == 'conflict'")
    assert found[["match", "negated", "quoted"]].values.tolist() == [["clash", True, False], ["fight", False, True]]


def test_frames_that_share_sentences():
    sentences = pd.DataFrame(
        {"a": [True, True, False, False], "b": [True, True, False, False], "c": [True, False, True, False]}
    )
    codebook = Codebook("mine", "My frames", "me", tuple({"name": name, "label": name} for name in "abc"), {})
    pairs = co_occurrence(sentences, codebook).set_index(["frame", "other"])
    assert pairs.loc[("a", "b"), ["together", "expected", "phi"]].tolist() == [2, 1.0, 1.0]
    assert pairs.loc[("a", "c"), "phi"] == 0


def test_differences_need_ten_articles_a_source_and_are_corrected_for_many_frames(corpus_of):
    few = frame_differences(corpus_of({"A": ["They clashed."] * 3, "B": ["It rained."] * 3}), load_codebook("generic"))
    assert few["difference"].max() == 1
    assert few[["low", "high", "q"]].isna().all(axis=None)
    many = corpus_of({"A": ["They clashed."] * 12, "B": ["It rained."] * 12})
    table = frame_differences(many, load_codebook("generic")).set_index("frame")
    assert table.loc["conflict", ["first", "second", "difference"]].tolist() == ["A", "B", 1.0]
    assert table.loc["conflict", "q"] < 0.05
    assert math.isnan(table.loc["morality", "q"])  # no indicator anywhere: nothing was tested


OFF = GOOD.format(indicators='"parade*"', exclude="") + 'off = "words cannot measure this here"\n'
OFF += GOOD[GOOD.index("[[frame]]") :].format(indicators='"quarrel*"', exclude="").replace("display", "quarrel")


def test_a_frame_that_is_off_is_scored_and_not_shown(tmp_path, corpus_of):
    path = tmp_path / "mine.toml"
    path.write_text(OFF, encoding="utf-8")
    codebook, corpus = (
        load_codebook(path),
        corpus_of({"A": ["The parade. A quarrel."], "B": ["Quarrels at the parade."]}),
    )
    assert score_sentences(corpus, codebook)[["display", "quarrel"]].to_numpy().sum() == 4
    assert list(codebook.shown()) == ["quarrel"]
    assert set(profile(corpus, codebook)["frame"]) == set(evidence(corpus, codebook)["frame"]) == {"quarrel"}
    assert set(evidence(corpus, codebook, "display")["match"]) == {"parade"}
    on = codebook.switched_on("display").with_indicators("quarrel", "row")
    assert list(on.shown()) == ["display", "quarrel"]
    looks = {"A": ("#000000", "o"), "B": ("#000000", "s")}
    figure = charts.frame_profile(profile(corpus, on), on, looks)
    assert "Display\n(words cannot measure this here)" in [t.get_text() for t in figure.axes[0].get_yticklabels()]
    with pytest.raises(CodebookError, match="has no frame"):
        codebook.switched_on("nobody")


def test_the_precision_of_an_indicator_is_drawn_to_that_of_its_frame(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.format(indicators='"parade*", "tank*", "drum*"', exclude=""), encoding="utf-8")
    path.with_name("mine_read.csv").write_text(
        "frame,indicator,confirmed,read\ndisplay,parade*,9,10\ndisplay,tank*,0,2\n", encoding="utf-8"
    )
    codebook = load_codebook(path)
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["Drums, tanks, a parade."]})
    found = evidence(corpus, codebook).set_index("indicator")["precision"]
    assert framing.precision(codebook, "display") == pytest.approx(9 / 12)
    assert found["parade*"] == pytest.approx(16.5 / 20)
    assert found[["tank*", "drum*"]].isna().all()  # too few of their hits were read
    path.with_name("mine_read.csv").write_text(
        "frame,indicator,confirmed,read\ndisplay,,6,10\ndisplay,parade*,9,10\n", encoding="utf-8"
    )
    assert framing.precision(load_codebook(path), "display") == pytest.approx(0.6)
    assert framing.precision(load_codebook(path), "display", "parade*") == pytest.approx(15 / 20)
    path.with_name("mine_read.csv").unlink()
    assert math.isnan(framing.precision(load_codebook(path), "display"))


def test_evidence_is_read_from_each_source_in_turn_the_surest_first(tmp_path, corpus_of):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.format(indicators='"parade*", "tank*"', exclude=""), encoding="utf-8")
    path.with_name("mine_read.csv").write_text(
        "frame,indicator,confirmed,read\ndisplay,parade*,9,10\ndisplay,tank*,5,10\n", encoding="utf-8"
    )
    corpus = corpus_of({"A": ["No parade. Tanks. A parade. Tanks on parade."], "B": ["Tanks rolled."]})
    found = framing.best_first(evidence(corpus, load_codebook(path)), corpus)
    assert found["match"].tolist() == ["parade", "Tanks", "Tanks", "parade", "Tanks", "parade"]
    assert found["sentence"].tolist() == [2, 0, 3, 3, 1, 0]


@pytest.mark.parametrize(
    ("indicator", "message"),
    [
        ("{authority must", "a list stands as {name}"),
        ("{a|b} must", "a list stands as {name}"),
        ("block (verb", "brackets once, at the end"),
        ("block (verb) now", "brackets once, at the end"),
        ("block (verb) (with: road)", "brackets once, at the end"),
        ("crew (with: ship; with: boat)", "each once"),
        ("crew (adverb)", "is not known"),
        ("{nobody} must", "not under"),
    ],
)
def test_odd_braces_and_brackets_are_refused(tmp_path, indicator, message):
    with pytest.raises(CodebookError, match=re.escape(message)):
        book(tmp_path, f'"{indicator}"')


def test_forms_and_company_at_abbreviations(tmp_path):
    assert matches(book(tmp_path, '"lie (verb)"'), "They are lying; he lied.") == ["lying", "lied"]
    assert matches(book(tmp_path, '"crisis (noun)"'), "A crisis, the crises.") == ["crisis", "crises"]
    mine = book(tmp_path, '"crew (with: ship)"')
    assert matches(mine, "The crew of the U.S. ship left. The crew slept. A ship sank.") == ["crew"]

"""Names and actors: the two articles by hand, the invented ones by their truth file, and hard cases."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.actors import actor_table, co_mentions, frames_by_actor, joined_forms, mention_table, tone_by_actor
from utils.corpus import load_corpus, load_truth
from utils.errors import CorpusError
from utils.framing import Codebook
from utils.speech.gazetteer import known_names
from utils.speech.naming import find_actors
from utils.voices import colours_of_verbs, quote_table, share_of_voice, standing_of_speakers

BY_HAND = {  # mentions of each actor in the two articles, counted by hand; adjectives are counted apart
    "Article A": {
        **{"Xi Jinping": 7, "Vladimir Putin": 5, "Kim Jong-un": 5, "Donald Trump": 3, "Lee Jae-myung": 1, "China": 5},
        **{"Russia": 5, "North Korea": 5, "South Korea": 1, "Ukraine": 3, "United States": 2, "Japan": 1},
    },
    "Article B": {
        **{"Xi Jinping": 11, "Vladimir Putin": 10, "Kim Jong Un": 5, "Donald Trump": 3, "Narendra Modi": 4},
        **{"Ju Ae": 1, "Guo Jiakun": 1, "Shanghai Cooperation Organization": 4, "United Nations": 1, "Gazprom": 1},
        **{"Chinese Foreign Ministry": 1, "National Intelligence Service": 1, "Communist Party": 1, "Iran": 1},
        **{"United States": 3, "China": 10, "Russia": 7, "Ukraine": 2, "India": 2, "Japan": 2, "Soviet Union": 1},
    },
}


def actors(text, gazetteer=None):
    return find_actors(text, gazetteer)[["mention", "actor", "kind"]].values.tolist()


@pytest.mark.parametrize("source", BY_HAND)
def test_every_actor_of_the_two_articles(source):
    text = load_corpus().set_index("source").at[source, "text"]
    found = find_actors(text)
    counts = found.loc[found["form"] != "adjective", "actor"].value_counts()
    assert {name: counts.get(name, 0) for name in BY_HAND[source]} == BY_HAND[source]
    roles = found.set_index("actor")["role"]
    assert source == "Article A" or roles["Guo Jiakun"] == "ministry spokesperson"


def test_every_actor_of_the_practice_corpus_as_its_truth_file_says():
    practice = load_corpus("practice").set_index("doc_id")["text"]
    meant = load_truth("tone").astype({"start": int, "end": int})
    for doc_id, rows in meant.groupby("doc_id"):
        found = find_actors(practice[doc_id])
        for row in rows.itertuples():
            here = found[(found["start"] < row.end) & (found["end"] > row.start)]
            assert here["actor"].tolist()[:1] == [row.detail]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Lee won.", [["Lee", "Lee", "person"]]),
        ("Ann Lee came. Lee won.", [["Ann Lee", "Ann Lee", "person"], ["Lee", "Ann Lee", "person"]]),
        (
            "Kim Jong Un met Putin. Kim left.",
            [["Kim Jong Un"] * 2 + ["person"], ["Putin", "Putin", "other"], ["Kim", "Kim Jong Un", "person"]],
        ),
        ("He flew to Beijing.", [["Beijing", "Beijing", "other"]]),
        ("Relations with Beijing are good.", [["Beijing", "China", "country"]]),
        ("Beijing’s Red Square", [["Beijing", "Beijing", "other"], ["Red Square", "Red Square", "other"]]),
        ("Beijing’s answer came late.", [["Beijing", "China", "country"]]),
        (
            "the Kremlin and the Pentagon",
            [["Kremlin", "Russia", "country"], ["Pentagon", "US Department of Defense", "institution"]],
        ),
        ("Chinese-built bridges", [["Chinese", "China", "country"]]),
        ("the Bank of England said", [["Bank of England", "Bank of England", "institution"]]),
        ("Mayor Ann Lee of Sillen", [["Ann Lee", "Ann Lee", "person"], ["Sillen", "Sillen", "other"]]),
        ("Yesterday it rained. On Monday, I’m off.", []),
        ("WASHINGTON (AP) — It rained.", []),
        ("Old Bob Holt came.", [["Bob Holt", "Bob Holt", "person"]]),
        (
            "U.S. President Donald J. Trump and Donald Trump",
            [
                ["U.S.", "United States", "country"],
                ["Donald J. Trump", "Donald J. Trump", "person"],
                ["Donald Trump", "Donald J. Trump", "person"],
            ],
        ),
        ("Theresa May resigned in May.", [["Theresa May", "Theresa May", "person"]]),
        (
            "the actor Will Smith and Ursula von der Leyen",
            [["Will Smith", "Will Smith", "person"], ["Ursula von der Leyen", "Ursula von der Leyen", "person"]],
        ),
        (
            "minister Israel Katz and Paris Hilton",
            [["Israel Katz", "Israel Katz", "person"], ["Paris Hilton", "Paris Hilton", "person"]],
        ),
        (
            "Pakistan’s Supreme Court ruled.",
            [["Pakistan", "Pakistan", "country"], ["Supreme Court", "Supreme Court (Pakistan)", "institution"]],
        ),
        ("The Supreme Court ruled.", [["Supreme Court", "US Supreme Court", "institution"]]),
        (
            "the National People’s Congress",
            [["National People’s Congress", "National People's Congress", "institution"]],
        ),
        ("", []),
    ],
)
def test_names_and_their_traps(text, expected):
    assert actors(text) == expected


def test_namesakes_are_told_apart_by_title_or_left_to_the_reader():
    text = "Minister Jonas Reck met Mila Reck, a farmer. Minister Reck left. Reck smiled."
    found = find_actors(text)
    assert found["actor"].tolist() == ["Jonas Reck", "Mila Reck", "Jonas Reck", "Jonas Reck"]
    assert found["sure"].tolist() == [True, True, True, False]


def test_a_gazetteer_of_ones_own(tmp_path):
    own = {"country": {"Halvern": {"metonyms": ["Granary"], "adjectives": ["Halvernese"]}}}
    assert actors("Talks with the Granary failed.", own) == [["Granary", "Halvern", "country"]]
    path = tmp_path / "mine.toml"
    path.write_text('[person]\n"Ann Lee" = {forms = ["Annie"]}\n', encoding="utf-8")
    assert actors("They saw Annie win.", path) == [["Annie", "Ann Lee", "person"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[planet]\n", 'has a section "planet"; use person, country'),
        ('[country]\n"X" = {capital = ["Y"]}\n', 'entry "X" has "capital"; use lists named forms'),
        ('[country]\n"X" = {forms = "Y"}\n', 'entry "X" has "forms"; use lists'),
        ('[person]\n"X" = ["Y"]\n', 'entry "X" is no table'),
        ("[country", "is not valid TOML"),
        ("person = 5\n", r"mine\.toml: sections are written as \[person\]"),
        ("person = " + "[" * 10_000, r"mine\.toml has brackets within brackets"),
        ("person = " + "9" * 5000, r"mine\.toml has a number that is far too long"),
        ("x" + ".x" * 20_000 + " = 1", r"mine\.toml has a name of more than 30 parts between dots"),
        ('[person]\n"X" = {forms = [5]}\n', "each of its forms must be text between quotation marks"),
        ("#" * 5_000_001, r"mine\.toml is larger than 5 MB"),
        (None, "is not there"),
    ],
)
def test_a_gazetteer_that_cannot_be_used_says_why(tmp_path, content, message):
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        known_names(path)


def test_the_gazetteer_names_nothing_twice():
    known = known_names()
    assert known["Kremlin"] == ("Russia", "country", "metonym")
    assert known["U.N."] == ("United Nations", "institution", "name")
    assert len(known) > 700


@given(st.text(st.sampled_from("Ab .,’'-&\n“”X"), max_size=60))
def test_any_text_gives_ordered_mentions_at_their_offsets(text):
    done = 0
    for row in find_actors(text).itertuples():
        assert done <= row.start < row.end
        assert text[row.start : row.end] == row.mention
        done = row.end


CORPUS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c"],
        "source": ["A", "A", "B"],
        "text": [
            "Ann Lee met Bo Holt in China. “We won,” said Lee. Russia and China smiled.",
            "They saw Lee win with Bo Holt.",
            "Ann Lee and Bo Holt met. Experts say that it rained all day. “No,” officials said.",
        ],
    }
)


def test_one_name_for_an_actor_in_all_articles():
    table = mention_table(CORPUS)
    lone = table[(table["doc_id"] == "b") & (table["mention"] == "Lee")].iloc[0]
    assert (lone["actor"], lone["form"], lone["kind"], lone["sure"]) == ("Ann Lee", "surname", "person", False)
    joined = joined_forms(table)
    assert joined[["actor", "mention", "mentions", "articles", "sure"]].values.tolist() == [
        ["Ann Lee", "Lee", 2, 2, False]
    ]
    assert joined["example"].tolist() == ["a"]


def test_who_is_named_who_speaks_and_who_is_only_spoken_about():
    table = mention_table(CORPUS)
    sums = actor_table(table, quote_table(CORPUS, table)).set_index(["actor", "source"])
    lee = sums.loc[("Ann Lee", "A")]
    assert lee[["mentions", "articles", "quotations", "words"]].tolist() == [3, 2, 1, 2]
    assert lee["first_mention"] == pytest.approx((0 + CORPUS["text"][1].index("Lee") / len(CORPUS["text"][1])) / 2)
    assert not lee["only_spoken_about"]
    assert sums.loc[("Bo Holt", "B"), "only_spoken_about"]


def test_who_is_named_with_whom():
    pairs = co_mentions(mention_table(CORPUS)).set_index(["actor", "other"])
    assert pairs.loc[("Ann Lee", "Bo Holt"), ["sentences", "articles"]].tolist() == [3, 3]
    log_dice = 14 - 0.22239  # 14 + log2(2 * 3 / (4 + 3))
    assert pairs.loc[("Ann Lee", "Bo Holt"), "log_dice"] == pytest.approx(log_dice, abs=1e-5)
    assert pairs.loc[("China", "Russia"), "sentences"] == 1


def test_tone_around_an_actor_is_the_mean_of_its_sentences():
    table = mention_table(CORPUS)
    sentences = pd.DataFrame({"doc_id": ["a", "a", "b", "c"], "sentence": [0, 1, 0, 0], "tone": [1.0, 0.0, 0.5, None]})
    tones = tone_by_actor(table, sentences, least=2).set_index(["actor", "source"])
    assert tones.loc[("Ann Lee", "A")].tolist() == [3, 2, 0.5]
    assert tones.loc[("Bo Holt", "A")].tolist() == [2, 2, 0.75]
    assert ("Ann Lee", "B") not in tones.index


def test_frames_around_an_actor_are_shares_of_its_sentences():
    table = mention_table(CORPUS)
    sentences = pd.DataFrame(
        {"doc_id": ["a", "a", "b", "c"], "sentence": [0, 1, 0, 0], "war": [True, False, False, True]}
    )
    codebook = Codebook("mine", "My frames", "me", ({"name": "war", "label": "War"},), {})
    shares = frames_by_actor(table, sentences, codebook).set_index("actor")
    assert list(shares) == ["sentences", "War"]
    assert shares.loc["Ann Lee"].tolist() == [4, 0.5]
    assert shares.loc["Bo Holt"].tolist() == [3, pytest.approx(2 / 3)]


def test_speakers_with_and_without_a_name():
    quotes = quote_table(CORPUS)
    assert quotes[["speaker", "speaker_name", "standing"]].values.tolist() == [
        ["Lee", "Ann Lee", "person"],
        ["Experts", "Experts", "unnamed"],
        ["officials", "officials", "unnamed"],
    ]
    shares = standing_of_speakers(quotes).set_index(["source", "standing"])["share"]
    assert shares.to_dict() == {("A", "person"): 1.0, ("B", "unnamed"): 1.0}


@pytest.mark.parametrize(
    ("text", "name", "standing"),
    [
        ("Ann Lee came late. “We won,” she said.", "Ann Lee", "person"),
        ("Ann Lee met Eve Holt. “We won,” she said.", None, "unnamed"),
        ("Mr. Bob Lee came. “We won,” she said.", None, "unnamed"),
        ("“We won,” said his counsel, Ann Lee.", "Ann Lee", "person"),
        ("“We won,” the transport ministry said.", "the transport ministry", "institution"),
        ("Mila Reck, a dairy farmer, wept. “We lost,” said the dairy farmer.", "Mila Reck", "person"),
        ("“We won,” said the mayor of Paris.", "the mayor of Paris", "unnamed"),
        ("“We won,” Trump’s lawyer said.", "Trump’s lawyer", "unnamed"),
        ("“We won,” Beijing said.", "China", "country"),
    ],
)
def test_whom_the_words_at_the_attribution_mean(text, name, standing):
    row = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]})).iloc[0]
    assert (row["speaker_name"] if isinstance(row["speaker_name"], str) else None, row["standing"]) == (name, standing)


def test_any_column_of_the_corpus_groups_actors_and_voices_as_source_does():
    corpus = CORPUS.assign(genre=["news", None, "news"])
    renamed = CORPUS.assign(source=["news", "not given", "news"])
    tables = []
    for articles, by in ((corpus, "genre"), (renamed, "source")):
        named = mention_table(articles)
        quotes = quote_table(articles, named)
        sentences = pd.DataFrame({"doc_id": ["a", "b", "c"], "sentence": 0, "tone": [1.0, 0.5, 0.0]})
        sums = [actor_table(named, quotes, by), tone_by_actor(named, sentences, by, least=1)]
        sums += [share_of_voice(quotes, by), standing_of_speakers(quotes, by), colours_of_verbs(quotes, by)]
        tables.append([table.rename(columns={by: "group"}) for table in sums])
        assert list(named)[:2] == list(quotes)[:2] == ["doc_id", "source"]
    assert all(len(table) and table.equals(other) for table, other in zip(*tables, strict=True))
    assert "not given" in set(tables[0][0]["group"])
    with pytest.raises(ValueError, match="no column 'channel' to group by"):
        share_of_voice(quotes, "channel")


def test_a_corpus_that_names_nobody_gives_empty_tables():
    empty = mention_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["it rained."]}))
    assert empty.empty
    assert joined_forms(empty).empty
    assert co_mentions(empty).empty
    assert actor_table(empty, quote_table(CORPUS.head(0), empty)).empty

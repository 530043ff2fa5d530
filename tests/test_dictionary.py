"""Dictionaries in the forms people have: read whole or refused in a sentence, and counted as reckoned by hand."""

import re
from unicodedata import normalize

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import explore, framing, reliability, summary
from utils.__main__ import main
from utils.coding.whole_words import find_entries
from utils.errors import CodebookError, CorpusError
from utils.framing import coverage, evidence, load_codebook, profile, score_sentences, score_texts
from utils.scaling.score_tables import score_articles
from utils.sentiment import score_texts as score_tone
from utils.text import small_letters

LIWC = "%\n1\tposemo (Positive Emotions)\n02\tnegemo\n%\nhapp*\t1\na lot of joy\t1\nabus*\t2\nsad\t2\nbitter\t1 2\n"
QUANTEDA = """
negative:
  - abus*
  - a lie
  - no
positive: [good*, win, "wom?n"]
neg_positive:
  - not good*
nested:
  one: [war]
  two:
    - peace
"""


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def corpus_of(*texts, **more):
    return pd.DataFrame({"doc_id": list(map(str, range(len(texts)))), "source": "A", "text": texts} | more)


def matches(codebook, *texts):
    return evidence(corpus_of(*texts), codebook)[["frame", "match"]].values.tolist()


# ---- each form, counted by hand ---------------------------------------------------------------------------------


def test_liwc_counted_by_hand(tmp_path):
    book = load_codebook(put(tmp_path, "my.dic", LIWC))
    assert book.labels() == {"posemo": "posemo (Positive Emotions)", "negemo": "negemo"}
    texts = ["Happy people abused a lot\nof joy.", "A sad, bitter end: unhappy!"]  # 7 and 5 words
    scores = score_texts(texts, book)
    assert scores["posemo"].tolist() == [pytest.approx(100 * 2 / 7), pytest.approx(100 * 1 / 5)]
    assert scores["negemo"].tolist() == [pytest.approx(100 * 1 / 7), pytest.approx(100 * 2 / 5)]
    assert coverage(texts, book).tolist() == [pytest.approx(6 / 7), pytest.approx(2 / 5)]
    assert matches(book, texts[0]) == [["posemo", "Happy"], ["negemo", "abused"], ["posemo", "a lot\nof joy"]]


def test_yaml_counted_by_hand(tmp_path):
    book = load_codebook(put(tmp_path, "my.yml", QUANTEDA))
    assert list(book.labels()) == ["negative", "positive", "neg_positive", "nested_one", "nested_two"]
    text = "It is a lie, not good at all: no women win wars, the war’s peace."  # 15 words
    assert score_texts([text], book).iloc[0].tolist() == pytest.approx([100 * n / 15 for n in (2, 3, 1, 1, 1)])
    assert matches(book, text) == [
        ["negative", "a lie"], ["neg_positive", "not good"], ["positive", "good"], ["negative", "no"],
        ["positive", "women"], ["positive", "win"], ["nested_one", "war’s"], ["nested_two", "peace"],
    ]  # fmt: skip
    assert coverage([text], book).item() == pytest.approx(9 / 15)


def test_weights_are_summed_with_their_sign(tmp_path):
    content = "wort;wert\nschön;0,8\nfurchtbar*;−1,5\ngar nicht schön;-2\n"
    german = load_codebook(put(tmp_path, "deutsch.csv", content))
    text = "Das ist SCHÖN, das ist gar nicht schön, furchtbare Sache."  # 10 words
    assert score_texts([text, "Nichts."], german)["deutsch"].tolist() == [pytest.approx(100 * (0.8 - 2 - 1.5) / 10), 0]
    shares = profile(corpus_of(text, language="de"), german, measure="per_100_words")
    assert shares["per_100_words"].item() == pytest.approx(-27)
    assert framing.strengths(corpus_of(text), german).values.tolist() == [["deutsch", pytest.approx(-27)]]


def test_intervals_of_sums_below_zero_are_not_cut_at_zero(tmp_path):
    book = load_codebook(put(tmp_path, "a.csv", "word,weight\nbad,-1\n"))
    texts = ["A bad day.", "A bad, bad day.", "A day."] * 8
    table = profile(corpus_of(*texts).assign(source=["A", "B"] * 12), book, measure="per_100_words")
    assert (table["low"] < table["per_100_words"]).all()
    assert (table["high"] < 0).all()
    assert (profile(corpus_of(*texts).assign(source=["A", "B"] * 12), book)["low"] >= 0).all()


def test_a_russian_dictionary_on_russian_text(tmp_path):
    table = "слово\tcategory\tscore\nмир\tмирное\t1\nвойн*\tвраждебное\t2.5\n"
    book = load_codebook(put(tmp_path, "ru.tsv", table))
    articles = corpus_of("Война и мир. МИР победил войну.", "Es ist Krieg.", language=["ru", "de"])
    assert score_texts(articles["text"], book).loc[0].tolist() == pytest.approx([100 * 2 / 6, 100 * 5 / 6])
    assert evidence(articles, book)["match"].tolist() == ["Война", "мир", "МИР", "войну"]
    shares = profile(articles, book).set_index("frame")
    assert (shares.loc["мирное", "n"], shares.loc["мирное", "share"]) == (2, 0.5)  # all sentences of one, none of two
    table = articles.assign(date=pd.NaT)
    assert score_articles(table, book)[["tone", "мирное"]].fillna(-9).values.tolist() == [[-9, 1], [-9, 0]]


@pytest.mark.parametrize(
    ("name", "content", "categories"),
    [
        ("a.csv", "word,value\ngreat,2\nbad,negative\n", {"a": {"great": 2.0, "bad": -1.0}}),
        ("a.txt", "good\t3\nbad\t-3\n", {"a": {"good": 3.0, "bad": -3.0}}),
        ("a.csv", "word\nGreat\nvery  bad\n", {"a": {"great": 1.0, "very bad": 1.0}}),
        ("a.csv", "great\nbad\n", {"a": {"great": 1.0, "bad": 1.0}}),
        ("a.csv", "term,sentiment\ngood,glad\nbad,sad\n", {"glad": {"good": 1.0}, "sad": {"bad": 1.0}}),
        ("a.csv", "English,Joy,Fear\nwar,0,1\nsun,1,0\n", {"joy": {"sun": 1.0}, "fear": {"war": 1.0}}),
        ("a.csv", "Word,Valence,Arousal\nwar,.1,\"0,9\"\n", {"valence": {"war": 0.1}, "arousal": {"war": 0.9}}),
        ("a.txt", "war\tfear\t1\nwar\tjoy\t0\nsun\tjoy\t1\n", {"fear": {"war": 1}, "joy": {"sun": 1}}),
        ("a.csv", "911,-1\n112,1\n", {"a": {"911": -1, "112": 1}}),
        ("a.csv", "nice,positive\nbad,negative\n", {"a": {"nice": 1, "bad": -1}}),
        ("a.csv", "term,category,valence,note\nwar,fear,-2,x\n", {"fear": {"war": -2}}),
        ("a.csv", "word,value\nnot bad,0\nbad,-1\n", {"a": {"not bad": 0, "bad": -1}}),
        ("a.dicx", "DicTerm,warm\nlove*,X\n", {"warm": {"love*": 1.0}}),
        ("a.dicx", "Entry,Yes,No\nrope*,1,\na rope*,,2.5\n", {"yes": {"rope*": 1}, "no": {"a rope*": 2.5}}),
        ("a.lc3", "+bad#AA0000\n a lie \nno*\n\n+good\nfine\n", {"bad": {"a lie": 1, "no*": 1}, "good": {"fine": 1}}),
        ("a.yaml", "a: [no, yes, on, null, 1.50, ~]", {"a": dict.fromkeys(("no", "yes", "on", "null", "1.50"), 1.0)}),
        ("a.yml", "%YAML 1.2\n---\na: word\n", {"a": {"word": 1.0}}),
        ("a.txt", LIWC.split("a lot")[0], {"posemo": {"happ*": 1.0}}),
        ("a.yml", "a: word", {"a": {"word": 1.0}}),
        ("A.DIC", "%\n1 Mine\n%\nword 1\na word 1\n", {"mine": {"word": 1.0, "a word": 1.0}}),
        ("a.dic", "\n%\n1 tone\n%\nwell-off\t1\t 1 \nfive 5\t1\n", {"tone_words": {"well-off": 1.0, "five 5": 1.0}}),
        ("a.csv", "Word;Kategorie;category;weight\nWir;x;uns;1\n", {"uns": {"wir": 1.0}}),
    ],
)  # fmt: skip
def test_the_forms_of_tables_and_lists(tmp_path, name, content, categories):
    assert load_codebook(put(tmp_path, name, content)).weights == categories


@pytest.mark.parametrize("coded", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, coded, end):
    content = "%\n1 wärme \n%\nschön\t1  \n\nschön\t1\n".replace("\n", end)
    book = load_codebook(put(tmp_path, "my.dic", content.encode(coded)))
    assert book.weights == {"wärme": {"schön": 1.0}}
    assert ("cp1252" in book.note) == (coded == "cp1252")
    assert matches(book, normalize("NFD", "So schön."), "Schön!") == [
        ["wärme", normalize("NFD", "schön")],
        ["wärme", "Schön"],
    ]


# ---- how entries are looked up ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("can", "He can’t, I can, post-can.", ["can"]),
        ("putin", "Putin’s war, Putins", ["Putin’s"]),
        ("*able", "An unspeakable, able tablet", ["unspeakable", "able"]),
        ("un*able", "unspeakable unable able", ["unspeakable", "unable"]),
        ("hold * accountable", "hold them accountable, hold accountable", ["hold them accountable"]),
        ("w?r", "war wr waar wer", ["war", "wer"]),
        ("24/7", "open 24/7, not 24 7 nor 124/7", ["24/7"]),
        ("kind of", "kind of, kind\n of, kind, of", ["kind of", "kind\n of"]),
        ("#metoo", "metoo #MeToo", ["#MeToo"]),
        ("don't", "Don’t", ["Don’t"]),
        ("straße", "Die Straße", ["Straße"]),
        ("ελλάδα", "ΕΛΛΆΔΑ", ["ΕΛΛΆΔΑ"]),
        ("a b", "a a b a b a", ["a b", "a b"]),
        ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
        ("İstanbul", "İstanbul’da ve İSTANBUL", ["İSTANBUL"]),
    ],
)
def test_entries_are_held_against_whole_words(entry, text, found):
    _, _, start, end, _ = find_entries([text], ((entry,),))
    assert [text[a:b] for a, b in zip(start, end, strict=True)] == found


def test_the_longest_entry_wins_within_its_list_alone():
    lists = (("good*", "good", "not good", "goo*"), ("good",))
    _, which, start, _, entry = find_entries(["Not good, good, goods."], lists)
    found = [(a, lists[n][k]) for n, a, k in zip(which, start, entry, strict=True) if n == 0]
    assert found == [(0, "not good"), (10, "good"), (16, "good*")]
    assert start[which == 1].tolist() == [4, 10]


def test_a_word_with_s_is_looked_up_with_and_without():
    one = ("put*", "putin", "it", "it's", "putin war")
    found = find_entries(["Putin's, it’s, its, Putin’s war"], (one,))[4]
    assert [one[number] for number in found] == ["putin", "it's", "putin war"]


ENTRIES = st.lists(
    st.lists(st.sampled_from(["a", "b", "ab", "a*", "*b", "?", "aa", "*"]), min_size=1, max_size=3).map(" ".join),
    min_size=1, max_size=5, unique=True,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(["a", "b", "ab", "aab", "ba", "A"]), max_size=12).map(" ".join)


def one_after_the_other(entries, text):
    """The slow twin: at each word every entry as a pattern, the longest first."""
    ranked = sorted(entries, key=lambda e: (len(e.split()), not re.search(r"[*?]", e), len(e), e), reverse=True)
    small, at, hits = [*text.lower().split()], 0, []
    patterns = [[re.escape(w).replace(r"\*", ".*").replace(r"\?", ".") for w in entry.split()] for entry in ranked]
    while at < len(small):
        fitting = (
            len(parts) for parts in patterns
            if len(parts) <= len(small) - at and all(map(re.fullmatch, parts, small[at:]))
        )  # fmt: skip
        many = next(fitting, 0)
        hits += [(at, many)] if many else []
        at += many or 1
    return hits


@given(ENTRIES, TEXTS)
def test_looking_up_in_a_tree_changes_no_hit(entries, text):
    _, _, start, end, _ = find_entries([text], (tuple(entries),))
    words_before = [len(text[:a].split()) for a in start]
    found = [(n, len(text[a:b].split())) for n, a, b in zip(words_before, start, end, strict=True)]
    assert found == one_after_the_other(entries, text)


@given(st.permutations(["negative", "positive", "neg_positive", "other"]), st.data())
def test_the_order_of_categories_and_entries_plays_no_part(order, data):
    lists = {
        "negative": ["abus*", "a lie", "bad"], "positive": ["good*", "good", "lie"],
        "neg_positive": ["not good*", "not"], "other": ["a *", "?", "*d"],
    }  # fmt: skip
    text = "It is a lie, not good; a bad abuse, goods and good."

    def hits(names, mixed):
        found = find_entries([text], tuple(tuple(mixed(lists[name])) for name in names))
        return {name: [(a, b) for n, a, b in zip(*found[1:4], strict=True) if names[n] == name] for name in names}

    assert hits(order, lambda some: data.draw(st.permutations(some))) == hits(sorted(order), list)


# ---- what is left out, and what is said -------------------------------------------------------------------------


def test_what_is_left_out_is_named(tmp_path):
    content = LIWC.replace("02\t", "3\tempty\n02\t") + "like\t(02 1)1/2\nkind <of>1/2\n:)\t1\n中国\t1\n"
    note = load_codebook(put(tmp_path, "my.dic", content)).note
    assert "2 entries (like (02 1)1/2, kind <of>1/2) with a condition in brackets are left out." in note
    assert "1 entry (:)) without a letter or digit is left out" in note
    assert "1 entry (中国) is in a script without blanks between words" in note
    assert "Without an entry and left out: empty." in note
    assert load_codebook(put(tmp_path, "a.csv", "nice,positive\nbad,negative\n")).note.startswith("How well")
    assert "Not used: extra of a.csv." in load_codebook(put(tmp_path, "a.csv", "word,value,extra\nwar,1,x\n")).note
    assert "Not used: column 3 of a.txt." in load_codebook(put(tmp_path, "a.txt", "war\t1\t0.5\nsun\t2\t0.1\n")).note


def test_what_is_not_known_of_it_stands_under_its_results(tmp_path):
    book = load_codebook(put(tmp_path, "my.dic", LIWC))
    corpus = corpus_of("They are happy.")
    said = summary.describe_frames(profile(corpus, book), book)
    assert said.startswith("The frame with an indicator in most sentences: A posemo (positive emotions) (100 %")
    assert said.endswith(
        "How well my.dic agrees with coders is not known here: code some sentences by hand (notebook 08) before you "
        "trust it."
    )
    assert "not known here" in summary.describe_frames(profile(corpus_of("It rained."), book), book)
    assert load_codebook("generic").note == ""


def test_a_dictionary_can_be_tried_out_as_a_codebook_can(tmp_path):
    book = load_codebook(put(tmp_path, "a.csv", "word,weight\nwar,3\n"))
    more = book.with_indicators("a", "rain*")
    assert score_texts(["war rained"], more)["a"].item() == pytest.approx(100 * (3 + 1) / 2)
    assert framing.new_evidence(corpus_of("war rained"), book, more)["match"].tolist() == ["rained"]
    assert framing.find_indicators(["a war"], more, "a") == [[(2, 5)]]
    assert more.table()["indicators"].tolist() == [2]
    assert evidence(corpus_of("Rained war."), more)["indicator"].tolist() == ["rain*", "war"]
    assert book.with_indicators("a", "war").weights == book.weights
    with pytest.raises(CodebookError, match=r"a\.csv is a dictionary; change it in a text editor"):
        explore.codebook(corpus_of("war"), str(tmp_path / "a.csv"))


def test_the_language_of_a_codebook_chooses_the_articles(tmp_path):
    text = (framing.CODEBOOKS / "generic.toml").read_text(encoding="utf-8")
    mixed = corpus_of("They clashed.", "Sie kämpfen.", "They clashed.", language=["en", "de", "fr"])
    for language, articles in (("de", ["1"]), ("any", ["0", "1", "2"]), ("en", ["0"])):
        book = load_codebook(put(tmp_path, "mine.toml", f'language = "{language}"\n{text}'))
        assert score_sentences(mixed, book)["doc_id"].tolist() == articles
    with pytest.raises(CodebookError, match=r"mine\.toml: 'language' is \"any\" or a code of two letters"):
        load_codebook(put(tmp_path, "mine.toml", f'language = "German"\n{text}'))
    german = load_codebook(put(tmp_path, "mine.toml", f'language = "de"\n{text}'))
    with pytest.raises(CorpusError, match=r"None of the articles is in German \(English 1\)"):
        score_sentences(mixed.head(1), german)
    assert german.with_indicators("conflict", "kämpfen").language == "de"


def test_sentences_to_code_are_drawn_in_the_language_of_the_dictionary():
    mixed = corpus_of("One two three four five.", "Eins zwei drei vier fünf.", language=["en", "de"])
    for language, drawn in (("en", ["0"]), ("de", ["1"]), (None, ["0", "1"])):
        assert sorted(reliability.draw_units(mixed, n=9, language=language)["doc_id"]) == drawn
    assert reliability.draw_units(mixed, n=9)["doc_id"].tolist() == ["0"]


def test_a_category_called_like_one_of_our_columns_gets_another_name(tmp_path):
    book = load_codebook(put(tmp_path, "my.yml", "Event: war\nGroup: they\nSentence words: x"))
    assert list(book.labels()) == ["event_words", "group_words", "sentence_words_words"]
    assert profile(corpus_of("A war."), book, measure="per_100_words")["per_100_words"].tolist() == [50, 0, 0]


def test_the_command_that_scores_says_what_is_not_known(tmp_path, capsys):
    put(tmp_path, "in.csv", "text\nThey are happy and glad of it.\n")
    book = put(tmp_path, "my.dic", LIWC)
    assert main(["score", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out"), "--codebook", str(book)]) == 0
    assert capsys.readouterr().out.strip().endswith("before you trust it.")
    assert pd.read_parquet(tmp_path / "out")[["posemo", "negemo"]].values.tolist() == [[1, 0]]


def test_coverage_of_a_codebook_and_of_nothing(tmp_path):
    book = load_codebook("generic")
    assert coverage(["The two sides clashed.", "", "…"], book).tolist() == [0.25, 0, 0]
    assert coverage([], book).empty


# ---- tone by a list of one's own --------------------------------------------------------------------------------


def test_tone_by_a_dictionary_with_signs(tmp_path):
    path = put(tmp_path, "my.yml", QUANTEDA.split("nested")[0])
    own = score_tone(["It is a lie.", "Not good, women win.", "It rained."], lexicon=path)["own"]
    assert own.fillna(9).tolist() == [-1 / 4, 1 / 4, 9]  # a lie; not good −1, women and win +1
    with pytest.raises(CodebookError, match="'nested_one', which is neither favourable nor unfavourable"):
        score_tone(["a"], lexicon=put(tmp_path, "my.yml", QUANTEDA))
    with pytest.raises(CodebookError, match="'good' stands in categories that disagree"):
        score_tone(["a"], lexicon=put(tmp_path, "my.yml", "positive: good\nnegative: good"))
    assert score_tone(["bad"], lexicon=put(tmp_path, "negative.csv", "word,value\nbad,-2\n"))["own"].item() == -2
    assert score_tone(["bad"], lexicon=put(tmp_path, "negative.csv", "word\nbad\n"))["own"].item() == -1


# ---- what cannot be read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("my.dic", "1\tposemo\n%\nhappy\t1\n", "my.dic, line 1: a LIWC dictionary begins with a line %"),
        ("my.dic", "%\n1 posemo\nhappy\t1\n", "my.dic, line 1: a LIWC dictionary begins with a line %"),
        ("my.dic", "%\n1\n%\n", "my.dic, line 2: '1' is no category; found no number and name"),
        ("my.dic", "%\n1 a\n01 b\n%\n", "my.dic, line 3: '01 b' is no category; its number is used twice"),
        ("my.dic", "%\n1 a\n%\n\nhappy\t1 7\n", "my.dic, line 5: there is no category 7; add it at the top"),
        ("my.dic", "%\n1 a\n%\ncovid 19 1\n", "my.dic, line 4: there is no category 19"),
        ("my.dic", "%\n1 a\n%\nhappy\t1x\n", "my.dic, line 4: there is no category 1x"),
        ("my.dic", "%\n1 a\n%\nhappy\n", "my.dic, line 4: 'happy' has no number of a category after the word"),
        ("my.dic", "%\n1 a\n%\n:)\t1\n", "my.dic has no entry that can be found"),
        ("my.dic", "%\n1 Neg\n2 neg\n%\nx 1\ny 2\n", "my.dic: two categories would be called 'neg'; rename 'neg'"),
        ("my.lc3", "good\n+positive\n", "my.lc3, line 1: a category, such as +negative, stands above its words"),
        ("my.yml", "a: [x\n", "my.yml, line 2: not valid YAML"),
        ("my.yml", "- x\n", "my.yml, line 1: words stand under the name of their category"),
        ("my.yml", "a:\n - b\n - *able\n", 'line 3: write a word that begins with * between quotation marks: "*able"'),
        ("my.yml", "a: &a [lol]\nb: &b [*a, *a]\nc: [*b, *b]", "my.yml, line 1: 'a' (a mark & or !)"),
        ("my.yml", "a: !!python/object/apply:os.system [x]", "line 1: 'tag:yaml.org,2002:python/object/apply:os"),
        ("my.yml", "a: !!binary x", "my.yml, line 1: 'tag:yaml.org,2002:binary' (a mark & or !) has no place"),
        ("my.yml", "a: " + "[" * 100_000, "my.yml, line 1: more than 10 lists within each other"),
        ("my.yml", "a:\n - {? [x, y] : z}\n", "my.yml, line 2: the name of a category is one word"),
        ("my.yml", "a: x\0", "my.yml is not text (it contains NUL bytes)"),
        ("my.yml", "a: [x]\nb: ['']\n", "my.yml, line 2: '' has 0 characters; an entry has 1 to 200"),
        ("my.yml", "a: x" + " y" * 2_500_000, "my.yml is larger than 5 MB"),
        ("my.csv", "word,value\ngreat,much\n", "my.csv, line 2: 'much' is no value; use a number or one of positive"),
        ("my.csv", "word,value\ngreat,1e400\n", "line 2: '1e400' is no value"),
        ("my.csv", "word,value\ngreat,nan\n", "line 2: 'nan' is no value"),
        ("my.csv", "word,joy,fear\nwar,0,much\n", "my.csv, column fear, line 2: 'much' is no value"),
        ("my.csv", "word,value\n\nus,1\nUS,2\n", "my.csv, line 4: 'us' has two values, 1 and 2; keep one"),
        ("my.csv", "word,category\nwar,\n", "my.csv, line 2: '' is no name for a category"),
        ("my.csv", "word,value\n" + "a" * 1000 + ",1\n", "line 2: 'aaaaaaaaaaaaaaaaaaaa…' has 1,000 characters"),
        ("my.csv", 'word,value\n"war,1\n', "my.csv cannot be read as a table"),
        ("my.csv", "word,value\na,b,c\n", "my.csv, line 2, has 3 cells under 2 columns"),
        ("my.csv", "word," + ",".join(f"c{i}" for i in range(600)) + "\nx" + ",1" * 600, "or one of more than 500"),
        ("my.csv", "", "my.csv has no entry; it is empty"),
        ("my.tsv", b"\x00\x01\x02" * 1000, "my.tsv is not text"),
        ("my.dic", b"PK\x03\x04" + bytes(range(1, 32)) * 99, "my.dic is not text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where_and_what_to_do(tmp_path, name, content, message):
    with pytest.raises(CodebookError) as error:
        load_codebook(put(tmp_path, name, content))
    assert message in str(error.value)
    assert len(str(error.value)) < 500


def test_a_file_that_is_too_large_or_not_there(tmp_path):
    path = put(tmp_path, "my.csv", "a,1\n" * 6_000_000)
    with pytest.raises(CodebookError, match=r"my\.csv is larger than 20 MB"):
        load_codebook(path)
    with pytest.raises(CodebookError, match=r"There is no codebook 'none.dic'; .* a dictionary's in \.dic"):
        load_codebook("none.dic")
    with pytest.raises(CodebookError, match=r"There is no codebook 'none.xlsx'"):
        load_codebook("none.xlsx")


@given(st.text(max_size=80), st.sampled_from([".dic", ".yml", ".csv"]))
def test_whatever_is_in_a_file_it_is_read_or_refused_in_a_sentence(tmp_path_factory, content, ending):
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes((content if ending != ".dic" else f"%\n1 a\n%\n{content}").encode("utf-8", "replace"))
    try:
        book = load_codebook(path)
    except CodebookError:
        return
    assert all(entry == small_letters(entry) for entries in book.weights.values() for entry in entries)
    assert score_texts([content], book).shape == (1, len(book.frames))
    assert 0 <= coverage([content], book).item() <= 1

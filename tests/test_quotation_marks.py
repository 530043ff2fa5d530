"""Speech in any quotation marks, and in none: by hand on invented texts, by law on any text."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import load_corpus, load_report
from utils.text import between_marks, marks_unread, quoted_stretches, sentence_table, spoken_turns

MARKS = "\"'“”„‟‘’‚‛«»‹›「」『』`"
STYLES = [*('""', "“”", "''", "‘’", "«»", "»«", "„“", "„”", "‚‘", "‹›", "「」", "””"), ("''", "''"), ("``", "''")]
TEXTS = st.text(st.sampled_from(MARKS + "abnsS .,!?:—-(\n0139"), max_size=120) | st.text(max_size=60)
TRANSCRIPT = """Welcome to the evening show.

MAYOR BO SMITH: I think it is a disaster.
(APPLAUSE)

And we will mend it.

COOPER (voice-over): Nobody believed you.

ANN LEE, HOST: Why not?"""


def quoted(text):
    return [text[a:b] for a, b in quoted_stretches(text)]


def turns(text):
    return [(text[c:d] if c >= 0 else "—", text[a:b]) for a, b, c, d in spoken_turns(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "‘It’s a disgrace,’ Mrs Hall said. It was ‘dead in the water’.",
            ["‘It’s a disgrace,’", "‘dead in the water’"],
        ),
        ("‘The ministers’ promises aren’t worth it.’", ["‘The ministers’ promises aren’t worth it.’"]),
        ("'It's the boys' fault,' he said. 'Yes.'", ["'It's the boys' fault,'", "'Yes.'"]),
        ("The 'bad apples' in the force's cars", ["'bad apples'"]),
        ("He fears ‘apples’ fall. ‘Yes,’ he said.", ["‘apples’", "‘Yes,’"]),
        ("‘Rock ’n’ roll is dead,’ said O’Brien. ‘’Tis a pity.’", ["‘Rock ’n’ roll is dead,’", "‘’Tis a pity.’"]),
        ("‘I’m goin’ home in the mornin’,’ she said.", ["‘I’m goin’ home in the mornin’,’"]),
        ("'Twas the night. 'Cause of death unknown,' he said.", ["'Cause of death unknown,'"]),
        ("pre-'Brexit' times and ('so') on—'yes'", ["'Brexit'", "'so'", "'yes'"]),
        ("‘He said “no” to me,’ she said. “Why?”", ["‘He said “no” to me,’", "“Why?”"]),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("‘They said, ‘No.’ So we left,’ he said.", ["‘They said, ‘No.’ So we left,’"]),
        ("He said 'we won't say 'no''.", ["'we won't say 'no''"]),
        ("''No,'' she said. ''It is 6'' wide,'' he said.", ["''No,''", "''It is 6'' wide,''"]),
        ("``No,'' she said. ``Yes.''", ["``No,''", "``Yes.''"]),
        ("''No,\" she said. It rained.", ["''No,\""]),
        ("„Ja“, sagte er. »Nein«, sagte sie. ‚Doch‘.", ["„Ja“", "»Nein«", "‚Doch‘"]),
        ("«Oui», dit-il. ‹Non›.", ["«Oui»", "‹Non›"]),
        ("„Tak”, mówi.", ["„Tak”"]),
        ("”Ja”, sa han. ’Nej’, sa hon. ’Jo.’", ["”Ja”", "’Nej’", "’Jo.’"]),
        ("「はい『だめ』」と言った。『いいえ』", ["「はい『だめ』」", "『いいえ』"]),
        ("‘One.\n\n‘Two.\n\n‘Three,’ he said.", ["‘One.\n\n‘Two.\n\n‘Three,’"]),
        ("‘He asked, “Why?”\n\n‘I left,’ he said.‘Not I.’", ["‘He asked, “Why?”\n\n‘I left,’", "‘Not I.’"]),
        ("''One.\n\n''Two,'' he said.", ["''One.\n\n''Two,''"]),
        ("‘Never closed.\n\nHe left.", []),
        ('Mayor\'s "Meet the Press"\'s host said "yes"\'.', ['"Meet the Press"', '"yes"']),
        ("‘Charm’ wins\n\n“A long quotation of some twenty or thirty words,” he said.", None),
        ("‘A long one,’ he said. “A long one,” he said.", ["‘A long one,’", "“A long one,”"]),
    ],
)
def test_what_stands_in_marks(text, expected):
    assert quoted(text) == (["“A long quotation of some twenty or thirty words,”"] if expected is None else expected)


@pytest.mark.parametrize(
    "text",
    [
        "The class of ’68 and the ’90s, the ministers’ promises and fish ’n’ chips at O’Brien’s.",
        "The dogs' and cats' owners' club, in '68 and '69, rock 'n' roll and the boys' own club.",
        "He is 6'2\" tall, the 12'' disc, a 5' 3\" board, 40' 20'' north.",
        "’Tis the season, and ’twas so. They got ’em. The bands’ night.",
    ],
)
def test_apostrophes_and_inches_open_nothing(text):
    assert quoted(text) == []


@pytest.mark.parametrize(("left", "right"), STYLES)
def test_the_practice_corpus_in_other_marks_has_the_same_quotations(left, right):
    for text in load_corpus("practice")["text"]:
        pieces, spans, done = [], [], 0
        for start, end in quoted_stretches(text):
            a, b = between_marks(text, start, end)
            inside = re.sub(r"(\n\n)[“\"]", rf"\1{left}", text[a:b])
            begin = len("".join([*pieces, text[done:start]]))
            pieces += [text[done:start], left, inside, right if b < end else ""]
            spans.append((begin, len("".join(pieces))))
            done = end
        assert quoted_stretches("".join([*pieces, text[done:]])) == spans


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("''No,'' he", "No,"),
        ("``No,'' he", "No,"),
        ("“No,” he", "No,"),
        ("‘’Tis.’", "’Tis."),
        ("“Never closed", "Never closed"),
    ],
)
def test_what_stands_between_the_marks(text, inside):
    [stretch] = quoted_stretches(text)
    a, b = between_marks(text, *stretch)
    assert text[a:b] == inside


@given(TEXTS)
def test_stretches_and_turns_of_any_text(text):
    stretches, spoken = quoted_stretches(text), [(a, b) for a, b, *_ in spoken_turns(text)]
    for spans in (stretches, spoken):
        assert all(0 <= a <= b <= len(text) for a, b in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for start, end in stretches:
        assert text[start] in MARKS
        a, b = between_marks(text, start, end)
        assert start < a <= b <= end
        assert not any(start < c < end < d or c < start < d < end for c, d in spoken)
    assert isinstance(marks_unread(text), str)


@given(st.text(st.sampled_from("ABab:’'\"“” ?,\n—I"), max_size=80).map(lambda text: f"SMITH: I {text}.\n\nLEE: Why?"))
def test_turns_and_stretches_never_cross(text):
    spoken = spoken_turns(text)
    for start, end in quoted_stretches(text):
        assert not any(start < a < end < b or a < start < b < end for a, b, *_ in spoken)


@pytest.mark.parametrize(
    "piece", [*MARKS, "''", "``", "‘a ", "a’ ", "s’ a ", "‘a\n\n", "“a\n\n", "A: I?\n", "— a!\n\n", "> ", " ", "\n"]
)
def test_a_text_of_nothing_but_marks_is_read(piece):
    text = (piece * 256_000)[:256_000]
    for read in (quoted_stretches, spoken_turns, marks_unread):
        read(text)


def test_turns_of_a_transcript_go_on_to_the_next_one():
    assert turns(TRANSCRIPT) == [
        ("MAYOR BO SMITH", "I think it is a disaster.\n(APPLAUSE)\n\nAnd we will mend it."),
        ("COOPER", "Nobody believed you."),
        ("ANN LEE", "Why not?"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q: Is it safe?\n\nA: I think so.", [("Q", "Is it safe?"), ("A", "I think so.")]),
        ("Smith: I won.\nAnn Lee: You lost.", [("Smith", "I won."), ("Ann Lee", "You lost.")]),
        ("Smith:\n\nI won.\n\nLee: Did you?", [("Smith", "I won."), ("Lee", "Did you?")]),
        ("LEE: “No.”\n\nIt rained.\n\nBOST: “Yes.”\n\nTHE FACTS: Neither.", [("LEE", "“No.”"), ("BOST", "“Yes.”")]),
        ("— Not yet, said Lee.\n\n— Why not?\n\nHe left.", [("—", "Not yet, said Lee."), ("—", "Why not?")]),
    ],
)
def test_speech_without_marks(text, expected):
    assert turns(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SMITH: I won.\n\nThe rest is prose.",
        "WASHINGTON: The senate met.\n\nLONDON: The house did not.",
        "Update: You asked us?\n\nNote: I am not sure.",
        "Ingredients: You need two eggs.\n\nMethod: I beat them.",
        "Willey: My House Was Robbed\n\nLee: You May Be Next",
        "Well: I won.\n\nSo: I left.",
        "— Two eggs\n\n— Half a litre of milk\n\n— Salt",
        "“SMITH: I won.\nLEE: You lost.”",
    ],
)
def test_headings_datelines_and_lists_are_no_turns(text):
    assert turns(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("❝No,❞ she said.", "marks ❝ ❞"),
        ("&ldquo;No,&rdquo; she said.", "marks &ldquo; &rdquo;"),
        ("`No,' he said. `Yes,' she said.", "marks `"),
        ("He wrote:\n> I won.\n> We left.\n> Bye.", "lines after >"),
        ("He said “no, she said “yes, they said “perhaps and left.", "marks that open and never close"),
        ("“No,” he said. He is 6'2\" tall, she said, and told us so.", ""),
        ("She said so.", ""),
    ],
)
def test_marks_that_no_rule_reads_are_noticed(text, why):
    assert marks_unread(text) == why


def test_the_load_report_names_articles_with_marks_that_are_not_read(tmp_path):
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text("❝No,❞ she said on Monday in the town hall.", encoding="utf-8")
    (tmp_path / "e.txt").write_text("“No,” she said on Monday in the town hall.", encoding="utf-8")
    report = load_report(load_corpus(tmp_path)).set_index("item")["why"]
    assert report["quotations"] == (
        "4 articles seem to hold speech in marks that are not read: a (marks ❝ ❞), b (marks ❝ ❞), c (marks ❝ ❞), …; "
        "quotations are missing there"
    )
    assert "quotations" not in set(load_report(load_corpus("practice"))["item"])


def test_the_share_in_single_marks_is_the_share_in_double_marks():
    corpus = load_corpus("practice")
    single = corpus.assign(text=[re.sub("“", "‘", re.sub("”", "’", text)) for text in corpus["text"]])
    assert sentence_table(single)["quoted"].tolist() == sentence_table(corpus)["quoted"].tolist()

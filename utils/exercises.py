"""Checks answers to the exercises: right, or what is off and a hint, never the answer.

Right answers are computed from the corpus at hand, so that a class with its own articles is checked as
well. An exercise is a function `(answer, corpus)` that returns "" when the answer is right and otherwise
a sentence on what is off. Whatever an answer is, it gets a sentence; a right one also what it means.
"""

import re
from functools import cache
from typing import Any

import pandas as pd

from utils import telling
from utils.actors import mention_table
from utils.corpus import comparable, load_corpus, load_truth
from utils.errors import brief
from utils.framing import Codebook, evidence, load_codebook, score_sentences
from utils.keywords import (
    content_terms,
    frequencies,
    function_words,
    g2_dunning,
    key_words,
    keyness,
    least_count,
    positions,
    sides,
)
from utils.notebook import settings
from utils.notebook.answers import as_meant, as_number, named
from utils.rating import sentences_to_rate
from utils.reliability import agreement, codings_of, practice_codings
from utils.sentiment import INSTRUMENTS, score_texts
from utils.sentiment import score_sentences as score_tone
from utils.text import lengths, quoted_words, sentence_lengths, sentence_table, small_letters, words
from utils.uncertainty import events_of, how_many
from utils.voices import quote_table, spoken

__all__ = ["check"]

PLAIN_PRAISE = re.compile(
    r"\b(?:is|are|was|were|be|been|feels?|felt)\s+(?:so |very |really |truly |just )*"
    r"(?:good|great|fine|nice|best|excellent|wonderful|fantastic|amazing|lovely|beautiful|brilliant|perfect|awesome)\b",
    re.IGNORECASE,
)
NO_ANSWER = "Not answered yet. Replace the three dots and run the cell again."


def check(number: str, answer: Any, corpus: pd.DataFrame | None = None) -> None:
    """Print whether `answer` to exercise `number` ("04-1") is right, else what is off and a hint.

    >>> check("09-1", ...)
    Exercise 09-1. Not answered yet. Replace the three dots and run the cell again.
    """
    if number not in EXERCISES:
        raise ValueError(f"There is no exercise '{number}'; there are {', '.join(EXERCISES)}.")
    verify, hint, meaning = EXERCISES[number]
    if answer is ... or answer is None or (isinstance(answer, str) and not answer.strip()):
        print(f"Exercise {number}. {NO_ANSWER}")
        return
    answer, off = as_meant(answer)
    off = off or verify(answer, _loaded(settings.corpus()) if corpus is None else corpus)
    print(f"Exercise {number}. " + (f"Right. {meaning}" if not off else f"Not yet. {off} Hint: {hint}"))


@cache
def _loaded(named):
    """The corpus that CORPUS names, read once: a notebook asks several times and a large corpus takes seconds."""
    return load_corpus()


def _days_of_reading(answer, corpus):
    right = lengths(corpus)["words"].mean() * 100_000 / 200 / 60 / 8
    return _number(answer, right, within=right / 50)


def _most_zeros(answer, corpus):
    scores = score_texts(sentences_to_rate(corpus)["text"])[list(INSTRUMENTS)]
    zeros = (scores == 0).sum()
    names = {"textblob": "textblob_polarity", "vader": "vader_compound"}
    if (meant := named(answer, {**names, **{name: name for name in INSTRUMENTS}})) is None:
        return f"There is no instrument {_shown(answer)}; there are TextBlob, VADER and tone."
    return "" if zeros[meant] == zeros.max() else "Another instrument gives 0 more often."


def _events_led(answer, corpus):
    practice = load_corpus("practice")
    most = quoted_words(practice).set_index("source")["share"].idxmax()
    shares = quoted_words(practice, by="doc_id").merge(practice[["doc_id", "event", "source"]], on="doc_id")
    leads = shares.loc[shares.groupby("event")["share"].idxmax(), "source"]
    return _number(answer, (leads == most).sum())


def _moved_by_one_sentence(answer, corpus):
    table = sentence_lengths(corpus)
    longest = table["words"].idxmax()
    article = table.loc[table["doc_id"] == table.at[longest, "doc_id"], "words"]
    rest = article.drop(longest)
    return _number(answer, article.mean() - (rest.mean() if len(rest) else 0), within=0.05)


def _quoted_sentences(answer, corpus):
    return _number(answer, (sentence_table(corpus)["quoted"] > 0.5).sum())


def _passage(answer, corpus):
    if not isinstance(answer, str):
        return "A passage is text between quotation marks."
    if len(words(answer)) < 2:
        return "A passage of at least two words is asked for."
    flat = [" ".join(text.split()) for text in corpus["text"]]
    found = any(" ".join(answer.split()) in text for text in flat)
    return "" if found else "No article contains exactly this passage."


def _rate_of_top_word(answer, corpus):
    top = content_terms(frequencies(corpus)).iloc[0]
    return _number(answer, top["per_million"] / 1000, within=0.01)


def _occur_once(answer, corpus):
    return _number(answer, (frequencies(corpus)["count"] == 1).mean(), within=0.005)


def _word_everywhere(answer, corpus):
    if not isinstance(answer, str) or len(answer.split()) != 1:
        return "One word is asked for, perhaps with a * at its end."
    answer = small_letters(answer)
    if answer.strip("*") in function_words() or len(answer.strip("*")) < 3:
        return "That is too general: take a content word of at least three letters."
    missing = set(corpus["doc_id"]) - set(positions(corpus, [answer])["doc_id"])
    return f"It is missing from {len(missing)} of {len(corpus)} articles." if missing else ""


def _g2_by_hand(answer, corpus):
    table = key_words(*sides(corpus)[1::2], mention_table(corpus), min_count=least_count(corpus))
    known = table["g2"].abs().dropna()
    right = known.max() if len(known) else float(g2_dunning(12, 3, 2000, 1500))
    value = as_number(answer)
    return _number(answer if value is None else abs(value), right, within=0.01)


def _certain_by_words_only(answer, corpus):
    practice = load_corpus("practice")
    _, own, _, rest = sides(practice, target="Evening Lantern (invented)")
    terms = key_words(own, rest, mention_table(practice), min_count=5)
    return _number(answer, ((terms["q_words"] < 0.05) & ~(terms["q"] < 0.05)).sum())


def _shared_evenly(answer, corpus):
    if not isinstance(answer, str):
        return "One word is asked for, as text between quotation marks."
    pair, answer = sides(corpus)[1::2], small_letters(answer)
    table = pd.concat([key_words(*pair, mention_table(corpus)), keyness(*pair)])  # else the form as it stands
    row = table[table["term"].map(small_letters) == answer]
    if answer in function_words():
        return "That is a function word."
    if row.empty or row["target_count"].iloc[0] < 2:
        return f"The target does not use {_shown(answer)} twice."
    if pd.notna(row["reference_count"].iloc[0]) and row["reference_count"].iloc[0] < 2:
        return f"The other side does not use {_shown(answer)} twice."
    return "" if abs(row["log_ratio"].iloc[0]) < 1 else "One side uses it at least twice as often as the other."


def _share_without_tone(answer, corpus):
    return _number(answer, (score_tone(comparable(corpus))["coverage"] == 0).mean(), within=0.005)


def _fooled(answer, corpus):
    if not isinstance(answer, str) or len(words(answer)) < 5:
        return "Write a sentence of at least five words."
    score = score_texts([answer]).iloc[0]
    low = score[["textblob_polarity", "vader_compound", "tone"]].min(skipna=False)
    if PLAIN_PRAISE.search(answer):
        return "It says plainly that something is good; bad news says that something bad happened."
    return "" if low > 0 else "At least one instrument does not score it above 0."


def _alpha_of_two(answer, corpus):
    codings = codings_of({"ann": [1, 1, 0, 0, 1, 0, 1, 1, 0, 0], "bo": [1, 0, 0, 0, 1, 0, 1, 1, 1, 0]})
    return _number(answer, agreement(codings)["alpha"].item(), within=0.005)


def _sentences_in_dispute(answer, corpus):
    answers = practice_codings().query("frame == 'human_interest'")
    return _number(answer, int((answers.groupby("unit")["value"].nunique() > 1).sum()))


def _words_more_with_a_hit(answer, corpus):
    book = load_codebook("generic")
    scored = score_sentences(comparable(corpus), book)
    hit = scored[list(book.labels())].any(axis=1)
    return _number(answer, scored.loc[hit, "words"].mean() - scored.loc[~hit, "words"].mean(), within=0.1)


def _wider_codebook(answer, corpus):
    if not isinstance(answer, Codebook):
        return "A codebook is asked for, as with_indicators() returns it."
    corpus = comparable(corpus)
    before, after = len(evidence(corpus, load_codebook("generic"))), len(evidence(corpus, answer))
    return "" if after > before else "It finds no more than the generic codebook."


def _quoted_words(answer, corpus):
    return _number(answer, spoken(quote_table(comparable(corpus)))["words"].sum())


def _distancing_sentence(answer, corpus):
    if not isinstance(answer, str):
        return "A sentence is text between quotation marks."
    table = quote_table(pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [answer]}))
    direct = table[table["kind"] == "direct"]
    if direct["speaker"].isna().all():
        return "No direct quotation with a speaker is found."
    return "" if (direct["colour"] == "distancing").any() else "The reporting verb found is not a distancing one."


@cache
def _practice_told():
    """The practice corpus, read clause by clause once."""
    return telling.read(load_corpus("practice"))


def _nobody_acts(answer, corpus):
    shares = telling.manner(_practice_told()).query("manner == 'agentless'").set_index("source")["share"]
    if (meant := _outlet(answer, shares.index)) is None:
        return f"There is no outlet {_shown(answer)}; the name is written as in the table."
    return "" if meant == shares.idxmax() else "In another outlet a larger share of the clauses names nobody who acts."


def _hours_into_years(answer, corpus):
    if not isinstance(answer, str):
        return "A date is asked for, as text between quotation marks."
    facts = telling.facts(_practice_told()).query("event == 'e01 Bridge closure'")
    rows = facts[facts["item"].map(small_letters) == small_letters(answer.strip())]
    if rows.empty:
        return f"No article on the bridge has the item {_shown(answer)}."
    if rows["National Courier (invented)"].notna().any():
        return "The National Courier has it, too."
    years = re.findall(r"\d{4}", answer) if (rows["kind"] == "date").any() else []
    return "" if years and int(years[0]) < 2031 else "This tells of no time before the bridge was closed."


def _whose_claim(answer, corpus):
    if not isinstance(answer, str):
        return "A person is asked for, in the words of the article."
    claims = load_truth("taken_over").set_index("doc_id")
    who = set(words(small_letters(claims.at["e02-courier", "note"]))) - function_words()
    return "" if who & set(words(small_letters(answer))) else "The article gives somebody else as the source of it."


def _found_by_luck(answer, corpus):
    return _number(answer, 1 - 0.95**15, within=0.01)


def _methods_sentence(answer, corpus):
    if not isinstance(answer, str):
        return "A sentence is text between quotation marks."
    needed = {
        "TextBlob": "textblob",
        "VADER": "vader",
        "the tone": "tone",
        "the codebook's source": "semetko",
    }
    missing = [name for name, sign in needed.items() if sign not in answer.lower()]
    if str(len(comparable(corpus))) not in re.findall(r"\d+", answer.replace(",", "")):
        missing.append("the number of articles")
    return f"It does not name {missing[0]}." if missing else ""


def _articles_for_a_difference(answer, corpus):
    book = load_codebook("generic")
    scored = score_sentences(load_corpus("practice"), book)
    plan = how_many(scored["conflict"], scored["doc_id"], scored["source"], events_of(scored))
    return _number(answer, plan.loc[plan["detectable"] <= 0.05, "articles"].min())


def _minutes_for_a_corpus(answer, corpus):
    return _number(answer, 100_000 / (150 * 1.7) / 60, within=0.1)


def _standard_errors_apart(answer, corpus):
    return _number(answer, 0.002 / (0.15 * (2 / 50_000) ** 0.5), within=0.02)


def _number(answer, right, within=0):
    value = as_number(answer)
    if value is None:
        what = _shown(answer) if isinstance(answer, str) else f"a {type(answer).__name__}"
        return f"A number is asked for; this is {what}."
    if abs(value - right) <= within:
        return ""
    if right and abs(value / right - 100) < 1:
        return "This looks like a percentage; the share between 0 and 1 is asked for."
    return "The number is too high." if value > right else "The number is too low."


def _outlet(answer, names):
    """The outlet of the practice corpus that is meant; "(invented)" may be left out."""
    return named(
        answer, {**{name.removesuffix(" (invented)"): name for name in names}, **{name: name for name in names}}
    )


def _shown(answer):
    """An answer as a message repeats it: short, and in quotation marks if it is text."""
    return brief(repr(answer))


EXERCISES = {  # the check, a hint, and what a right answer means
    "00-1": (
        _days_of_reading,
        "words of an article on average, times 100,000; by 200 you have minutes, by 60 hours, by 8 days.",
        "Nobody reads that much, so machines count; and what they counted, nobody has read.",
    ),
    "00-2": (
        _most_zeros,
        "compare a column of scores with 0; what is true counts as 1 in a sum().",
        "A score of exactly 0 mostly says that no word was known. It is no verdict of 'neutral'.",
    ),
    "00-3": (
        _events_led,
        "idxmax() of each event's shares names its row; then count the outlet's.",
        "A lead over all articles is no lead in each; a rank of three shares that are close says little.",
    ),
    "01-1": (
        _moved_by_one_sentence,
        "the mean() of the article's sentences, minus the mean() without the longest.",
        "One sentence moves the mean of a whole article; that is why the figure marks the median.",
    ),
    "01-2": (
        _quoted_sentences,
        "(sentences['quoted'] > 0.5).sum() counts rows.",
        "In these sentences somebody else has the word; a tone found there is theirs, though the outlet chose them.",
    ),
    "01-3": (
        _passage,
        "copy it from the article above, letter by letter.",
        "A question to the author is where close reading begins; no count would have raised it.",
    ),
    "02-1": (
        _rate_of_top_word,
        "per_million divided by 1,000, first row of the table without function words.",
        "Rates let articles of different length be compared; counts do not.",
    ),
    "02-2": (
        _occur_once,
        "(table['count'] == 1) is True or False for each word; its mean() is a share.",
        "Of a word that occurs once no count can say anything, and most words are rare, in any text.",
    ),
    "02-3": (
        _word_everywhere,
        "documents in the table of frequencies says how many articles have a word; * widens a word.",
        "A word that all use tells what the story is about; how often, and in which company, may still set them apart.",
    ),
    "03-1": (
        _g2_by_hand,
        "write the four cells down first; log is math.log, the natural one.",
        "G² says how surely words differ if each were drawn by itself; words of one article are not.",
    ),
    "03-2": (
        _shared_evenly,
        "keep rows of the table with both counts at least 2 and a log ratio between −1 and 1.",
        "What both share is the story; only against it does a difference mean something.",
    ),
    "03-3": (
        _certain_by_words_only,
        "a & ~b, each in brackets, is: a and not b; a missing q is not below 0.05.",
        "These terms look certain only as long as one forgets that a word in one article brings its like.",
    ),
    "04-1": (
        _share_without_tone,
        "(scored['coverage'] == 0) is True or False for each sentence; its mean() is a share.",
        "Where no word is known, the machine is silent; silence is not neutrality.",
    ),
    "04-2": (
        _fooled,
        "say something bad in friendly words: irony, or 'freed', 'like', 'share' in a grim sense.",
        "All three call it good. Whether it is bad news no check can tell: read it to somebody.",
    ),
    "05-1": (
        _words_more_with_a_hit,
        "any(axis=1) of the frames' columns says which sentences have a hit; then two means of words.",
        "Longer sentences have more room for hits: who writes long ones seems to frame more.",
    ),
    "05-2": (
        _wider_codebook,
        "read sentences without a hit and look for words a coder would have noticed.",
        "More hits are more only if a reader would keep them: read them before you trust them.",
    ),
    "06-1": (
        _quoted_words,
        "keep direct and mixed rows of the table, then add up their column words.",
        "Words in quotation marks are the ones the speaker answers for, as far as the outlet quotes fairly.",
    ),
    "06-2": (
        _distancing_sentence,
        "the verbs stand in utils/data/reporting_verbs.toml; name who says it.",
        "One verb tells readers how far to trust a speaker, and it is the outlet's word.",
    ),
    "07-1": (
        _nobody_acts,
        "keep the rows of telling.manner(tells) whose manner is 'agentless'; compare share.",
        "Who is left out of a sentence cannot be asked about in it.",
    ),
    "07-2": (
        _hours_into_years,
        "rows of the event with the kind 'date' and an empty cell for the National Courier.",
        "One fact that is left out can turn the sense of all the others.",
    ),
    "07-3": (
        _whose_claim,
        "print the article; who told the paper about it stands in the sentence before.",
        "A claim that loses its source becomes a fact on the way through an article.",
    ),
    "08-1": (
        _alpha_of_two,
        "reliability.codings_of() makes a table of two lists; agreement() gives its alpha.",
        "Agreement beyond chance is less than the share of equal codes: chance agrees, too.",
    ),
    "08-2": (
        _sentences_in_dispute,
        "group the answers of one frame by unit and count those with two values.",
        "Where coders differ, a machine can agree with some of them only: mend the definition first.",
    ),
    "09-1": (
        _found_by_luck,
        "the chance that one comparison finds nothing is .95; that of fifteen is .95 ** 15.",
        "Who looks at fifteen differences is likelier than not to find one that is luck: correct for all.",
    ),
    "09-2": (
        _methods_sentence,
        "say how many articles, which three measures of tone, and whose frames.",
        "Whoever reads this sentence could do the same again and see whether it holds.",
    ),
    "09-3": (
        _articles_for_a_difference,
        "keep the rows of the plan whose column conflict is at most 0.05.",
        "Small differences need many articles; decide on the number before you read.",
    ),
    "10-1": (
        _minutes_for_a_corpus,
        "how many articles are done in a second by both, then in a minute?",
        "Scoring is quick; reading what was scored is what takes time.",
    ),
    "10-2": (
        _standard_errors_apart,
        "the difference of the means divided by its standard error; ** 0.5 is a root.",
        "With enough articles the smallest difference is significant; whether it matters is another question.",
    ),
}

"""What an indicator asks beside its letters: a part of speech, and the company of other words.

`block (verb)` stands for *block, blocks, blocked, blocking* where they are verbs, `block (noun)` for *block, blocks*
where they are nouns; `crew (with: rescue*, ship)` needs one of these words in its sentence, near by, `debate (not with:
television, moderator*)` none of them. Noun or verb is told from the words next to it (`data/word_use.toml`), so that an
indicator means the same in two articles and in ten million, where nothing is parsed.
"""

import re
from calendar import day_name, month_name
from functools import cache
from typing import NamedTuple

from utils.engine.word_lists import word_list, word_lists

__all__ = ["ASIDE", "Asked", "Condition", "forms_of", "inside_a_name", "negated", "read_indicator"]

ASIDE = re.compile(r"(?P<phrase>[^()]*\S)\s+\((?P<asked>[^()]*)\)")
GAP = r"(?:[\s,]+[^\W_][\w'’.-]*){0,3}[\s,]+"  # "..": up to three words between two parts of an indicator
AROUND = 100  # characters on either side in which company is looked for
BREAK = re.compile(
    r"(?:(?<!\b\w)(?<!\b\w\w)(?<!\bmrs)\.|[!?])[\"”’']?\s|[\n\x00]"
)  # the company of a word stands in its sentence
BEFORE, AFTER = re.compile(r"([\w'’]+)[\s]+$"), re.compile(r"\s+([\w'’]+)")
FIRST, LAST = re.compile(r"[\w'’-]+"), re.compile(r"[\w'’-]+$")

NEAR = 200  # characters around an indicator in which names and negations are looked for
NEGATED = re.compile(r"(?:\b(?:not|no|never|nor|without|neither|cannot)|n['’]t)(?:\s+[\w'’-]+){0,2}\s+$", re.IGNORECASE)
AFFIRMED = re.compile(
    r"(?:(?:\b(?:not|never|cannot)|n['’]t) (?:only|just|merely|simply|without|unlike\w*|un\w+|help but)"
    r"|(?:\b(?:not|never|cannot)|n['’]t) (?:fail|stop|hesitat)\w*"
    r"|\bno (?:wonder|doubt|question|secret|surprise|less|fewer|mere)|\bnothing (?:but|less than|short of)"
    r"|\bnone other than)\b(?:\s+[\w'’-]+){0,2}\s+$",
    re.IGNORECASE,
)
WORD_BEFORE, WORD_AFTER = re.compile(r"([\w’'&-]+) (?:of )?$"), re.compile(r" (?:of )?([\w’'-]+)")
OPENS_A_SENTENCE = re.compile(r"(?:\A|[.!?:;\n“\"(]\s*)$")
NO_NAMES = {*word_list("function_words.txt"), *map(str.lower, (*day_name, *month_name)), "mr", "mrs", "ms", "dr"}
HEADLINE = 0.6  # share of words with capitals in a headline, where a capital tells nothing


class Condition(NamedTuple):
    """What must hold of a place: "noun", "verb" or "" for its use, and patterns of words that must be near or not."""

    use: str
    near: re.Pattern | None
    far: re.Pattern | None

    def holds(self, whole: str, start: int, end: int) -> bool:
        """Whether the words from start to end are used as is asked, in the company that is asked."""
        if self.use and _use(whole, start, end, self.use) != self.use:
            return False
        if self.near is None and self.far is None:
            return True
        before, after = whole[max(start - AROUND, 0) : start], whole[end : end + AROUND]
        before = before[max((m.end() for m in BREAK.finditer(before)), default=0) :]
        stop = BREAK.search(after)
        company = f"{before}\x00{after[: stop.start()] if stop else after}"
        return (self.near is None or bool(self.near.search(company))) and not (self.far and self.far.search(company))


class Asked(NamedTuple):
    """An indicator as read: the letters it begins with, the pattern of all of it, and a condition if there is one."""

    beginning: str
    expression: str
    condition: Condition | None


@cache
def read_indicator(written: str) -> Asked:
    """An indicator, in small letters. ValueError says what is wrong with what stands in brackets.

    >>> read_indicator("trade war*")
    Asked(beginning='trade war', expression="trade\\\\s+war[\\\\w'’-]*", condition=None)
    """
    aside = ASIDE.fullmatch(written.strip())
    if not aside:
        phrase = " ".join(written.split())
        return Asked(_beginning(phrase), _expression(phrase), None)
    phrase, use, company = " ".join(aside["phrase"].split()), "", {}
    for part in map(str.strip, aside["asked"].split(";")):
        name, colon, words = map(str.strip, part.partition(":"))
        if part in ("noun", "verb"):
            use = part
        elif colon and name in ("with", "not with") and words.strip(", ") and name not in company:
            company[name] = _pattern([word.strip() for word in words.split(",") if word.strip()])
        else:
            raise ValueError(f"{part!r} is not known; write noun, verb, with: …, or not with: …, each once")
    condition = Condition(use, company.get("with"), company.get("not with"))
    if use and not {"*", "{"} & set(phrase):
        beginning, expression = forms_of(phrase, use)
        return Asked(beginning, expression, condition)
    return Asked(_beginning(phrase), _expression(phrase), condition)


def negated(text: str, at: int) -> bool:
    """Whether a *not* or *no* stands within three words before a place, and does not affirm (*not only*).

    >>> negated("They did not clash.", 13), negated("It is not without conflict.", 18)
    (True, False)
    """
    begin = max(0, at - NEAR)
    return bool(NEGATED.search(text, begin, at)) and not AFFIRMED.search(text, begin, at)


def inside_a_name(text: str, start: int, end: int) -> bool:
    """Whether a word with a capital has another such word next to it, unless in a headline, where all have capitals.

    >>> inside_a_name("They met at the Victory Day concert.", 16, 23)
    True
    >>> inside_a_name("Marr And His Rivals Attack Each Other", 20, 26)
    False
    """
    begin = max(start - NEAR, 0)
    before, after = WORD_BEFORE.search(text, begin, start), WORD_AFTER.match(text, end)
    named = before is not None and _is_named(before) and not OPENS_A_SENTENCE.search(text, begin, before.start())
    if not named and not (_is_named(after) and not OPENS_A_SENTENCE.search(text, begin, start)):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) if "\n" in text[end:] else len(text)]
    words = re.findall(r"[^\W\d_]{4,}", line)
    short = len(line) < NEAR and not line.rstrip().endswith((".", "”", '"'))
    return not short or sum(word[0].isupper() for word in words) < HEADLINE * len(words)


def _is_named(found):
    return bool(found) and found[1][0].isupper() and found[1].lower() not in NO_NAMES


def forms_of(phrase: str, use: str) -> tuple[str, str]:
    r"""What the regular forms of a verb or noun begin with, and a pattern of all of them.

    Of a phrase the first word has the forms of a verb, the last one those of a noun.

    >>> forms_of("deny", "verb"), forms_of("trade war", "noun")
    (('den', 'den(?:y|ies|ied|ying)(?!\\w)'), ('trade war', 'trade(?!\\w)\\s+war(?:|s)(?!\\w)'))
    """
    if use == "verb":
        head, _, rest = phrase.partition(" ")
    else:
        rest, _, head = phrase.rpartition(" ")
    stem, endings = _endings(head, use)
    forms = f"{re.escape(stem)}(?:{'|'.join(endings)})"
    if not rest:
        return stem, forms + r"(?!\w)"
    if use == "verb":
        return stem, rf"{forms}(?!\w)\s+{_expression(rest)}"
    return f"{rest} {stem}", rf"{_expression(rest)}\s+{forms}(?!\w)"


def _endings(word, use):
    ends_in_y = word.endswith("y") and word[-2:-1] not in "aeiou"
    hisses = word.endswith(("s", "x", "z", "ch", "sh"))
    if use == "noun":
        if word.endswith("sis"):
            return word[:-2], ["is", "es"]
        return (word[:-1], ["y", "ies"]) if ends_in_y else (word, ["", "es" if hisses else "s"])
    if word.endswith("ie"):
        return word[:-2], ["ie", "ies", "ied", "ying"]
    if ends_in_y:
        return word[:-1], ["y", "ies", "ied", "ying"]
    if word.endswith("ee"):
        return word, ["", "s", "d", "ing"]
    if word.endswith("e"):
        return word[:-1], ["e", "es", "ed", "ing"]
    twice = [f"{word[-1]}ed", f"{word[-1]}ing"] if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", word) else []
    return word, ["", "es" if hisses else "s", "ed", "ing", *twice]


def _use(whole, start, end, asked):
    """ "noun" or "verb", from the words next to it."""
    said = (FIRST.match(whole, start, end) if asked == "verb" else LAST.search(whole, start, end)) or FIRST.match(whole)
    word, words = said[0] if said else "", word_lists("word_use.toml")
    before, after = BEFORE.search(whole, max(start - 40, 0), start), AFTER.match(whole, said.end() if said else end)
    before, after = before[1] if before else "", after[1] if after else ""
    if word.endswith("ing"):
        return "noun" if before in words.before_nouns else "verb"
    if word.endswith("ed"):
        return "verb"
    if before == "to":
        return "noun" if word.endswith("s") and not word.endswith("ss") else "verb"
    if before in words.before_nouns or before in words.prepositions or before.endswith(("'s", "’s", "s'", "s’")):
        return "noun"
    if before in words.before_verbs or before.endswith(("n't", "n’t", "'d", "’d", "'ll", "’ll", "'ve", "’ve", "ly")):
        return "verb"
    return "verb" if after in words.after_verbs else "noun"


def _pattern(words):
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_expression, words))})")


def _beginning(phrase):
    """The letters up to the first *, gap or choice."""
    return " ".join(re.split(r"\*|\s\.\.\s|\{", phrase, maxsplit=1)[0].split())


def _expression(phrase):
    parts = []
    for part in re.split(r"\s+\.\.\s+", phrase):
        pieces = re.split(r"\{([^}]*)\}", part)  # text, choice, text, choice, … text
        choices = ["|".join(map(_literal, piece.split("|"))) for piece in pieces[1::2]]
        parts.append("".join(f"{_literal(text)}(?:{choice})" for text, choice in zip(pieces, choices, strict=False)))
        parts[-1] += _literal(pieces[-1])
    after = r"(?!\w)" if re.search(r"[\w}]$", phrase) else ""
    return GAP.join(parts) + after


def _literal(text):
    return re.escape(text).replace(r"\ ", r"\s+").replace(r"\*", r"[\w'’-]*")

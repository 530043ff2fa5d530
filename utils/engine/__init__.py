"""The fast, exact scorers under the measures. Nothing outside this folder knows how they work.

The idea: news repeats its words. TextBlob and VADER look at every word of a text anew, lower it, strip it, look it up
in lists; yet a hundred thousand articles hold some eighty million chunks between blanks and only a million or two
different ones. So a batch of texts is cut once, each different chunk is looked at once, and a text is a row of codes
(`chunks.py`). Arrays then say where anything happens at all, and do the sums of texts in which no word changes another;
a walk in Python looks at the few places that are left. What is added is added in the libraries' own order: the sums are
theirs to the last bit.

- `as_textblob.py`, `as_vader.py`: the libraries' numbers, `==`; with another version than the one tested, the library
- `indicators.py`: a thousand words and phrases found at once, with offsets
- `conditions.py`: what an indicator asks beside its letters
- `counts.py`: words and sequences of words counted over codes
- `sentence_ends.py`: Punkt's sentences

Beside them stands what `text` and `corpus` both ask of a plain text: `paragraphs.py`, `quotation_marks.py`,
`spoken_turns.py`, `unread_marks.py`, and the word lists in `data/` (`word_lists.py`).
"""

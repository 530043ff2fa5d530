"""The fast, exact scorers under the measures. Nothing outside this folder knows how they work.

The idea: news repeats its words. TextBlob and VADER look at every word of a text anew, lower it, strip it, look it up
in lists; yet a hundred thousand articles hold some eighty million chunks between blanks and only a million or two
different ones. So each different chunk is looked at once, its verdict kept, and a text is a walk over verdicts that
stops at the few that matter. What is added is added in the libraries' own order: the sums are theirs to the last bit.

- `as_textblob.py`, `as_vader.py`: the libraries' numbers, `==`; with another version than the one tested, the library
- `indicators.py`: a thousand words and phrases found at once, with offsets
- `counts.py`: words and sequences of words counted over integer codes
"""

"""What the notebooks draw: one function, one figure, from plain tables.

Each function takes the table it plots and returns a figure that brings its data and its alternative text along;
`show(figure, name)` saves and shows it. A title is a finding only where a test or an interval says that it holds; else
it asks a question that holds on any corpus. Where there are more articles or sources than a reader can take in, the
first few are drawn and the line under the title says so.
"""

from utils.charts.articles import article_strips, sentence_lengths
from utils.charts.coding import coders_agree, coders_spread, machine_and_coders
from utils.charts.coefficients import coefficients
from utils.charts.findings import findings
from utils.charts.frames import differences, frame_profile, frame_strips
from utils.charts.overview import report, through_months
from utils.charts.places import where_and_when
from utils.charts.telling import facts_shared, manners
from utils.charts.tone import (
    article_tones,
    instruments_compared,
    tone_through_articles,
    tone_towards_actors,
    without_tone,
    you_and_the_machine,
)
from utils.charts.voices import actor_network, standings, verb_colours, voices
from utils.charts.words import barcode, collocation_network, keyness_map, keyness_plot, top_words, word_trend
from utils.figures import looks, redrawable

__all__ = [
    "actor_network",
    "article_strips",
    "article_tones",
    "barcode",
    "coders_agree",
    "coders_spread",
    "coefficients",
    "collocation_network",
    "differences",
    "facts_shared",
    "findings",
    "frame_profile",
    "frame_strips",
    "instruments_compared",
    "keyness_map",
    "keyness_plot",
    "looks",
    "machine_and_coders",
    "manners",
    "report",
    "sentence_lengths",
    "standings",
    "through_months",
    "tone_through_articles",
    "tone_towards_actors",
    "top_words",
    "verb_colours",
    "voices",
    "where_and_when",
    "without_tone",
    "word_trend",
    "you_and_the_machine",
]

for _name in set(__all__) - {"looks"}:
    globals()[_name] = redrawable(globals()[_name])

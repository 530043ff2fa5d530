"""Every bound on what is read, in one place, so that no file can stop a whole load.

An article is a few thousand characters, a year of a newspaper a few hundred megabytes. What is far beyond that is
a mistake or an attack, and is refused with a sentence.
"""

MOST_FILE = 4 * 1024**3  # bytes of a table
MOST_TEXT_FILE = 50 * 1024**2  # bytes of a file that holds one article, or one export
MOST_ARTICLE = 5_000_000  # characters; the longest novels are shorter
MOST_SENTENCE = 5_000  # characters; of 90,000 sentences of news the longest, a list of countries, had 2,500
MOST_MEMBERS = 200_000  # files in an archive
MOST_UNPACKED = 4 * 1024**3  # bytes an archive may unpack to
MOST_COLUMNS = 2_000  # of a table; a survey has some hundreds
MOST_ROWS = 10_000_000  # of a table that is read in one piece
MOST_EXPANSION = 200  # times its size an archive may unpack to; text packs 3 to 10 times, spreadsheets up to 50
SMALL = 20 * 1024**2  # bytes that may be unpacked whatever the expansion
SECONDS = 60  # for one file in the process with limits
MEMORY = 2 * 1024**3  # bytes that process may use (Linux and macOS)

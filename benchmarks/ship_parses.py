"""Parse the articles that come along anew, into utils/data/parses.parquet: python benchmarks/ship_parses.py.

Needed where an article, the model, or the way in which sentences are handed to it has changed; tests say when.
"""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from utils import grammar, load_corpus
from utils.notebook import settings

CATEGORIES = ["sha256", "pos", "tag", "relation", "entity"]
SOURCE = f"parses of seeds/ by spaCy's en_core_web_sm, {grammar.MANNER}; made by benchmarks/ship_parses.py"
ANSWERS = ["“Nobody will lose a job,” the minister claimed."]  # of exercises, so that pages of the seeds need no parser
NUMBERS = ["sentence", "start", "end", "head"]


def main(place: Path = settings.DATA / "parses.parquet") -> None:
    """Write the file."""
    texts = dict.fromkeys([*load_corpus("seeds")["text"], *load_corpus("practice")["text"], *ANSWERS])
    tables = [pd.DataFrame(grammar.parse_text(text)._asdict()).assign(sha256=grammar.key_of(text)) for text in texts]
    table = pd.concat(tables, ignore_index=True)[["sha256", *grammar.Parse._fields]]
    table = table.astype(dict.fromkeys(CATEGORIES, "category") | dict.fromkeys(NUMBERS, "int32"))
    content = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata({"source": SOURCE})
    pq.write_table(content, place, compression="zstd")
    print(f"{place}: {len(texts)} texts, {len(table):,} words, {place.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

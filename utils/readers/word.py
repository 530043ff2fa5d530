"""Word files: one article, or a Nexis Uni export with many."""

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table

from utils.errors import CorpusError
from utils.readers import nexis, office


def read(path):
    """The articles of a Nexis Uni export; else one document, its title taken from the paragraph styled as title."""
    office.refuse_unsafe(path)
    try:
        content = list(Document(str(path)).iter_inner_content())
    except (PackageNotFoundError, KeyError, ValueError):
        raise CorpusError(f"{path.name} is damaged or no Word file; open it and save it again as .docx.") from None
    paragraphs = [block for block in content if not isinstance(block, Table)]
    lines = [paragraph.text.strip() for paragraph in paragraphs]
    if nexis.is_export(lines):
        return nexis.articles(lines, path.name)
    titles = [p.text.strip() for p in paragraphs if p.style is not None and p.style.name == "Title" and p.text.strip()]
    pieces = []
    for block in content:
        if isinstance(block, Table):
            pieces += ["\n".join("  ".join(cell.text.strip() for cell in row.cells) for row in block.rows)]
        elif block.text.strip() not in titles[:1]:
            pieces.append(block.text.strip())
    text = "\n\n".join(piece for piece in pieces if piece)
    if not text and not titles:
        raise CorpusError(f"{path.name} contains no text; if it holds pictures of pages, it needs text recognition.")
    return [{"text": text or titles[0], "title": titles[0] if titles else ""}], []

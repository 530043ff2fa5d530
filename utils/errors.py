"""The one error a user meets when articles cannot be loaded, a codebook cannot be read or a folder is refused.

Its text is a sentence a teacher can act on: which file, which row or column, what was found, what to do.
"""


class CorpusError(ValueError):
    """Nothing could be loaded; the message says why and what to do."""


class CodebookError(ValueError):
    """A codebook cannot be used; the message names the file, the frame and what to change."""


class PublishError(RuntimeError):
    """A site could not be made; the message says at what and what to do. Nothing half-made is left in its place."""

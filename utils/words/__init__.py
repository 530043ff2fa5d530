"""Counting words and comparing counts: keyness, concordances, collocations, formulas. The door is `utils.keywords`."""

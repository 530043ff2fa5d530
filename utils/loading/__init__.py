"""From files to texts: walking folders, cleaning, dates, languages, copies; a reader a format. Door: `utils.corpus`."""

"""From notebooks to pages, slides and handouts. The door is the command line, `python -m utils`."""

"""Who is named and who speaks: names, quotations, speakers. The doors are `utils.voices` and `utils.actors`."""

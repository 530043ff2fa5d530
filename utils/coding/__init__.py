"""Coding by hand: sheets, the form, a frame learnt from labelled sentences. The door is `utils.reliability`."""

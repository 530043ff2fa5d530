"""Results as sentences; enter by `utils.summary`."""

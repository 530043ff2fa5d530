"""The instruments behind tone, and what each sees in a sentence. The door is `utils.sentiment`."""

"""What is kept of each article of a large corpus, and how pieces are scored. The door is `utils.scale`."""

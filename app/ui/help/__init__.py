"""帮助: the keys, and the day in a few lines."""

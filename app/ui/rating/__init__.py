"""评级授信: the score sheet with its points as they come, and the bank's decision apart."""

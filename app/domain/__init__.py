"""The rules of the trade: pure functions on frozen values, standard library only."""

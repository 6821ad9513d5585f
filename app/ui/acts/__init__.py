"""Acts of the office as data: what each asks, in which words, and the one form and ledger that show them."""

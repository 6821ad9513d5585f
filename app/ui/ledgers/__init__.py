"""台账报表: the ledgers the book can fill, as sheets."""

"""The parts of a report: its period, the changes in it, its figures, tables, words, and its frozen form."""

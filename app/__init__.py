"""惠村: the village officer's book of households, loans and papers."""

from datetime import date

__version__ = "0.2.0"
RELEASED = date(2026, 1, 1)  # no clock of a book made by this program can rightly stand before it

"""惠村: the village officer's book of households, loans and papers."""

__version__ = "0.2.0"

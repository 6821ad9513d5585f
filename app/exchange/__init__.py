"""The bundle as a file: cards, signature, encryption, container; it knows no tables."""

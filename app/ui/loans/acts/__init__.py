"""The acts on a loan, each a form in place beside its facts; the rule and its clause stand there before saving."""

"""Data files (policies, rates, score sheets, forms, code lists) read and validated."""

"""Taking over lists from outside: which column is what, what would change, what is accepted, and the way back."""

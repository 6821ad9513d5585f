"""The rows of the book and its journal."""

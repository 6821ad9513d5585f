"""导入: a list from outside, from its file to what was accepted, and back."""

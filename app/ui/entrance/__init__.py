"""Before the book is open: set it up, or unlock it."""

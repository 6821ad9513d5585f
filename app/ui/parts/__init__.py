"""The parts that pages are made of; none knows a page, a service or the book."""

"""打印: choose a form and for whom, look at the paper, print it; and the log of what was printed."""

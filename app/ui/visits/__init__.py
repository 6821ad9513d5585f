"""走访: who has not been visited, and entering one visit after another."""

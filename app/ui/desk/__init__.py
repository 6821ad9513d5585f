"""The pages of a township: its villages side by side, opinions, checks across villages, the risk fund."""

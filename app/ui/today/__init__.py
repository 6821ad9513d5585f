"""今日: what is due, overdue, to visit, missing on paper, not delivered; cards that are lists."""

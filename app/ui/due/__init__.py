"""到期与逾期: what falls due in a window, what is overdue, and what is done about each."""

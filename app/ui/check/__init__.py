"""自查核对: the findings of all rules, and the bank's list beside ours."""

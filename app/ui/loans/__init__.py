"""贷款: the list, one contract with its plan, events and state on any day, and a new application."""

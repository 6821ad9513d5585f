"""What can be done in the village office: verbs, one transaction each."""

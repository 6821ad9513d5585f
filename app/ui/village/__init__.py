"""村务: the records of the village office that belong to no household's page."""

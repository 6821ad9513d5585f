"""农户: the list by groups, and one page that tells a household's whole story."""

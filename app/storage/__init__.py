"""The book as a file: key, engine, migrations, integrity, backup, lock."""

"""设置: how it looks, backups, the policy of this book, and what this program is."""

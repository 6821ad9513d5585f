"""Values to paper and sheets, and sheets to rows."""

"""From an uploaded file to a table, and from a table to a proposed recipe."""

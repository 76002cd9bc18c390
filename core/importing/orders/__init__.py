"""From order lines to one row a customer."""

"""Tierboard's engine: from a customer table to A/B/C/D tiers. Knows nothing of the web page around it."""

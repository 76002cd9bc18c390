"""Tests, named after the modules they hold to their word."""

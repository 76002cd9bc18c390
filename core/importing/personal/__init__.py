"""Personal data: columns that hold it, and the pseudonyms that stand in for it."""

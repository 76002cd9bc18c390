"""Two runs side by side: whose tier changed and why, and which settings differ."""

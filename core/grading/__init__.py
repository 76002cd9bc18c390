"""The grading loop: sheets for people who grade the sample, their grades brought back, and how far they agree."""

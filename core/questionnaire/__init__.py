"""A questionnaire to send out: one question for each indicator, whose answers map themselves when they come back."""

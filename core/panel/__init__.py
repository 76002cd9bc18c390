"""The panel: several experts' importances become one set of weights, and how far they agree."""

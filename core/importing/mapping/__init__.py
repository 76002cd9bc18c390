"""From a table to a proposed recipe: columns to indicators, values to rules."""

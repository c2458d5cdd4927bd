"""From a narrative to its coding: analyse, measure, combine, settle, explain."""

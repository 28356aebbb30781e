"""Tools for those who work on mlreview."""

"""Checks of the dimension `data`: a file a criterion."""

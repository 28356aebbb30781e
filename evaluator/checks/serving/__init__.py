"""Checks of the dimension `serving`: a file a criterion."""

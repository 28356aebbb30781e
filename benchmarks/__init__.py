"""How long a review takes, beside the least that any reader of the same repository needs."""

"""Questions that several checks ask of the facts: which calls train, which predict, what an entry point reaches."""

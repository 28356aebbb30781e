"""The nouns: frozen, plain, picklable. No file is opened here."""

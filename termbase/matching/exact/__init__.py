"""Terms that stand in a text as they are or inflected: a trie of their words, compiled or not, or SQLite alone."""

"""From documents to mined pairs in the termbase: by document from notes, over all of them from aligned text."""

"""Extractors find pairs of terms in documents; each is a function from a `Document` to `TermPair`s."""

# Raised when what an extractor finds in the same document changes, so that stored documents are read again.
VERSION = 1

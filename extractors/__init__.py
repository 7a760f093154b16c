"""Extractors find pairs of terms in documents; each is a function from a `Document` to `TermPair`s."""

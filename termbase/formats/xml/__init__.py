"""Formats in XML: TBX, MultiTerm, TMX, XLIFF, and what reading and writing them has in common."""

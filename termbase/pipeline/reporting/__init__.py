"""The report on the whole corpus, and what it is counted from: how each segment renders each term."""

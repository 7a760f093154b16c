"""The stages composed: read, extract, match, store, report. What commands and pages call.

Nothing is imported here, so that a command loads the stages that it needs and no others.
"""

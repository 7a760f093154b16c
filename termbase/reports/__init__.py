"""Reports: what holds over the whole corpus. Pure functions over rows, then renderers.

Nothing is imported here, so that a check, which prints its findings alone, loads no report.
"""

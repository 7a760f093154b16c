"""termbase mines, keeps and publishes the terminology of a translation team.

The stages are packages: documents, extractors, matching, store, checks, reports, publish; `termbase.pipeline` composes
them. Importing this package loads none of them.
"""

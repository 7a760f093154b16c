"""Every JSON protocol as functions from a request to a response, without HTTP; `operations` lists them.

The shapes of requests (`shapes`) are checked and documented by the same definitions; `openapi` writes them out.
"""

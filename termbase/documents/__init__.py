"""Documents: what is mined. Files are found, decoded and read into `Document`s."""

from termbase.documents.conventions import Conventions, load_conventions, name_key
from termbase.documents.files import content_hash, decode, find_documents, read_bytes
from termbase.documents.sections import SUFFIXES, read_sections

__all__ = [
    "SUFFIXES", "Conventions", "content_hash", "decode", "find_documents", "load_conventions", "name_key",
    "read_bytes", "read_sections",
]  # fmt: skip

"""Documents: what is mined. Files are found, decoded and read into `Document`s."""

from termbase.documents.conventions import Conventions, load_conventions, name_key
from termbase.documents.dictionaries import read_dictionary
from termbase.documents.files import content_hash, decode, find_documents, no_documents, read_bytes, stream_hash
from termbase.documents.readers import (
    READERS,
    SECTIONS,
    VERSION,
    WALKED,
    DocumentFile,
    SegmentFile,
    aligned_document,
    document_file,
)
from termbase.documents.sections import SUFFIXES, read_sections

__all__ = [
    "READERS", "SECTIONS", "SUFFIXES", "VERSION", "WALKED", "Conventions", "DocumentFile", "SegmentFile",
    "aligned_document", "content_hash", "decode", "document_file", "find_documents", "load_conventions", "name_key",
    "no_documents", "read_bytes", "read_dictionary", "read_sections", "stream_hash",
]  # fmt: skip

"""Terms that are spelt like a text: an index that answers as rapidfuzz does over all of them."""

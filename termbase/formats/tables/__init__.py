"""Formats whose entries are rows: CSV, Excel, Markdown, UTX, lists of pairs, the tables of translation tools."""

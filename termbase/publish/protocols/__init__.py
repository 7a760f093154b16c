"""The protocols of programs on Datasette: JSON, LanguageTool, tmserver, the Model Context Protocol."""

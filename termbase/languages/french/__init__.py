"""French: the forms that glossaries print, and function words."""

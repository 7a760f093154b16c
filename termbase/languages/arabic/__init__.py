"""Arabic: spelling, clitics, inflection and the forms that glossaries print."""

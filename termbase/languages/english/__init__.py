"""English: inflection, spelling, function words and the forms that glossaries print."""

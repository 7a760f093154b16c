"""Publishing: the site that a person sees, as routes on Datasette. Nothing else in termbase knows HTTP."""

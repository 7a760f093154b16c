"""What bringing terminology into a termbase changes, planned before anything is written."""

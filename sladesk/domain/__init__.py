"""Pure rules of the desk: standard library only, no database, no web."""

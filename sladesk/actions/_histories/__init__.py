"""A foreign history on its way in: what is decided of its rows, and what is written of its tickets."""

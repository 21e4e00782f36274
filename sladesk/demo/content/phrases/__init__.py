"""Phrases of the narratives, as templates of the small grammar in `grammar`."""

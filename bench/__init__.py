"""Speed shown, not asserted: `make bench` fills two databases, measures, and writes RESULTS.md."""

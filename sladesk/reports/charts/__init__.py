"""The charts of a review: geometry only, the same on screen and on paper.

A builder takes the document and returns a `Chart`, or None where nothing is recorded: no empty axes.
"""

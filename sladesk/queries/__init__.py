"""Reads, named after the screens they fill: complete rows, nothing loaded later."""

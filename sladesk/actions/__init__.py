"""Every change of the desk: one function a verb, owning its transaction."""

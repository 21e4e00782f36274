"""Work without anybody waiting for it: handlers by name, periodic slots, and the runner."""

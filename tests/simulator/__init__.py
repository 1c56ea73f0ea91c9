"""The simulator, driven over real HTTP on loopback."""

"""Devices: real pictures, real bytes, real sockets on this machine."""

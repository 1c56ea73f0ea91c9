"""Things on the counter: camera, scanners, printers."""

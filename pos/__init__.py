"""Click POS: the cashier's terminal for shops in Uzbekistan that take CLICK."""

__version__ = "0.1.0"

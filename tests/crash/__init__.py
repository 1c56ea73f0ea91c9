"""kill -9: the real program dies at named points and at random instants; three ledgers are compared."""

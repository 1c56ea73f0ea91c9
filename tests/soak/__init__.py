"""A long day: thousands of sales in one process against a simulator in another, with faults among them."""

"""What the service costs, beside its bars: ``make bench``."""

"""sendgate beside what else one would reach for, on the same data: ``make peers``."""

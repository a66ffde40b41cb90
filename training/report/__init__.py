"""The report of an evaluation: a page of pictures and a model card."""

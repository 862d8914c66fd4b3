"""A question becomes hits, hits become steps, and every step quotes its source to the letter."""

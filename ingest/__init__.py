"""Documents become passages that each lie on one page, and passages become a searchable index."""

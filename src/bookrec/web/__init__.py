"""`bookrec serve`: pages for readers and an API for programs, from one recommender."""

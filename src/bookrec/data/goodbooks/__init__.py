"""goodbooks-10k: ten thousand books of Goodreads, their readers' tags, and six million ratings."""

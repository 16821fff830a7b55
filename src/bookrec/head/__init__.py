"""Text embeddings to book embeddings, with a trained projection head."""

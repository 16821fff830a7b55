"""Book text to text embeddings, with a frozen pretrained transformer."""

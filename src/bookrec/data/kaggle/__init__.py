"""What the two Kaggle data sets alone need: raw rows, merging, joining by title."""

"""Book-Crossing: BX-Books.csv and BX-Book-Ratings.csv as they were published in 2004."""

"""A tiny folder in the official form of goodbooks-10k."""

from pathlib import Path

BOOKS = (
    "book_id,goodreads_book_id,best_book_id,work_id,books_count,isbn,isbn13,authors,"
    "original_publication_year,original_title,title,language_code,average_rating,ratings_count,"
    "work_ratings_count,work_text_reviews_count,ratings_1,ratings_2,ratings_3,ratings_4,ratings_5,"
    "image_url,small_image_url"
)
ROWS = (
    "1,2767052,2767052,2792775,272,439023483,9.78043902348e+12,Suzanne Collins,2008.0,The Hunger "
    'Games,"The Hunger Games (The Hunger Games, #1)",eng,4.34,4780653,4942365,155254,66715,127936,'
    "560092,1481305,2706317,https://images.gr-assets.com/books/1447303603m/2767052.jpg,x",
    '2,3,4,4640799,491,439554934,9.78043955493e+12,"J.K. Rowling, Mary GrandPré",1997.0,Harry '
    "Potter and the Philosopher's Stone,\"Harry Potter and the Sorcerer's Stone (Harry Potter, "
    '#1)",en-US,4.44,4602479,4800065,75867,75504,101676,455024,1156318,3011543,'
    "https://s.gr-assets.com/assets/nophoto/book/111x148.png,x",
    "10,10,10,10,9,,,Homer,-750.0,,The Iliad,,3.83,100,120,9,1,2,3,4,5,,",
    '11,5107,5107,3036731,360,,,Suzanne Collins,2009.0,,"Catching Fire (The Hunger Games, #2)",'
    "ara,4.3,90,100,9,1,2,3,4,5,,",
)
TAGS = "tag_id,tag_name\n1,to-read\n2,sci-fi\n3,scifi\n4,dystopia\n5,funny\n6,young-adult\n"
BOOK_TAGS = (
    "goodreads_book_id,tag_id,count\n2767052,1,900\n2767052,2,30\n2767052,3,40\n2767052,4,60\n"
    "2767052,5,2\n2767052,6,100\n3,5,9\n3,6,100\n"
)
RATINGS = "user_id,book_id,rating\n7,1,5\n7,2,4\n8,2,3\n8,10,1\n9,11,2\n"


def write_goodbooks(folder: Path, **tables: str) -> Path:
    """Write the official files; `tables` replaces the text of some, None leaves one out."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "books": "\n".join([BOOKS, *ROWS]) + "\n",
        "ratings": RATINGS,
        "tags": TAGS,
        "book_tags": BOOK_TAGS,
        "to_read": "user_id,book_id\n7,11\n",
        **tables,
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder

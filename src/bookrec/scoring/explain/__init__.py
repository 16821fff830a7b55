"""Why a book is on a list, from the terms of its prediction."""

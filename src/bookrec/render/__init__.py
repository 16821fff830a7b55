"""How books and lists are written: what the command and the page both show."""

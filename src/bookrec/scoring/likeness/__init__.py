"""How well books fit what a reader asks for: more like this, less like that, a mood."""

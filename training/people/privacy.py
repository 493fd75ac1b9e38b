"""What may be said about people in numbers."""

#: Nothing is shown that is about fewer people than this, to anybody but themselves.
FEWEST = 5

"""The engine's version, as evidence names it: raised when the same moves may come to another result."""

ENGINE = "1"

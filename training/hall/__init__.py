"""A room full of learners at one lesson: who is where, one hint for all, one seat helped. Nobody's name without their
word, nobody's screen without their leave; whatever a trainer looks at or resets is written down and shown.
"""

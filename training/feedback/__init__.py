"""What learners say and what comes back: "Tôi bị kẹt", "Tôi cần", and replies that reach everybody in the same place.

Writes go through `api`, reads through `selectors`. Knows attempts only through the relation from a person
(`user.attempts`) and never imports `practice`.
"""

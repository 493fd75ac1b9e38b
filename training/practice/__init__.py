"""Practising: attempts at lessons, the guide beside the work, hints, and what comes next.

Writes go through `api`, reads through `selectors`. `practice` asks `progress` what has been achieved; `progress`
knows attempts only through the relation from a person (`user.attempts`) and never imports this package.
"""

"""What has been achieved: the standing of an attempt, step results, completions and their evidence.

`api.evaluate` runs in the transaction of the action it judges. Of an attempt it needs no more than the fields it
reads; it does not import `practice`.
"""

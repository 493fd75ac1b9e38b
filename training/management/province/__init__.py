"""A whole province of invented people with a year of learning behind them: to measure everything at full size.

* `people`    who works where: names, posts, transfers, leavers; staff codes start with 999
* `learning`  what each has done, when and how: attempts, completions, results, where they stand
* `loading`   rows into the database: COPY on PostgreSQL, many rows a statement elsewhere; never all of them in memory

The same seed and the same sizes make the same province. Attempts are rows with events and without a workspace's
content, and completions carry no evidence: nobody can go on with them, and the nightly check of evidence names them.
"""

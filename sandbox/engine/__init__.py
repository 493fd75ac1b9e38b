"""What happens when somebody does something in a workspace. Inside of `sandbox.api` and `sandbox.selectors`.

* `rows`         a record as the workspace sees it, and the derived columns (`search`, `k1…k6`)
* `where`        a condition as a test over those columns: the same in Python and in SQL
* `names`        what "@name" means: records of the lesson, and of the base by their key
* `desk`         one call's unit of work: what it read, changed and wrote down
* `seats`        whose seats the learner holds, one at a time
* `moments`      of records, at which something happens by itself
* `rules`        may this seat do this action to this record now, with these values, and if not, why
* `inputs`       what was typed becomes stored values; secrets become facts
* `guessing`     would somebody who knows its owner guess a secret?
* `effects`      what an action does
* `colleagues`   what others do in answer, after a simulated wait
* `perform`      the way of one action, from request key to clock
* `log`          effective events, going back, rebuilding from the log
* `starting`     snapshots and fresh workspaces
* `lists`        pages and counts over base and overlay, without copying
"""

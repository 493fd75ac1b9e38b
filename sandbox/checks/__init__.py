"""Checks: what must be true in a workspace, judged from its rows and events, and said in both languages.

The public door::

    world = World.of(workspace, aided=False)     # two queries, made when they are needed
    findings = evaluate(step.checks, world)      # one Finding a check, in order; nothing is written
    step_status(findings)                        # "ok", "todo" or "broken"

`ok` holds; `todo` can still be reached from here; `broken` cannot, and `rewind_to` is the event to go back to.
The result is judged, not the route; a reader's tolerance (`sandbox.text.same`) applies unless a check is `exact`.
"""

from sandbox.checks.evaluate import evaluate
from sandbox.checks.finding import Finding, Status, step_status, without_way_back
from sandbox.checks.world import World

__all__ = ["Finding", "Status", "World", "evaluate", "step_status", "without_way_back"]

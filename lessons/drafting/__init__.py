"""From demonstrations to a draft: what somebody did in a sandbox becomes steps, checks, help and the solution.

    draft = derive(scenario=scenario, demonstrations=[workspace, another])
    page = write_draft(page=None, course=course, about=About(...), draft=draft, acting_user=user)

| module | says |
|---|---|
| `recording` | what counts of a played workspace: its deeds, as moves |
| `naming` | how a lesson calls a record: by its name, by the base's key, or by what tells it apart |
| `holders` | values that were drawn become `{{placeholders}}` again |
| `difference` | what a demonstration changed, as demands on records; relaxed by further ones |
| `traces` | which traces an action leaves, and which of them only it can leave |
| `guards` | what was not done: risky actions, other records |
| `words` | titles, instructions and help from the definition's own labels |
| `steps` | deeds put together to at most `MAX_STEPS` steps |
| `derive` | the door; what the proof refuses is relaxed or left out |
| `writing` | a draft into a lesson page, never published |
| `likeness` | whether a derived check demands what a written one does |
"""

from lessons.drafting.derive import Draft, Gap, derive
from lessons.drafting.recording import moves_of
from lessons.drafting.writing import About, write_draft

__all__ = ["About", "Draft", "Gap", "derive", "moves_of", "write_draft"]

"""Floor 2: lessons as Wagtail pages, compiled to frozen tasks over a snapshot of the sandbox.

The way of a lesson: a trainer edits a `LessonPage` (`blocks`, `forms`) → on publishing it is compiled
(`compile`) and proved (`proof`) → a `Task` is frozen under its content hash (`models`) → floor 3 runs attempts
on that task. `packages` carries a lesson between installations as one file. `drafting` writes the first draft from
what a trainer showed; `mutants` tries slips in a solution; `pausing` proves every live lesson again at night.
"""

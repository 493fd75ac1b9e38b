"""What a trainer builds a lesson from. One block, one template (`templates/lessons/blocks/`).

`words` bilingual text · `choosers` lists fed by the platform definition · `reading` text, tip, warning, image ·
`work` records, moves and conditions · `checks` the twelve kinds · `steps` the step with its hint ladder.
"""

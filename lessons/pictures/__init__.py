"""Pictures of the lessons: taken in, drawn on, redacted, and served only as what was made of them.

`intake` turns an upload into pixels and nothing else; `marks` says what is drawn on them; `burn` draws it into them;
`models` keeps the untouched pixels in a private folder, and the marks beside the one file that is served; `api` is
the writing door, `views` the screen where a trainer draws.
"""

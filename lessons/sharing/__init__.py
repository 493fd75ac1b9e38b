"""A course as one file: written from what is live here, read as what a stranger may have made.

`manifest` says what lies in the file; `archive` reads and writes the zip; `exporting` makes one; `opening` believes
nothing and gives an `Opened` or a PackageError; `proving` plays its solutions on this site's platform; `difference`
says what it would change here; `models` holds releases and files that wait for a decision; `api` is the door.
"""

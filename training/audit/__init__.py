"""Who looked at whose results, took which list out, decided otherwise: the access log, and how long anything is kept.

Other packages write through `api.note` and read through `selectors`. Stands above `people` and below everything that
shows names, so that all of it can say what it showed. `retention` holds the rules of what is removed when; each
package adds its own in a module `retention.py`.
"""

"""Changes of the organisation: founded, renamed, moved, merged, split, dissolved.

* `carry`   posts and roles that go on in another unit; also for posts made later in a unit whose end is known
* `rules`   what a change may not do, in sentences
* `work`    a change under way: units begin and end, posts and roles go along
* `do`      the six kinds
* `undo`    taking one back, as long as nothing else followed
* `api`     the doors: `preview` (does it, says what it did, and takes it back), and the writes
* `selectors`, `forms`, `views`, `files`  HR's screens under /nhan-su/to-chuc/
"""

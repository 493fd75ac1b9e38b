"""Watching step by step, on one mechanism: a lesson's demonstration ("xem mẫu") and one's own attempt once more.

A `Frame` is one thing to look at: derived from the log, never stored, with an address of its own. The screens are the
platform's, as they stood at that moment; nothing in them can be done, and watching writes nothing.
"""

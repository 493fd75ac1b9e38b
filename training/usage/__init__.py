""" "Chỗ tắc": where learners stop in a lesson and which wrong states they reach, for its trainers. Reads only; facts
are progress's, replies are feedback's. No name and nothing that leads to one; cells under five people are hidden.
"""

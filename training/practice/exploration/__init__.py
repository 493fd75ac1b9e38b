"""Free exploration ("Khám phá tự do"): the platform without a lesson, in any seat, one workspace a person.

Nothing here is judged, recorded for anybody or counted: it is the learner's own sandpit.
"""

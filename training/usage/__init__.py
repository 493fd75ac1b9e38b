""" "Chỗ tắc": what learners' work says about a lesson, for trainers, without names."""

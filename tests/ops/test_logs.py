"""A log names nobody."""

import logging

import pytest

from training.logs import ImpersonalFormatter

ERROR = ValueError("duplicate key value\nDETAIL:  Key (email)=(mai@example.vn) already exists.")


@pytest.mark.parametrize("quoted", ["%s", "%r"])
def test_the_offending_row_is_left_out(quoted: str) -> None:
    record = logging.LogRecord(
        "x", logging.ERROR, "x.py", 1, f"failed: {quoted}", (ERROR,), (ValueError, ERROR, None)
    )
    line = ImpersonalFormatter().format(record)
    assert "duplicate key value" in line
    assert "mai@example.vn" not in line

"""Conditions: data over a small, closed set of operators. Nothing here is executed as code.

A condition is a mapping. Each key is a field of the record at hand (or one of the special names below); all
must hold. The value is

* a plain value: equals                       ``do_khan: Khẩn``
* a list: one of                              ``state: [da_vao_so, cho_chi_dao]``
* a mapping of operators: all must hold       ``han_xu_ly: {before: $record.han_goc, working_day: true}``

Special names: ``state``; ``any`` / ``all`` (a list of conditions), ``none`` (a list: none may hold).
Operand references: ``$now``, ``$today``, ``$me.person``, ``$me.unit``, ``$me.role``, ``$record.<field>``,
``$input.<field>`` (what the action's form was given).

The evaluator is `holds`; `operators_in` lists what a condition uses (for the loader's checks).
"""

from typing import Any, Literal, get_args

Operator = Literal[
    "equals",  # same value after folding NFC/NFD and outer spaces
    "same",  # same value as a Vietnamese reader sees it: also tone placement, case, inner spaces, number/date format
    "one_of",  # list
    "not",  # value or nested operators: does not hold
    "empty",  # true/false
    "before",  # date/datetime/number strictly less
    "after",  # strictly greater
    "at_most",  # <=
    "at_least",  # >=
    "between",  # [low, high], inclusive
    "matches",  # regex (module `regex`, full match, 0.1 s limit)
    "contains",  # text contains folded text / list contains every value given
    "excludes",  # list or text contains none of the values given
    "min_length",  # text, after trimming
    "max_length",
    "count",  # len of a list: int, or nested operators
    "sum",  # of the numbers in a list / of `rows` column: {"column": "dien_tich", "equals": 1250.5}
    "refers_to",  # record field points at a record for which a condition holds
    "working_day",  # true/false: the date is a working day on the platform's calendar
    "working_days_before",  # {"than": operand, "at_least": n}: at least n working days earlier
]
OPERATORS: frozenset[str] = frozenset(get_args(Operator))
COMBINATORS = frozenset({"any", "all", "none"})
Condition = dict[str, Any]

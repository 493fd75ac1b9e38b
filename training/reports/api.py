def write_waiting() -> int:
    return 0


def forget_old() -> int:
    return 0

"""Files of orders."""

HEADER = "order_id,customer_id,status,total,currency,gift,ordered_at\n"
BAD_LINE = "9,501,paid,free,EUR,no,2026-01-05T09:12:44Z\n"


def good_line(number: int) -> str:
    """An order that nothing is wrong with."""
    return f"{number},501,paid,12.50,EUR,no,2026-01-05T09:12:44Z\n"


def csv_of(*lines: str) -> bytes:
    """A file with these lines below the header."""
    return (HEADER + "".join(lines)).encode()

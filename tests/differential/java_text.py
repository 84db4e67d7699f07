"""Numbers as Java prints them."""
import math


def double_text(number):
    """Double.toString, with the fewest digits that give the number back (as Java does since 19)."""
    if math.isnan(number):
        return "NaN"
    sign = "-" if math.copysign(1, number) < 0 else ""
    if math.isinf(number):
        return sign + "Infinity"
    if number == 0:
        return sign + "0.0"
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    power = int(exponent or 0) + (len(whole) - 1 if whole.strip("0") else len(fraction.lstrip("0")) - len(fraction) - 1)
    digits = digits.rstrip("0") or "0"
    if -3 <= power < 7:
        if power < 0:
            return sign + "0." + "0" * (-power - 1) + digits
        digits = digits.ljust(power + 1, "0")
        return sign + digits[:power + 1] + "." + (digits[power + 1:] or "0")
    return sign + digits[0] + "." + (digits[1:] or "0") + f"E{power}"

"""Figures beside what was promised of them."""
import statistics


class Verdicts:
    def __init__(self):
        self.missed = []

    def section(self, title):
        print(f"\n{title}", flush=True)

    def figure(self, name, value, unit, limit=None, digits=0):
        """Prints a figure; one above its limit is a promise that is missed."""
        text = f"  {name:<62} {value:>10,.{digits}f} {unit:<6}"
        if limit is not None:
            met = value <= limit
            text += f" promised {limit:,g}: " + ("met" if met else "MISSED")
            if not met:
                self.missed.append(f"{name}: {value:,.{digits}f} {unit}, promised {limit:,g}")
        print(text.rstrip(), flush=True)

    def spread(self, name, values, unit, limit=None, digits=0):
        """The median of several, which is judged, and the least and the largest."""
        self.figure(f"{name} [{min(values):,.{digits}f}-{max(values):,.{digits}f}]", statistics.median(values), unit, limit,
                    digits)

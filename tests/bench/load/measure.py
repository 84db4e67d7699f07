"""One slice of load on one engine, and what many slices say."""
import os
import re
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


class Slice:
    def __init__(self, rate, cpu_us, p99_ms):
        self.rate, self.cpu_us, self.p99_ms = rate, cpu_us, p99_ms


class Load:
    """What is asked for: files that the load generator reads."""

    def __init__(self, where, name, targets, fields, seconds, connections=64, cpus="1", threads=1):
        self.name, self.seconds, self.connections, self.cpus, self.threads = name, seconds, connections, cpus, threads
        self.targets, self.fields = os.path.join(where, f"{name}.targets"), os.path.join(where, f"{name}.fields")
        with open(self.targets, "w", encoding="utf-8") as file:
            file.writelines(f"{target} {tag}\n" for target, tag in targets)
        with open(self.fields, "w", encoding="utf-8") as file:
            file.writelines(f"{key}: {value}\n" for key, value in fields.items())

    def run(self, engine):
        before = engine.cpu_seconds()
        text = subprocess.run(
            ["taskset", "-c", self.cpus, "wrk", f"-t{self.threads}", f"-c{self.connections}", f"-d{self.seconds}s",
             "--latency", "-s", os.path.join(HERE, "requests.lua"), f"{engine.scheme}://127.0.0.1:{engine.port}", "--",
             self.targets, self.fields], capture_output=True, text=True, check=True).stdout
        spent = engine.cpu_seconds() - before
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", text)
        if bad:
            raise RuntimeError(f"{self.name} on {engine.name}: {bad.group(0)}")
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        return Slice(float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), spent / requests * 1e6,
                     float(p99) * UNITS[unit] * 1e3)


class Connections:
    """New connections with TLS, a request on each: `how` is full or resumed."""

    def __init__(self, program, target, how, seconds, clients=16, cpus="1"):
        self.program, self.target, self.how, self.seconds, self.clients, self.cpus = (
            program, target, how, seconds, clients, cpus)

    def run(self, engine):
        before = engine.cpu_seconds()
        text = subprocess.run(
            ["taskset", "-c", self.cpus, self.program, str(engine.port), self.target, str(self.seconds),
             str(self.clients), self.how], capture_output=True, text=True, check=True).stdout
        spent = engine.cpu_seconds() - before
        count, p99 = re.match(r"(\d+) connections,.* 99% ([\d.]+) ms", text).groups()
        return Slice(int(count) / self.seconds, spent / int(count) * 1e6, float(p99))


class Ratios:
    """Of pairs that ran one after the other: the first engine's figure by the second one's."""

    def __init__(self):
        self.rate, self.cpu, self.p99 = [], [], []
        self.rates = ([], [])

    def add(self, first, second):
        self.rate.append(first.rate / second.rate)
        self.cpu.append(first.cpu_us / second.cpu_us if second.cpu_us else 0)
        self.p99.append(first.p99_ms / second.p99_ms)
        self.rates[0].append(first.rate)
        self.rates[1].append(second.rate)

    def row(self, name):
        low, high = min(self.rate), max(self.rate)
        return (f"{name:<28} {statistics.median(self.rate):6.2f} [{low:.2f}-{high:.2f}]  cpu {statistics.median(self.cpu):5.2f}"
                f"  p99 {statistics.median(self.p99):5.2f}   {statistics.median(self.rates[0]):>9,.0f} against"
                f" {statistics.median(self.rates[1]):>9,.0f}/s")


def compare(load, first, second, pairs):
    """Slices in turn, the order reversed in every other pair."""
    ratios = Ratios()
    load.run(first), load.run(second)  # so that both are warm
    for i in range(pairs):
        if i % 2:
            b, a = load.run(second), load.run(first)
        else:
            a, b = load.run(first), load.run(second)
        ratios.add(a, b)
    return ratios

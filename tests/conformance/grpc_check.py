#!/usr/bin/env python3
"""Every recorded environment, asked over HTTP and over gRPC of the same server: both say the same.

  grpc_check.py --server PATH [--suites DIRECTORY] [--only TEXT] [--at-least N]

For Debian's Python, whose gRPC is a package of Debian. What HTTP answers is held against the
recordings by check.py; here it is what gRPC is held against, failures included.
"""
import argparse
import glob
import json
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import grpc

import check
import harness

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "integration"))
from grpc_client import Client, json_of  # noqa: E402
from loopback_ports import free_port  # noqa: E402

V2 = "application/vnd.spring-cloud.config-server.v2+json"
Code = grpc.StatusCode
# What a status of HTTP may be over gRPC.
CODES = {400: {Code.INVALID_ARGUMENT}, 401: {Code.UNAUTHENTICATED}, 403: {Code.PERMISSION_DENIED},
         404: {Code.NOT_FOUND, Code.FAILED_PRECONDITION}, 500: {Code.FAILED_PRECONDITION, Code.INTERNAL}}


def prefix_of(suite):
    """spring.cloud.config.server.prefix, as segments."""
    value = suite["server"]
    for name in ("spring", "cloud", "config", "server", "prefix"):
        value = value.get(name) if isinstance(value, dict) else None
    return [segment for segment in (value or "").split("/") if segment]


# Of HTTP alone: its other addresses, and what it takes for the ending of a file.
RESERVED = {"actuator", "encrypt", "decrypt", "key", "monitor", "busrefresh"}
ENDING = re.compile(r"\.(yml|yaml|properties|json)(?=[-.]|$)")


def names_of(request, prefix):
    """Application, profiles and perhaps a label of a read of an environment; None for all else."""
    path = request["path"]
    segments = path.split("/")[1:]
    if request.get("method", "GET") != "GET" or segments[:len(prefix)] != prefix or {";", "?"} & set(path):
        return None
    try:
        names = [unquote(segment, errors="strict") for segment in segments[len(prefix):]]
    except UnicodeDecodeError:  # names are UTF-8 in the contract
        return None
    if len(names) not in (2, 3) or not all(names) or names[0] in RESERVED or ENDING.search(names[1]):
        return None
    return names


def ask(client, case, names, got):
    headers = case["request"].get("headers", {})
    client.metadata = [("authorization", value) for name, value in headers.items() if name.lower() == "authorization"]
    origins = (got["type"] or "").startswith(V2)
    more = {"label": names[2]} if len(names) == 3 else {}
    return json_of(client.get(names[0], names[1], origins=origins, **more).environment, origins)


def difference(client, case, names, got, where):
    """What gRPC says that HTTP does not; None if they agree."""
    try:
        answer = ask(client, case, names, got)
    except grpc.RpcError as failed:
        if got["status"] == 200 or failed.code() not in CODES.get(got["status"], ()):
            return f"{got['status']} over HTTP, {failed.code()} over gRPC: {failed.details()}"
        return None
    answer = json.loads(harness.normalise(json.dumps(answer, ensure_ascii=False), where))
    if got["status"] != 200 or got.get("json") != answer:
        return f"over gRPC {json.dumps(answer, ensure_ascii=False)}\n    over HTTP {json.dumps(got, ensure_ascii=False)}"
    return None


def run(path, server):
    """How many environments were compared, how many failures, and the differences in words."""
    with open(path, encoding="utf-8") as file:
        suite = json.load(file)
    name, counts, problems = os.path.basename(path), [0, 0], []
    prefix = prefix_of(suite)
    port, grpc_port = free_port(), free_port()
    root = tempfile.mkdtemp(prefix="grpc-conformance-")
    where = {"DIR": root, "BASE": os.path.join(root, "base"), "HOST": f"127.0.0.1:{port}"}
    client = Client(grpc_port)
    try:
        config = [f"--server.port={port}", f"--cairn.grpc.port={grpc_port}", "--cairn.freshness=request"]
        for case, got in harness.run(suite, root, [server], port, config):
            names = names_of(case["request"], prefix)
            environment = isinstance(got.get("json"), dict) and "propertySources" in got["json"]
            # A label with a slash that is encoded, and what is no environment, is for HTTP alone.
            if names is None or (got["status"] == 200) != environment or got["status"] in (304, 405, 406):
                continue
            if got["status"] == 404 and not got.get("json"):
                continue  # it was another type of answer that was asked for
            counts[got["status"] != 200] += 1
            if words := difference(client, case, names, got, where):
                problems.append(f"{name}: {case['name']}: {case['request']['path']}\n    {words}")
    except Exception as problem:  # whatever it was, the rest of this suite is unanswered
        problems.append(f"{name}: {type(problem).__name__}: {problem}")
        problems += check.tail(os.path.join(root, "server.log"))
    finally:
        client.close()
        harness.remove(root)
    return counts, problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--suites", default=os.path.join(HERE, "suites"))
    parser.add_argument("--only", default="")
    parser.add_argument("--at-least", type=int, default=1, help="environments that have to be compared")
    args = parser.parse_args()
    paths = sorted(path for path in glob.glob(os.path.join(args.suites, "*.json")) if args.only in os.path.basename(path))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda path: run(path, os.path.abspath(args.server)), paths))
    same = sum(counts[0] for counts, _ in results)
    failures = sum(counts[1] for counts, _ in results)
    problems = [problem for _, found in results for problem in found]
    print("\n".join([*problems, f"{same} environments and {failures} failures compared, {len(problems)} problems"]))
    return 1 if problems or same < args.at_least else 0


if __name__ == "__main__":
    sys.exit(main())

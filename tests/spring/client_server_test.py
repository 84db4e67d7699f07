#!/usr/bin/env python3
"""The client library against a server that runs, ours or Spring's: one suite for both.

  client_server_test.py --tool CLIENT_TOOL --cairn CAIRN_SERVER
  client_server_test.py --tool CLIENT_TOOL --cairn CAIRN_SERVER --spring DIRECTORY

With --spring the suite is asked of Spring Cloud Config Server, which is built in that directory unless it
is there, and then both servers are asked the same. Without Java or Maven the exit status is 77.
"""
import argparse
import os
import sys
import unittest

import maven
import reference_server
import servers
from against_server import AgainstServer
from dead_server_test import DeadServer
from following_test import Following
from reading_test import Reading
from same_answers_test import SameAnswers

SKIPPED = 77


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--cairn", required=True)
    parser.add_argument("--spring", metavar="DIRECTORY")
    return parser.parse_known_args()


def main():
    args, rest = parse_arguments()
    AgainstServer.program = os.path.abspath(args.tool)
    AgainstServer.kinds = [servers.cairn(os.path.abspath(args.cairn))]
    classes = [Reading, Following, DeadServer]
    if args.spring:
        reason = maven.missing()
        if reason:
            print(f"skipped: {reason}")
            sys.exit(SKIPPED)
        AgainstServer.kinds.insert(0, servers.spring(reference_server.build(os.path.abspath(args.spring))))
        classes.append(SameAnswers)
    for one in classes:
        globals()[one.__name__] = one
    unittest.main(argv=[sys.argv[0], *rest], defaultTest=None if rest else [one.__name__ for one in classes],
                  verbosity=2)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Readers that ask all the time, each on a connection of its own, whether a server is there or not, until they are killed.

  hammer.py PORT READERS FILE-WITH-TARGETS
"""
import http.client
import itertools
import sys
import threading
import time


def read(port, targets):
    connection = None
    for target in targets:
        try:
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", target)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            connection = None
            time.sleep(0.001)


def main():
    port, readers = int(sys.argv[1]), int(sys.argv[2])
    with open(sys.argv[3], encoding="utf-8") as file:
        targets = file.read().split()
    for number in range(readers):
        begin = number * len(targets) // readers
        turn = itertools.cycle(targets[begin:] + targets[:begin])
        threading.Thread(target=read, args=(port, turn), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()

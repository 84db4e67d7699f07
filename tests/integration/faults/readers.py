"""Twenty readers that ask all the time, each on a connection of its own, and judge every answer."""
import http.client
import itertools
import random
import threading
import time

from checker import Wrong

COUNT = 20
COMPLAINTS_MAX = 500


class Readers:
    """Reads until stopped. While the server is said to be down (see `down`), failed connections are no failures;
    a wrong answer always is. While `lenient`, an answer that is an error is no failure either."""

    def __init__(self, checker, tracks, port, pause, count=COUNT):
        self.checker, self.tracks, self.port, self.pause = checker, tracks, port, pause
        self.lock, self.lenient = threading.Lock(), False
        self.complaints, self.reads, self.refused, self.asked = [], 0, 0, 0
        self.turns = itertools.count()
        self.up, self.ended, self.downs = threading.Event(), threading.Event(), 0
        self.up.set()
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def down(self):
        """The server is about to be stopped."""
        with self.lock:
            self.downs += 1
        self.up.clear()

    def up_again(self, port):
        self.port = port
        self.up.set()

    def stop(self):
        self.ended.set()
        self.up.set()
        for thread in self.threads:
            thread.join(60)
        return self.complaints

    def complain(self, words):
        with self.lock:
            if len(self.complaints) < COMPLAINTS_MAX:
                self.complaints.append(words)

    def run(self, number):
        chance = random.Random(number)
        connection, downs = None, self.downs
        while True:
            self.up.wait()
            if self.ended.is_set():
                break
            turn = next(self.turns)
            tracks = list(self.tracks)
            track = tracks[turn % len(tracks)]
            asked = list(track.questions)
            question = asked[(turn // len(tracks)) % len(asked)]
            if connection is not None and downs != self.downs:
                connection.close()  # It led to the server that was stopped.
                connection = None
            downs = self.downs
            connection = self.ask(connection, track, question, downs)
            with self.lock:
                self.asked += 1
            time.sleep(self.pause * chance.uniform(0.5, 1.5))
        if connection is not None:
            connection.close()

    def ask(self, connection, track, question, downs):
        """Asks and judges; returns the connection for the next question, if it can be used again."""
        floor = track.floor()
        try:
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("GET", question.path())
            response = connection.getresponse()
            answer = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        except (OSError, http.client.HTTPException) as problem:
            if connection is not None:
                connection.close()
            if downs == self.downs and self.up.is_set():
                self.complain(f"{question.path()}: {problem!r}")
            return None
        with self.lock:
            self.reads += 1
            self.refused += answer[0] != 200
        if answer[0] != 200 and self.lenient:
            return connection
        try:
            self.checker.check(track, question, floor, answer)
        except (Wrong, ValueError, KeyError, StopIteration) as problem:
            self.complain(f"{question.path()}: {problem}")
        return connection

"""Judges answers: each must be made of one commit, say exactly what that commit holds, and be one that could be
seen at its time.

A Track is the life of one label: its commits in the order in which the remote got them. What may be answered
to a request is any commit from the newest that was known to be published when the request began (somebody saw it,
or a refresh that was answered published it) up to the newest that the remote had when the answer came. Commits
with broken files are held: who reads such a file gets the newest older commit in which all its files are whole.
"""
import threading
from dataclasses import dataclass

from content import numbers_in, questions, said


class Wrong(Exception):
    """An answer that is not right; the words say what is wrong with it."""


@dataclass(frozen=True)
class Commit:
    number: int
    id: str
    broken: frozenset = frozenset()


class Track:
    """The commits of a label. Thread-safe."""

    def __init__(self, label, url_label):
        self.label, self.questions = label, questions(url_label)
        self.commits, self.place, self.seen = [], {}, 0
        self.lock = threading.Lock()

    def add(self, commit):
        """To be called before the remote gets the commit."""
        with self.lock:
            self.place[commit.id] = len(self.commits)
            self.commits.append(commit)

    def newest(self):
        with self.lock:
            return len(self.commits) - 1

    def published(self, place):
        """From now on no request may get an older commit than this one."""
        with self.lock:
            self.seen = max(self.seen, place)

    def floor(self):
        with self.lock:
            return self.seen

    def held_at(self, question, place):
        """Where a question is answered from while the commit at `place` is published."""
        files = set(question.files())
        while place > 0 and files & self.commits[place].broken:
            place -= 1
        return place


class Checker:
    def __init__(self, repository):
        self.repository = repository

    def check(self, track, question, floor, answer):
        """Raises Wrong, or returns the commit. `floor` is track.floor() from before the request was sent."""
        status, headers, body = answer
        if status != 200:
            raise Wrong(f"status {status}: {body[:200]!r}")
        numbers = numbers_in(body)
        if len(numbers) != 1:
            raise Wrong(f"mixes the commits {sorted(numbers)}")
        place = self.place_of(track, headers.get("cairn-revision", ""))
        commit = track.commits[place]
        if numbers != {commit.number}:
            raise Wrong(f"shows commit {numbers} and names {commit.number}")
        self.check_time(track, question, floor, place, headers)
        words, version = said(question, body)
        if version is not None and version != commit.id:
            raise Wrong(f"version {version} beside revision {commit.id}")
        expected = self.repository.expected(question, commit.id)
        if words != expected:
            raise Wrong(f"says {words!r}, commit {commit.number} holds {expected!r}")
        return commit

    @staticmethod
    def place_of(track, revision):
        if revision not in track.place:
            raise Wrong(f"names the revision '{revision}', which '{track.label}' never had")
        return track.place[revision]

    @staticmethod
    def check_time(track, question, floor, place, headers):
        newest = track.newest()
        allowed = {track.held_at(question, published) for published in range(floor, newest + 1)}
        if place not in allowed:
            raise Wrong(f"is the state {place} of '{track.label}', allowed were {sorted(allowed)}")
        told = "reason=held" in headers.get("cairn-stale", "") and "cairn-rejected" in headers
        if place < floor and not told:
            raise Wrong(f"is held at {place} without a word, {floor} is published")
        track.published(place)

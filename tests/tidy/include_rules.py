"""The floors rule: #include lines against the two tables of server/README.md."""
import re

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.M)
STANDARD = re.compile(r"[a-z0-9_]+|(?:sys|netinet|arpa|net|linux)/[\w./]+|"
                      r"(?:dirent|errno|fcntl|grp|limits|netdb|poll|pthread|pwd|sched|signal|spawn"
                      r"|stdlib|string|termios|time|unistd)\.h")
# The back end that is made of others.
MADE_OF_OTHERS = "/source/work_tree/"


class HouseTables:
    """Which room stands on which floor and where, and which room may use which library."""

    def __init__(self, text):
        self.floors, self.folders, self.libraries = {}, {}, []
        for cells in rows(text):
            if len(cells) == 4 and cells[0].isdigit():
                room, folder = bare(cells[1]), bare(cells[2])
                self.floors[room], self.folders[folder] = int(cells[0]), room
            elif len(cells) == 3 and cells[2] in ("yes", "no"):
                rooms = {bare(name) for name in cells[1].split(",")}
                self.libraries.append((bare(cells[0]), rooms, cells[2] == "yes"))

    def room_of(self, path):
        """The room that a file belongs to, or None: the longest folder that holds it."""
        holding = [folder for folder in self.folders if path.startswith(folder + "/")]
        return self.folders[max(holding, key=len)] if holding else None

    def room_named(self, include):
        """The room that an include line names, or None."""
        first = include.split("/")[0]
        if "/" not in include:
            return None
        return "core" if first == "cairn" else first if first in self.floors else None


def rows(text):
    for line in text.split("\n"):
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def bare(cell):
    return cell.strip().strip("`")


def check_includes(tree, house):
    if not house.floors:
        yield "server/README.md", 1, "floors", "the table of floors is missing"
        return
    for path in tree.code():
        if not path.startswith(("client-lib/", "common/", "server/", "cli/")):
            continue
        room = house.room_of(path)
        if room is None:
            yield path, 1, "floors", "this folder is no room of the table in server/README.md"
            continue
        text = tree.text(path)
        for match in INCLUDE.finditer(text):
            words = problem_with(house, room, path, match.group(1), match.group(2))
            if words:
                yield path, text.count("\n", 0, match.start()) + 1, "floors", words


def problem_with(house, room, path, quote, include):
    """What is wrong with this include line of a file, in words; None if nothing is."""
    named = house.room_named(include)
    if named is not None:
        return problem_with_room(house, room, path, named, include)
    library = next((row for row in house.libraries if include.startswith(row[0])), None)
    if quote == '"' and library is None:
        return f'"{include}" names no room: headers are included as "<room>/<file>.hpp"'
    if library is None:
        return None if STANDARD.fullmatch(include) else f"<{include}> is in no table"
    _, rooms, in_headers = library
    if "any" not in rooms and not any(lives_in(house, path, room, name) for name in rooms):
        return f"<{include}> is for {', '.join(sorted(rooms))} only"
    if not in_headers and path.endswith((".hpp", ".h")):
        return f"<{include}> is for .cpp files only"
    return None


def problem_with_room(house, room, path, named, include):
    inside = re.match(r"source/(\w+)/", include)  # the folder of one back end
    may_know = room == "app" or MADE_OF_OTHERS in path
    if inside and not may_know and f"/source/{inside.group(1)}/" not in path:
        return f'"{include}" belongs to one back end; only app may know it'
    if named == room:
        return None
    here, there = house.floors[room], house.floors[named]
    if there < here:
        return None
    word = "looks up" if there > here else "looks at its own floor"
    return f'{room} (floor {here}) {word}: "{include}" (floor {there})'


def lives_in(house, path, room, name):
    """Whether a file lives in a room, or in a folder of one ("source/git")."""
    if "/" not in name:
        return room == name
    outer, _, inner = name.partition("/")
    folder = next(f for f, r in house.folders.items() if r == outer)
    return path.startswith(f"{folder}/{inner}/")

"""Targets that would leave the repository, or that two readers decode in two ways.

Around the repository lie files that nobody may get, with a word that is looked for in every answer:
canary.txt and canary.yml beside it, and the word is in .git/config as well. In it are symbolic links.
"""
from row import get

# What stands for ".." in somebody's reading.
CLIMBS = [
    ("dots", ".."),
    ("encoded dots", "%2e%2e"),
    ("encoded dots in capitals", "%2E%2E"),
    ("one encoded dot", ".%2e"),
    ("twice encoded dots", "%252e%252e"),
    ("dots with a parameter", "..;"),
    ("dots with a longer parameter", "..;a=b"),
    ("dots before a stand-in slash", "..(_)"),
    ("dots behind a stand-in slash", "(_).."),
    ("an encoded stand-in slash", "..%28_%29.."),
    ("dots and an encoded slash", "..%2f"),
    ("dots and a twice encoded slash", "..%252f"),
    ("dots and an encoded backslash", "..%5c"),
    ("dots and a twice encoded backslash", "..%255c"),
    ("overlong dots", "%c0%ae%c0%ae"),
    ("overlong dots of three bytes", "%e0%80%ae%e0%80%ae"),
    ("an overlong slash", "..%c0%af"),
    ("an overlong slash of three bytes", "..%e0%80%af"),
    ("dots by their code of another world", "%u002e%u002e"),
    ("dots and NUL", "..%00"),
    ("dots and a line end", "..%0d%0a"),
]
PLACES = [
    ("name", "/{}/default"),
    ("name of a flat file", "/{}-default.yml"),
    ("profile", "/shop/{}"),
    ("label", "/shop/default/{}"),
    ("label of a flat file", "/{}/shop-default.yml"),
    ("label of a file", "/shop/default/{}/canary.txt"),
    ("path", "/shop/default/main/{}/canary.txt"),
    ("end of a path", "/shop/default/main/plain.txt/{}"),
]
# Every one of them, in every place, can never be right.
CLIMBING = [get(f"{what}, {place}", pattern.format(text), "400 kept") for what, text in CLIMBS for place, pattern in PLACES]

# Letters like others, of which no file's name is made: there is no such label and no such file, and an
# application without files of its own has the shared ones. A directory has every label.
NOBODY = [
    ("three times encoded dots", "%25252e%25252e"),
    ("one-dot leaders", "%e2%80%a4%e2%80%a4"),
    ("a two-dot leader", "%e2%80%a5"),
    ("full-width dots", "%ef%bc%8e%ef%bc%8e"),
    ("a division slash", "a%e2%88%95b"),
    ("a full-width slash", "a%ef%bc%8fb"),
    ("a full-width backslash", "a%ef%bc%bcb"),
]
LOOKING_ALIKE = [row for what, text in NOBODY for row in (
    get(f"{what}, name", f"/{text}/default", "200 kept"),
    get(f"{what}, label", f"/shop/default/{text}", "404 kept", of_directory="200 kept"),
    get(f"{what}, path", f"/shop/default/main/{text}/canary.txt", "404 kept"),
)]

DEEP = [
    get("many dots to the root", "/shop/default/main/" + "../" * 12 + "etc/passwd", "400 kept"),
    get("many encoded dots to the root", "/shop/default/main/" + "%2e%2e/" * 12 + "etc/passwd", "400 kept"),
    get("many encoded dots and slashes", "/shop/default/main/" + "%2e%2e%2f" * 12 + "etc%2fpasswd", "400 kept"),
    get("many stand-in slashes", "/shop/default/main/" + "..(_)" * 12 + "etc(_)passwd", "400 kept"),
    get("down and up again", "/shop/default/main/folder/../../canary.txt", "400 kept"),
    get("down and up within the repository", "/shop/default/main/folder/../plain.txt", "400 kept"),
    get("one dot", "/shop/default/main/./plain.txt", "200 kept"),
    get("four dots", "/shop/default/main/..../canary.txt", "400 kept"),
    get("dots filtered once", "/shop/default/main/....//canary.txt", "400 kept"),
    get("dots around a letter", "/shop/default/main/..a/canary.txt", "400 kept"),
    get("a path that begins at the root", "/shop/default/main//etc/passwd", "404 kept"),
    get("a path that begins at an encoded root", "/shop/default/main/%2fetc/passwd", "400 kept"),
    get("a path of another system", "/shop/default/main/C:/canary.txt", "404 kept"),
    get("a path of another system's network", "/shop/default/main/%5c%5chost%5cshare", "400 kept"),
    get("a URL as path", "/shop/default/main/file:/etc/passwd", "404 kept"),
    get("a URL of the class path", "/shop/default/main/classpath:application.yml", "404 kept"),
    get("a trailing dot", "/shop/default/main/plain.txt.", "404 kept"),
    get("a trailing blank, which Java trims", "/shop/default/main/plain.txt%20", "200 kept"),
    get("a stream of another system's files", "/shop/default/main/plain.txt::$DATA", "404 kept"),
    get("a NUL before another ending", "/shop/default/main/plain.txt%00.png", "400 kept"),
    get("a folder", "/shop/default/main/folder", "404 kept"),
    get("a folder with its slash", "/shop/default/main/folder/", "404 kept"),
    get("a file taken for a folder", "/shop/default/main/plain.txt/x", "404 kept"),
    get("the default label's file, climbing", "/shop/default/../canary.txt?useDefaultLabel", "400 kept"),
    get("the default label's file, climbing by stand-in", "/shop/default/..(_)canary.txt?useDefaultLabel", "400 kept"),
    get("dots up to the health page and out", "/actuator/health/../../shop/default/main/../canary.txt", "404 kept"),
]

GIT = [
    get("the configuration of Git", "/shop/default/main/.git/config", "404 kept"),
    get("the configuration of Git in capitals", "/shop/default/main/.GIT/config", "404 kept"),
    get("the configuration of Git in another system's short name", "/shop/default/main/git~1/config", "404 kept"),
    get("the configuration of Git with an unseen letter", "/shop/default/main/.g%e2%80%8cit/config", "404 kept"),
    get("the configuration of Git, one dot encoded", "/shop/default/main/%2egit/config", "404 kept"),
    get("the configuration of Git by a stand-in slash", "/shop/default/main/.git(_)config", "404 kept"),
    get("the configuration of Git as an application", "/.git(_)config/default", "200 kept"),
    get("the head of Git", "/shop/default/main/.git/HEAD", "404 kept"),
    get("the configuration of a bare repository", "/shop/default/main/config", "404 kept"),
    get("a label that is an expression", "/shop/default/main~0", "404 kept", of_directory="200 kept"),
    get("a label that is a place in a reflog", "/shop/default/@%7b-1%7d", "404 kept", of_directory="200 kept"),
    get("a label that names a file", "/shop/default/main:canary.txt", "404 kept", of_directory="200 kept"),
    get("a label that is an option", "/shop/default/--upload-pack=x", "404 kept", of_directory="200 kept"),
    get("a label that is a range", "/shop/default/main..main", "400 kept"),
    get("a label that is a wildcard", "/shop/default/*", "400 kept"),
    get("a label that is a ref in full", "/shop/default/refs(_)heads(_)main", "200 kept"),
    get("a label with a number sign", "/shop/default/main%23", "400 kept"),
]

LINKS = [
    get("a link to a file outside, from the root", "/shop/default/main/link-absolute.txt", "404 kept"),
    get("a link to a file outside, by dots", "/shop/default/main/link-relative.txt", "404 kept"),
    get("a link in a folder", "/shop/default/main/folder/link.txt", "404 kept"),
    get("a file below a link to a folder, from the root", "/shop/default/main/link-absolute/canary.txt", "404 kept"),
    get("a file below a link to a folder, by dots", "/shop/default/main/link-relative/canary.txt", "404 kept"),
    get("a file below a link to the root", "/shop/default/main/link-root/etc/passwd", "404 kept"),
    get("a file below a link to Git's own", "/shop/default/main/link-git/config", "404 kept"),
    get("configuration that is a link to the outside", "/linked/default", "200 kept"),
    get("flat configuration that is a link", "/linked-default.yml", "200 kept"),
    get("an application below a link", "/link-relative(_)canary/default", "200 kept"),
    get("an application below a link, in full", "/link-absolute(_)canary/default", "200 kept"),
    get("bytes of a link", "/shop/default/main/link-absolute.txt", "404 kept", "Accept: application/octet-stream"),
]

ENCODINGS = [
    get("a lone per cent sign", "/shop/default/%", "400 kept"),
    get("half an escape", "/shop/default/%4", "400 kept"),
    get("an escape that is none", "/shop/default/%zz", "400 kept"),
    get("an escape of NUL", "/sh%00op/default", "400 kept"),
    get("an escape of an overlong NUL", "/sh%c0%80op/default", "400 kept"),
    get("a byte that is no UTF-8", "/sh%ffop/default", "400 kept"),
    get("a letter cut short", "/sh%c3/default", "400 kept"),
    get("half of a surrogate pair", "/sh%ed%a0%80op/default", "400 kept"),
    get("a letter beyond all planes", "/sh%f4%90%80%80op/default", "400 kept"),
    get("a letter beyond the first plane", "/sh%f0%9f%9a%80op/default", "200 kept"),
    get("a letter composed, and one decomposed", "/caf%c3%a9,cafe%cc%81/default", "200 kept"),
    get("a mark that turns the direction", "/shop%e2%80%ae/default", "200 kept"),
    get("raw UTF-8", "/sh\xc3\xb6p/default", "400 closed"),
    get("a fragment", "/shop/default#main", "400 kept"),
    get("a backslash", "/shop\\default", "400 kept"),
    get("markup", "/<script>/default", "400 kept"),
    get("quotes", '/"shop"/default', "400 kept"),
    get("braces of a placeholder", "/${user.home}/default", "400 kept"),
    get("encoded braces of a placeholder", "/%24%7buser.home%7d/default", "200 kept"),
    get("a caret and a bar", "/shop^|/default", "400 kept"),
    get("line ends for a head", "/shop%0d%0aX-Evil:%201/default", "200 kept"),
    get("a parameter", "/shop;x=1/default", "200 kept"),
    get("a parameter that hides an escape of a slash", "/shop;%2f..%2f/default", "400 kept"),
    get("no path at all", "/", "404 kept"),
    get("empty segments", "///", "404 kept"),
    get("a query that is no form", "/shop/default?%", "400 kept"),
    get("a query with a NUL", "/shop/default?a=%00", "200 kept"),
    get("a query with a line end", "/shop/default?a=%0d%0aX-Evil:%201", "200 kept"),
    get("a query with a path", "/shop/default?/../canary.txt", "200 kept"),
    get("the same parameter twice", "/shop-default.yml?resolvePlaceholders=false&resolvePlaceholders=true", "200 kept"),
    get("a parameter that is no truth", "/shop-default.yml?resolvePlaceholders=perhaps", "400 kept"),
    get("an encoded question mark", "/shop%3fx/default", "400 kept"),
    get("an encoded slash in a name", "/shop%2fx/default", "400 kept"),
    get("an encoded slash in a label", "/shop/default/ma%2fin", "404 kept", of_directory="200 kept"),
]

ROWS = CLIMBING + LOOKING_ALIKE + DEEP + GIT + LINKS + ENCODINGS

#!/usr/bin/env bash
# Prints which share of the lines of each parser the fuzz corpora reach when they are replayed, and
# fails when a file is below the least share.
#   coverage.sh [--least PERCENT] [FOLDER...]      default: 85, common/src/format
# Needs clang-14 and llvm-14. The build is in build/coverage.
set -euo pipefail

least=85
if [ "${1:-}" = --least ]; then
  least=$2
  shift 2
fi
cd "$(dirname "$0")/../.."
folders=("$@")
[ $# -gt 0 ] || folders=(common/src/format)

build=build/coverage
mkdir -p "$build"
cmake --preset coverage >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
cmake --build --preset coverage --target fuzzers >"$build.log" 2>&1 ||
  { tail -n 40 "$build.log" >&2; exit 1; }

objects=()
rm -f "$build"/*.profraw
for corpus in tests/fuzz/corpus/*/; do
  name=$(basename "$corpus")
  target=$build/tests/fuzz/fuzz_$name
  LLVM_PROFILE_FILE=$build/$name.profraw "$target" "$corpus" >/dev/null 2>"$build.log" ||
    { tail -n 5 "$build.log" >&2; exit 1; }
  objects+=(-object "$target")
done
llvm-profdata-14 merge -o "$build/corpora.profdata" "$build"/*.profraw
llvm-cov-14 export -summary-only -instr-profile "$build/corpora.profdata" "$target" \
  "${objects[@]}" "${folders[@]/#/$PWD/}" >"$build/corpora.json" 2>"$build.log"

python3 - "$build/corpora.json" "$least" <<'END'
import json
import sys

files = json.load(open(sys.argv[1]))["data"][0]["files"]
least = float(sys.argv[2])
rows = [(file["filename"].rsplit("/", 1)[1], file["summary"]["lines"]) for file in files]
# A header's few inline functions are too few lines for a share of them to say anything.
low = [name for name, lines in rows if lines["percent"] < least and name.endswith(".cpp")]
for name, lines in sorted(rows, key=lambda row: row[0]):
    print(f"{lines['percent']:6.1f} %  {lines['covered']:5} of {lines['count']:5}  {name}")
covered, count = (sum(lines[key] for _, lines in rows) for key in ("covered", "count"))
print(f"{100 * covered / count:6.1f} %  {covered:5} of {count:5}  all")
if low:
    sys.exit(f"below {least:g} %: " + ", ".join(low))
END

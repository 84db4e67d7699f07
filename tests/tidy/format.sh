#!/usr/bin/env bash
# Fails when a source file is not formatted as .clang-format says. With --fix, formats instead.
#   format.sh [ROOT] [--fix]
set -euo pipefail

arguments=(--dry-run -Werror)
if [ "${2:-}" = --fix ]; then
  arguments=(-i)
fi
cd "${1:-$(dirname "$0")/../..}"
find . \( -path ./.git -o -path ./build \) -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
  sort -z | xargs -0 --no-run-if-empty clang-format-14 --style=file "${arguments[@]}"

#!/usr/bin/env bash
# Uses the client library as somebody else's project would, out of an installed tree.
#   check.sh install BUILD PREFIX
#   check.sh shared|static|samples|pkg-config|pkg-config-static|moved|components|symbols PREFIX WORK
#   check.sh headers PREFIX WORK COMPILER
#   check.sh grpc PREFIX WORK BUILD
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
samples=$(cd "$here/../../samples" && pwd)
verb=$1

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# library_dir PREFIX: where the libraries are in it.
library_dir() {
  dirname "$(find "$1" -name 'libcairn-client.*' -print -quit)"
}

# run_program PROGRAM ARGUMENT...: beside the consumer's application.yml, without a server.
run_program() {
  (cd "$here" && env -i LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" HOME=/nonexistent \
    CHECKOUT_BASKET_ITEMSMAX=30 "$@" --spring.cloud.config.enabled=false 2>&1)
}

# run_programs DIRECTORY: runs local, changes, and the sample typed.
run_programs() {
  local out typed
  typed=$(find "$1" -type f -name typed -print -quit)
  out=$(run_program "$1/local" --server.port=9000)
  [ "$out" = "port 9000, timeout 30000 ms" ] || fail "local said: $out"
  if out=$(run_program "$1/local" --server.port=99999); then
    fail "local took a port that is none"
  fi
  [[ $out == *"out of range: 0 to 65535"* ]] || fail "local said: $out"
  out=$(run_program "$1/changes")
  [[ $out == *"timeout changed, by ./application.yml:3:12" ]] || fail "changes said: $out"
  out=$(run_program "$typed")
  [ "$(sed -n 1p <<<"$out")" = "2 steps, then card in EUR" ] || fail "typed said: $out"
  [ "$(sed -n 2p <<<"$out")" = "at most 30 items, kept for 1440 minutes" ] || fail "typed said: $out"
  [ "$(sed -n 4p <<<"$out")" = "bike takes 120 minutes" ] || fail "typed said: $out"
  if out=$(run_program "$typed" --checkout.basket.itemsmacks=1); then
    fail "typed took an unknown name"
  fi
  [[ $out == *"did you mean 'checkout.basket.items-max'?" ]] || fail "typed said: $out"
}

# build_with_cmake PREFIX WORK STATIC
build_with_cmake() {
  rm -rf "$2"
  cmake -S "$here" -B "$2" -G Ninja -DCMAKE_PREFIX_PATH="$1" -Dcairn_USE_STATIC_LIBS="$3"
  cmake --build "$2"
  run_programs "$2"
}

# build_with_pkg_config PREFIX WORK STATIC
build_with_pkg_config() {
  local flags program
  rm -rf "$2"
  mkdir -p "$2"
  export PKG_CONFIG_PATH
  PKG_CONFIG_PATH=$(library_dir "$1")/pkgconfig
  if [ "$3" = ON ]; then
    # Both libraries lie side by side: the linker takes the archive only when it is named.
    flags=$(pkg-config --static --cflags --libs cairn-client)
    flags=${flags//-lcairn-client/-l:libcairn-client.a}
  else
    flags=$(pkg-config --cflags --libs cairn-client)
    [[ $flags != *-lcrypto* ]] || fail "the shared library's flags name what is inside: $flags"
  fi
  for program in "$here/local.cpp" "$here/changes.cpp" "$samples/typed/typed.cpp"; do
    # shellcheck disable=SC2086
    c++ -std=c++20 "$program" $flags -o "$2/$(basename "$program" .cpp)"
  done
  LD_LIBRARY_PATH=$(library_dir "$1") run_programs "$2"
}

case $verb in
  install)
    rm -rf "$3"
    cmake --install "$2" --prefix "$3" --component client
    cmake --install "$2" --prefix "$3" --component development
    ;;
  shared)
    build_with_cmake "$2" "$3" OFF
    readelf -d "$3/local" | grep -q 'NEEDED.*libcairn-client.so.0.1]' || fail "local is not linked to it"
    ;;
  static)
    build_with_cmake "$2" "$3" ON
    if readelf -d "$3/local" | grep -q libcairn-client; then
      fail "local needs the shared library"
    fi
    ;;
  samples)
    # As samples/README.md says: together, and one by itself.
    rm -rf "$3"
    cmake -S "$samples" -B "$3/all" -G Ninja -DCMAKE_PREFIX_PATH="$2"
    cmake --build "$3/all"
    cmake -S "$samples/hello" -B "$3/hello" -G Ninja -DCMAKE_PREFIX_PATH="$2"
    cmake --build "$3/hello"
    out=$(run_program "$3/hello/hello")
    [ "$out" = "port 8443" ] || fail "hello said: $out"
    ;;
  pkg-config) build_with_pkg_config "$2" "$3" OFF ;;
  pkg-config-static) build_with_pkg_config "$2" "$3" ON ;;
  moved)
    rm -rf "$3"
    mkdir -p "$3"
    cp -a "$2" "$3/elsewhere"
    build_with_pkg_config "$3/elsewhere" "$3/pkg-config" OFF
    build_with_cmake "$3/elsewhere" "$3/cmake" OFF
    ;;
  components)
    rm -rf "$3"
    mkdir -p "$3"
    for line in 'cairn REQUIRED COMPONENTS nothing' 'cairn 0.2 REQUIRED' 'cairn 9 REQUIRED'; do
      printf 'cmake_minimum_required(VERSION 3.20)\nproject(x LANGUAGES CXX)\nfind_package(%s)\n' \
        "$line" >"$3/CMakeLists.txt"
      if cmake -S "$3" -B "$3/build" -DCMAKE_PREFIX_PATH="$2" >"$3/log" 2>&1; then
        fail "find_package($line) passed"
      fi
      rm -rf "$3/build"
    done
    printf 'cmake_minimum_required(VERSION 3.20)\nproject(x LANGUAGES CXX)\n%s\n%s\n' \
      'find_package(cairn 0.1.0 REQUIRED)' \
      'if(NOT TARGET cairn::client)
         message(FATAL_ERROR "no target")
       endif()' >"$3/CMakeLists.txt"
    cmake -S "$3" -B "$3/build" -DCMAKE_PREFIX_PATH="$2"
    ;;
  symbols)
    library=$(library_dir "$2")/libcairn-client.so
    shown=$(nm -D --defined-only --demangle "$library" | cut -d' ' -f3-)
    if grep -vE '^(cairn::|(typeinfo|typeinfo name|vtable) for cairn::)' <<<"$shown"; then
      fail "the shared library shows names that are not cairn's"
    fi
    if grep -E '^cairn::(base|format|values|client)::' <<<"$shown"; then
      fail "the shared library shows its insides"
    fi
    grep -q '^cairn::Config::at' <<<"$shown" || fail "the shared library shows nothing"
    # It never prints and never ends the program.
    if nm -D --undefined-only --demangle "$library" |
      grep -E ' (printf|fprintf|vprintf|vfprintf|puts|fputs|fputc|putchar|fwrite|exit|_exit|quick_exit|std::(cout|cerr|clog))(@|$)'; then
      fail "the shared library prints or ends the program"
    fi
    ;;
  grpc)
    rm -rf "$3"
    mkdir -p "$3"
    cp -a "$2" "$3/prefix"
    cmake --install "$4" --prefix "$3/prefix" --component grpc
    cmake -S "$here" -B "$3/build" -G Ninja -DCMAKE_PREFIX_PATH="$3/prefix" -DOVER_GRPC=ON
    cmake --build "$3/build" --target over_grpc
    # Nobody is there.
    if out=$("$3/build/over_grpc" http://127.0.0.1:9 2>&1); then
      fail "over_grpc had an answer: $out"
    fi
    [[ $out == *"no connection"* ]] || fail "over_grpc said: $out"
    ;;
  headers)
    cd "$2/include"
    find cairn -name '*.hpp' -print0 | while IFS= read -r -d '' header; do
      # Twice, so that what guards it is tested as well.
      printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
        "$4" -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only -I. -x c++ - ||
        fail "$header does not compile by itself"
      printf '%s\n' "$header"
    done
    ;;
  *) fail "check.sh: no such check: $verb" ;;
esac

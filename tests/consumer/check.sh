#!/usr/bin/env bash
# Uses the client library as somebody else's project would, out of an installed tree.
#   check.sh install BUILD PREFIX
#   check.sh shared|static|pkg-config|pkg-config-static|moved|components|symbols PREFIX WORK
#   check.sh headers PREFIX WORK COMPILER
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
verb=$1

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# library_dir PREFIX: where the libraries are in it.
library_dir() {
  dirname "$(find "$1" -name 'libcairn-client.*' -print -quit)"
}

# run_programs DIRECTORY: runs hello and typed beside the consumer's application.yml.
run_programs() {
  local out
  out=$(cd "$here" && env -i LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" "$1/hello" --server.port=9000)
  [ "$out" = "port 9000, timeout 30000 ms" ] || fail "hello said: $out"
  out=$(cd "$here" && env -i LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" SHOP_POOL_MAXSIZE=30 "$1/typed")
  [ "$(sed -n 1p <<<"$out")" = "jdbc://db.example.org/shop, at most 30" ] || fail "typed said: $out"
  [ "$(sed -n 3p <<<"$out")" = "us.example.org:8081" ] || fail "typed said: $out"
  if out=$(cd "$here" && "$1/typed" --shop.pool.maxsise=1 2>&1); then
    fail "typed took an unknown name"
  fi
  [[ $out == *"did you mean 'shop.pool.max-size'?" ]] || fail "typed said: $out"
  if out=$(cd "$here" && "$1/hello" --server.port=99999 2>&1); then
    fail "hello took a port that is none"
  fi
  [[ $out == *"out of range: 0 to 65535"* ]] || fail "hello said: $out"
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
    [[ $flags != *crypto* ]] || fail "the shared library's flags name what is inside: $flags"
  fi
  for program in hello typed; do
    # shellcheck disable=SC2086
    c++ -std=c++20 "$here/$program.cpp" $flags -o "$2/$program"
  done
  LD_LIBRARY_PATH=$(library_dir "$1") run_programs "$2"
}

case $verb in
  install)
    rm -rf "$3"
    cmake --install "$2" --prefix "$3" --component client
    ;;
  shared)
    build_with_cmake "$2" "$3" OFF
    readelf -d "$3/hello" | grep -q 'NEEDED.*libcairn-client.so.0.1]' || fail "hello is not linked to it"
    ;;
  static)
    build_with_cmake "$2" "$3" ON
    if readelf -d "$3/hello" | grep -q libcairn-client; then
      fail "hello needs the shared library"
    fi
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

# Compiler options that every target shares: warnings (errors in developer mode), sanitizers, hardening.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CAIRN_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")

add_library(cairn_warnings INTERFACE)
target_compile_options(cairn_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false overlaps inside std::string at -O3 (GCC bug 105651).
  target_compile_options(cairn_warnings INTERFACE -Wno-restrict)
endif()
if(CAIRN_DEVELOPER_MODE)
  target_compile_options(cairn_warnings INTERFACE -Werror)
endif()

if(CAIRN_SANITIZE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # With sanitizers g++ 12 takes the payload of an empty std::optional for uninitialised
    # (GCC bug 105562); the builds without them keep the warning.
    target_compile_options(cairn_warnings INTERFACE -Wno-maybe-uninitialized)
    if(CAIRN_SANITIZE STREQUAL "thread")
      # Asio uses std::atomic_thread_fence, which ThreadSanitizer does not see.
      target_compile_options(cairn_warnings INTERFACE -Wno-tsan)
    endif()
  endif()
  add_compile_options(-fsanitize=${CAIRN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CAIRN_SANITIZE})
endif()

option(CAIRN_FUZZ "Build libFuzzer programs (clang only)" OFF)
if(CAIRN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()

option(CAIRN_COVERAGE "Record which lines run (clang only)" OFF)
if(CAIRN_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection)
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
  if(NOT CAIRN_SANITIZE)
    add_compile_definitions(_FORTIFY_SOURCE=2)
  endif()
endif()

find_program(CAIRN_CCACHE ccache)
if(CAIRN_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CAIRN_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CAIRN_CCACHE}")
endif()

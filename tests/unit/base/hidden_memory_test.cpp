// Memory of secrets: outside core dumps, wiped, counted.
#include "base/hidden_memory.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/hidden_buffer.hpp"
#include "base/hidden_pool.hpp"
#include "base/secret.hpp"

using namespace cairn::base;

namespace {

// The flags of the mapping that holds an address, from /proc/self/smaps.
std::string mapping_flags(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::istringstream words(line);
    if (words >> std::hex >> begin >> dash >> end && dash == '-') {
      inside = begin <= wanted && wanted < end;
    } else if (inside && line.rfind("VmFlags:", 0) == 0) {
      return line;
    }
  }
  return {};
}

// What lies at an address, also where nothing may any more.
std::string bytes_at(std::uintptr_t address, std::size_t count) {
  std::string bytes(count, '\0');
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  const ssize_t got = pread(memory, bytes.data(), count, static_cast<off_t>(address));
  close(memory);
  return got < 0 ? std::string() : bytes;
}

}  // namespace

TEST_SUITE("base::HiddenBytes") {
  TEST_CASE("a secret lies outside core dumps, whatever its size") {
    for (const std::size_t size : {1U, 16U, 1000U, 100'000U}) {
      CAPTURE(size);
      const Secret secret(std::string(size, 's'));
      CHECK(mapping_flags(secret.reveal().data()).find(" dd") != std::string::npos);
    }
    const std::string elsewhere(1000, 's');
    CHECK(mapping_flags(elsewhere.data()).find(" dd") == std::string::npos);
  }

  TEST_CASE("a secret is wiped when its last copy goes") {
    const std::string canary = "a canary of a secret, long enough";
    std::uintptr_t place = 0;
    {
      const Secret first(std::string_view{canary});
      place = reinterpret_cast<std::uintptr_t>(first.reveal().data());
      {
        const Secret copy = first;  // NOLINT(performance-unnecessary-copy-initialization)
        CHECK(copy.reveal().data() == first.reveal().data());
      }
      CHECK(bytes_at(place, canary.size()) == canary);
    }
    const std::string left = bytes_at(place, canary.size());
    CHECK(left.find("canary") == std::string::npos);
    CHECK(left.find("enough") == std::string::npos);
  }

  TEST_CASE("what is in use is counted") {
    const std::size_t before = hidden_bytes_in_use();
    {
      const Secret one(std::string(5000, 'x'));
      const Secret same = one;  // NOLINT(performance-unnecessary-copy-initialization)
      const Secret other(std::string(70, 'x'));
      CHECK(hidden_bytes_in_use() == before + 5070);
    }
    CHECK(hidden_bytes_in_use() == before);
  }

  TEST_CASE("a wiped text is empty, and so is what it held") {
    std::string text = "wiped when it is told to, all of it";
    const char* bytes = text.data();
    const std::size_t size = text.size();
    wipe(text);
    CHECK(text.empty());
    CHECK(std::string(bytes, size) == std::string(size, '\0'));
  }

  TEST_CASE("an empty secret has no memory") {
    const Secret none;
    CHECK(none.empty());
    CHECK(none.reveal().empty());
    CHECK(none.owner() == nullptr);
    CHECK(Secret("").empty());
  }
}

TEST_SUITE("base::HiddenBuffer") {
  TEST_CASE("it is empty at first, outside core dumps, and wiped at the end") {
    const std::string canary = "a canary of a request, long enough";
    std::uintptr_t place = 0;
    {
      const HiddenBuffer buffer(16'384);
      CHECK(std::string(buffer.data(), buffer.size()) == std::string(16'384, '\0'));
      CHECK(mapping_flags(buffer.data()).find(" dd") != std::string::npos);
      place = reinterpret_cast<std::uintptr_t>(buffer.data());
      canary.copy(buffer.data(), canary.size());
      CHECK(bytes_at(place, canary.size()) == canary);
    }
    CHECK(bytes_at(place, canary.size()) != canary);
  }
}

TEST_SUITE("base::hidden_pool") {
  TEST_CASE("pieces of every size are aligned, apart from each other, and used again") {
    auto& pool = hidden_pool();
    struct Piece {
      unsigned char* bytes;
      std::size_t size;
      unsigned char mark;
    };
    for (int round = 0; round < 3; ++round) {
      std::vector<Piece> pieces;
      for (std::size_t size = 1; size <= 70'000; size += size < 200 ? 1 : size / 9) {
        for (int i = 0; i < 3; ++i) {
          const auto mark = static_cast<unsigned char>(pieces.size());
          auto* const bytes = static_cast<unsigned char*>(pool.allocate(size, 16));
          REQUIRE(reinterpret_cast<std::uintptr_t>(bytes) % 16 == 0);
          std::fill_n(bytes, size, mark);
          pieces.push_back({bytes, size, mark});
        }
      }
      for (const Piece& piece : pieces) {
        REQUIRE(std::count(piece.bytes, piece.bytes + piece.size, piece.mark) ==
                static_cast<std::ptrdiff_t>(piece.size));
        pool.deallocate(piece.bytes, piece.size, 16);
      }
    }
    void* const first = pool.allocate(500, 16);
    pool.deallocate(first, 500, 16);
    CHECK(pool.allocate(490, 16) == first);
    pool.deallocate(first, 490, 16);
  }

  TEST_CASE("a thread may give back what another took, and more than it keeps") {
    constexpr int size = 3000;
    std::set<void*> seen;
    for (int round = 0; round < 20; ++round) {
      std::vector<void*> pieces;
      std::thread([&] {
        for (int i = 0; i < 100; ++i) {
          pieces.push_back(hidden_pool().allocate(size));
          std::memset(pieces.back(), i, size);
        }
      }).join();
      REQUIRE(std::set<void*>(pieces.begin(), pieces.end()).size() == 100);
      std::thread([&] {
        void* const own = hidden_pool().allocate(size);  // who never took a piece keeps none
        int mark = 0;
        for (void* const piece : pieces) {
          auto* const bytes = static_cast<unsigned char*>(piece);
          CHECK(std::count(bytes, bytes + size, mark) == size);
          hidden_pool().deallocate(piece, size);
          ++mark;
        }
        hidden_pool().deallocate(own, size);
      }).join();
      seen.insert(pieces.begin(), pieces.end());
    }
    // What the threads kept was for others when they ended.
    CHECK(seen.size() < 200);
  }
}

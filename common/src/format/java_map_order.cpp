// The order of java.util.Properties: see the header.
#include "format/java_map_order.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace cairn::format {
namespace {

// java.util.Properties asks for 8, which becomes 16.
constexpr std::size_t first_bins = 16;

struct Entry {
  std::size_t index;
  std::uint32_t hash;
};

using Bin = std::vector<Entry>;

// ConcurrentHashMap.transfer: the tail of entries that go to the same half is kept as it is, the
// others are put in front one by one.
void split_bin(const Bin& bin, std::size_t bit, Bin& low, Bin& high) {
  std::size_t tail = 0;
  for (std::size_t i = 1; i < bin.size(); ++i) {
    if ((bin[i].hash & bit) != (bin[i - 1].hash & bit)) {
      tail = i;
    }
  }
  for (std::size_t i = tail; i-- > 0;) {
    ((bin[i].hash & bit) == 0 ? low : high).push_back(bin[i]);
  }
  for (std::size_t i = tail; i < bin.size(); ++i) {
    ((bin[i].hash & bit) == 0 ? low : high).push_back(bin[i]);
  }
}

void double_bins(std::vector<Bin>& bins) {
  const std::size_t size = bins.size();
  std::vector<Bin> larger(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    split_bin(bins[i], size, larger[i], larger[i + size]);
  }
  bins = std::move(larger);
}

}  // namespace

std::uint32_t java_hash(std::string_view text) {
  std::uint32_t hash = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto point = base::next_code_point(text, at);
    if (!point) {
      break;
    }
    if (*point < 0x10000) {
      hash = hash * 31 + static_cast<std::uint32_t>(*point);
      continue;
    }
    const std::uint32_t offset = static_cast<std::uint32_t>(*point) - 0x10000;
    hash = hash * 31 + 0xD800 + (offset >> 10);
    hash = hash * 31 + 0xDC00 + (offset & 0x3FF);
  }
  return hash;
}

std::vector<std::size_t> java_map_order(const std::vector<std::string>& keys) {
  std::vector<Bin> bins(first_bins);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::uint32_t hash = java_hash(keys[i]);
    const std::uint32_t spread = hash ^ (hash >> 16);
    bins[spread & (bins.size() - 1)].push_back({i, spread});
    if (i + 1 >= bins.size() - bins.size() / 4) {
      double_bins(bins);
    }
  }
  std::vector<std::size_t> order;
  order.reserve(keys.size());
  for (const Bin& bin : bins) {
    for (const Entry& entry : bin) {
      order.push_back(entry.index);
    }
  }
  return order;
}

}  // namespace cairn::format

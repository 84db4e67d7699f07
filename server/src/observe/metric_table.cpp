// See metric_table.hpp.
#include "observe/metric_table.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "render/json_text.hpp"

namespace cairn::observe {
namespace {

bool drop_end(std::string_view& name, std::string_view end) {
  if (name.size() <= end.size() || name.substr(name.size() - end.size()) != end) {
    return false;
  }
  name.remove_suffix(end.size());
  return true;
}

// "seconds", "bytes" or "".
std::string_view unit_of(std::string_view& name) {
  drop_end(name, "_total");
  return drop_end(name, "_seconds") ? "seconds" : drop_end(name, "_bytes") ? "bytes" : "";
}

bool has_all(const MetricTable::Tags& tags, const MetricTable::Tags& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
  });
}

void append_measurements(std::string& out, const std::map<std::string_view, double>& sums) {
  out += ",\"measurements\":[";
  for (const auto& [statistic, value] : sums) {
    out += out.back() == '[' ? "" : ",";
    out.append("{\"statistic\":\"").append(statistic);
    out += "\",\"value\":" + number_text(value) + '}';
  }
  out += ']';
}

void append_tags(std::string& out, const std::map<std::string, std::set<std::string>>& tags) {
  out += ",\"availableTags\":[";
  for (const auto& [tag, texts] : tags) {
    out += out.back() == '[' ? "{\"tag\":" : ",{\"tag\":";
    render::append_json_string(out, tag);
    out += ",\"values\":[";
    for (const std::string& text : texts) {
      out += out.back() == '[' ? "" : ",";
      render::append_json_string(out, text);
    }
    out += "]}";
  }
  out += ']';
}

}  // namespace

void MetricTable::family(std::string_view name, std::string_view type, std::string_view help) {
  std::string_view rest = name;
  const std::string_view unit = unit_of(rest);
  present_ = &metrics_[base::replace_all(std::string(rest), "_", ".")];
  present_->help = help;
  present_->unit = unit;
  present_->statistic = type == "gauge" ? "VALUE" : "COUNT";
}

void MetricTable::sample(std::string_view name, const Labels& labels, double value) {
  if (drop_end(name, "_bucket")) {
    return;  // Spring shows none
  }
  Sample made{present_->statistic, {}, value};
  if (drop_end(name, "_sum")) {
    made.statistic = "TOTAL_TIME";
  }
  for (const auto& [tag, text] : labels) {
    made.tags.emplace_back(tag, text);
  }
  present_->samples.push_back(std::move(made));
}

std::string MetricTable::names_json() const {
  std::string out = "{\"names\":[";
  for (const auto& [name, metric] : metrics_) {
    if (!metric.samples.empty()) {
      out += out.back() == '[' ? "" : ",";
      render::append_json_string(out, name);
    }
  }
  return out + "]}";
}

std::optional<std::string> MetricTable::metric_json(std::string_view name, const Tags& tags) const {
  const auto found = metrics_.find(name);
  if (found == metrics_.end()) {
    return std::nullopt;
  }
  std::map<std::string_view, double> sums;  // by statistic
  std::map<std::string, std::set<std::string>> others;
  for (const Sample& sample : found->second.samples) {
    if (!has_all(sample.tags, tags)) {
      continue;
    }
    sums[sample.statistic] += sample.value;
    for (const auto& [tag, text] : sample.tags) {
      others[tag].insert(text);
    }
  }
  if (sums.empty()) {
    return std::nullopt;
  }
  for (const auto& asked : tags) {
    others.erase(asked.first);
  }
  std::string out = "{\"name\":";
  render::append_json_string(out, name);
  out += ",\"description\":";
  render::append_json_string(out, found->second.help);
  if (!found->second.unit.empty()) {
    out += ",\"baseUnit\":\"" + found->second.unit + '"';
  }
  append_measurements(out, sums);
  append_tags(out, others);
  return out + '}';
}

}  // namespace cairn::observe

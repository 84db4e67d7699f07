// Exposition: figures as the text that Prometheus reads (text format 0.0.4).
//
// Thread-safety: for one thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::observe {

// The type of an answer that holds such a text.
inline constexpr std::string_view exposition_type = "text/plain;version=0.0.4;charset=utf-8";

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

// Takes figures, one family after the other.
class FigureSink {
 public:
  virtual ~FigureSink() = default;
  // Begins the samples of one name; `type` is "counter", "gauge" or "histogram". All samples of a
  // family follow it at once.
  virtual void family(std::string_view name, std::string_view type, std::string_view help) = 0;
  // `name` is that of the family, for a histogram with "_bucket", "_sum" or "_count".
  virtual void sample(std::string_view name, const Labels& labels, double value) = 0;
};

class Exposition final : public FigureSink {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) override;
  // Bytes of a label's value that are no UTF-8 become U+FFFD.
  void sample(std::string_view name, const Labels& labels, double value) override;

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// A number as Prometheus writes it: "3", "0.25", "+Inf".
[[nodiscard]] std::string number_text(double value);

}  // namespace cairn::observe

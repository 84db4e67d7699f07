// /actuator/prometheus: what every part counts, as one text.
#include <string>

#include "base/hidden_memory.hpp"
#include "http/dispatcher.hpp"
#include "observe/process.hpp"

namespace cairn::http {
namespace {

void write(observe::FigureSink& out, const std::vector<service::Figure>& figures) {
  std::string_view family;
  for (const service::Figure& figure : figures) {
    if (figure.name != family) {
      family = figure.name;
      out.family(family, figure.counter ? "counter" : "gauge", figure.help);
    }
    const observe::Labels labels =
        figure.repository.empty()
            ? observe::Labels()
            : observe::Labels{{"repository", std::string_view(figure.repository)}};
    out.sample(family, labels, figure.value);
  }
}

}  // namespace

void Dispatcher::write_figures(observe::FigureSink& out) const {
  if (meters_ != nullptr) {
    meters_->write(out);
  }
  write(out, service_.figures());
  out.family("cairn_secret_bytes", "gauge",
             "hidden memory in use, answers with opened values included");
  out.sample("cairn_secret_bytes", {}, static_cast<double>(base::hidden_bytes_in_use()));
  out.family("cairn_log_lines_dropped_total", "counter",
             "lines of the log that were dropped because nobody took them in time");
  out.sample("cairn_log_lines_dropped_total", {}, static_cast<double>(base::dropped_log_lines()));
  observe::write_process(out);
}

Response Dispatcher::figures() const {
  observe::Exposition out;
  write_figures(out);
  return make_response(200, observe::exposition_type, out.take(), {{"Cache-Control", "no-store"}});
}

}  // namespace cairn::http

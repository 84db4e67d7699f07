// Fields by name.
#include "hooks/notification.hpp"

#include "base/text.hpp"

namespace cairn::hooks {

std::string_view Notification::field(std::string_view name) const {
  for (const auto& [sent, value] : fields) {
    if (base::equals_ignoring_case(sent, name)) {
      return value;
    }
  }
  return {};
}

}  // namespace cairn::hooks

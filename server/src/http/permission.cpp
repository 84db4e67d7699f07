// See permission.hpp. There is no default here: a new place has to say what it needs.
#include "http/permission.hpp"

namespace cairn::http {

Need need_of(const Route& route) {
  using auth::Right;
  switch (route.place) {
    case Place::health:
      return {Need::Kind::open, Right::status};
    case Place::nowhere:  // who is not known does not learn what there is
    case Place::bad_request:
    case Place::actuator_index:
      return {Need::Kind::login, Right::read};
    case Place::environment:
    case Place::flat:
    case Place::file:
      return {Need::Kind::query, Right::read};
    case Place::info:
    case Place::env:
    case Place::status:
    case Place::sources:
      return {Need::Kind::right, Right::status};
    case Place::prometheus:
    case Place::metrics:
      return {Need::Kind::right, Right::metrics};
    case Place::pin:
    case Place::bus_environment:  // changes what others get, as a pin does
      return {Need::Kind::right, Right::pin};
    case Place::refresh:
    case Place::actuator_refresh:
    case Place::bus_refresh:
      return {Need::Kind::right, Right::refresh};
    case Place::monitor:
      return {Need::Kind::proof, Right::refresh};
    case Place::encrypt:
    case Place::encrypt_status:
    case Place::public_key:
      return {Need::Kind::right, Right::encrypt};
    case Place::decrypt:
      return {Need::Kind::right, Right::decrypt};
  }
  return {Need::Kind::right, Right::decrypt};
}

}  // namespace cairn::http

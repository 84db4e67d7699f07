// Permission: what a place asks of whoever wants to go there. Every place of the router has a need;
// the compiler says so where one is missing.
//
// Thread-safety: plain values and a pure function.
#pragma once

#include "auth/access.hpp"
#include "http/route.hpp"

namespace cairn::http {

struct Need {
  enum class Kind {
    open,   // everybody may; details are another matter
    login,  // anybody who is known
    right,  // a right of the whole server
    query,  // the right to read what the query names
    proof,  // a proof of its own, or the right where none is asked for
  };
  Kind kind = Kind::login;
  auth::Right right = auth::Right::read;
};

[[nodiscard]] Need need_of(const Route& route);

}  // namespace cairn::http

// The order of contributors, and the lifting of profile variants.
#include "resolve/contributor.hpp"

#include <utility>

namespace cairn::resolve {
namespace {

constexpr Phase phases[] = {Phase::before_profiles, Phase::after_profiles};

bool has_variant_to_lift(Contributor& node) {
  for (const auto& child : *node.before) {
    for (const Phase phase : phases) {
      if (const auto& grandchildren = child->children(phase)) {
        for (const auto& grandchild : *grandchildren) {
          if (grandchild->moves_up) {
            return true;
          }
        }
      }
    }
  }
  return false;
}

// Moves the variants among the children of `node` to the end of `lifted`.
void take_variants(Contributor& node, Contributor::Children& lifted) {
  for (const Phase phase : phases) {
    Contributor::Children stay;
    if (auto& children = node.children(phase)) {
      for (auto& child : *children) {
        if (child->moves_up) {
          child->moves_up = false;
          lifted.push_back(std::move(child));
        } else {
          stay.push_back(std::move(child));
        }
      }
    }
    adopt(node, phase, std::move(stay));
  }
}

}  // namespace

void append_in_order(Contributor& node, std::vector<Contributor*>& order) {
  for (const auto* children : {&node.after, &node.before}) {
    if (*children) {
      for (const auto& child : **children) {
        append_in_order(*child, order);
      }
    }
  }
  order.push_back(&node);
}

void adopt(Contributor& node, Phase phase, Contributor::Children children) {
  node.children(phase) = std::move(children);
  if (phase == Phase::before_profiles || !node.before || !has_variant_to_lift(node)) {
    return;
  }
  Contributor::Children lifted;
  for (const auto& child : *node.before) {
    take_variants(*child, lifted);
  }
  for (auto& child : *node.after) {
    lifted.push_back(std::move(child));
  }
  node.after = std::move(lifted);
}

}  // namespace cairn::resolve

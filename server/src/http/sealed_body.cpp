// memfd_create and seals.
#include "http/sealed_body.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace cairn::http {

std::shared_ptr<const SealedBody> SealedBodies::make(std::string_view body) {
  if (body.size() < bytes_min || *count_ >= count_max_) {
    return nullptr;
  }
  base::Descriptor file(::memfd_create("cairn-body", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  // A file in memory takes all of a write, or there is no memory.
  if (!file.open() ||
      ::write(file.number(), body.data(), body.size()) != static_cast<ssize_t>(body.size()) ||
      ::fcntl(file.number(), F_ADD_SEALS, seals) != 0) {
    return nullptr;
  }
  ++*count_;
  return std::shared_ptr<const SealedBody>(new SealedBody(std::move(file), count_));
}

}  // namespace cairn::http

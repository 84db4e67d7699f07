// LoadOptions: everything that Config::load takes. The defaults are those of Spring's client, plus
// a local copy of the last good answer.
//
//   cairn::LoadOptions options;
//   options.layers.application = "shop";
//   options.layers.arguments.assign(argv + 1, argv + argc);
//   options.server.uris = {"https://config.example.org"};
//   cairn::Result<cairn::Config> config = cairn::Config::load(options);
//
// Thread-safety: plain values.
#pragma once

#include "cairn/cache_options.hpp"
#include "cairn/fetch_options.hpp"
#include "cairn/layers.hpp"

namespace cairn {

struct LoadOptions {
  LayerOptions layers;  // who asks, and what the program itself brings
  // Whom to ask, and how. Its application, profiles and label are not used: those of the layers
  // are. What the layers say under spring.cloud.config (uri, username, password, token, headers,
  // fail-fast, send-all-labels, multiple-uri-strategy, request-connect-timeout,
  // request-read-timeout, retry) comes before what stands here, so that an operator has the last
  // word.
  FetchOptions server;
  CacheOptions cache;             // the last good answer, for when no server can be reached
  OverrideOptions override_file;  // an operator's file, read instead of asking
};

}  // namespace cairn

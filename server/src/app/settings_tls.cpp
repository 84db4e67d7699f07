// See settings_tls.hpp.
#include "app/settings_tls.hpp"

#include "base/text.hpp"
#include "http/tls_context.hpp"

namespace cairn::app {
namespace {

// Spring's locations: "file:/a", "/a", or the PEM text itself.
std::string location_of(SettingsReader& reader, std::string_view name, std::string text) {
  text = std::string(base::trim(text));
  if (text.starts_with("file:")) {
    text.erase(0, 5);
    while (text.starts_with("//")) {
      text.erase(0, 1);
    }
  } else if (text.starts_with("classpath:")) {
    reader.error(name, "there is no class path here: name a file");
  }
  return text;
}

std::string read_location(SettingsReader& reader, std::string_view name) {
  return location_of(reader, name, reader.text(name));
}

http::ClientCertificate client_of(const std::string& choice) {
  if (choice == "need") {
    return http::ClientCertificate::need;
  }
  return choice == "want" ? http::ClientCertificate::want : http::ClientCertificate::none;
}

void read_versions(SettingsReader& reader, http::TlsOptions& options) {
  constexpr std::string_view name = "server.ssl.enabled-protocols";
  options.version_1_2 = false;
  options.version_1_3 = false;
  for (const std::string& version : reader.list(name)) {
    if (version == "TLSv1.2") {
      options.version_1_2 = true;
    } else if (version == "TLSv1.3") {
      options.version_1_3 = true;
    } else {
      reader.error(name, "'" + version + "' is not spoken: TLSv1.2 and TLSv1.3 are");
    }
  }
}

}  // namespace

http::TlsOptions read_tls_options(SettingsReader& reader) {
  http::TlsOptions options;
  const bool wanted =
      reader.is_set("server.ssl.certificate") || reader.is_set("server.ssl.key-store");
  options.enabled = wanted && reader.flag("server.ssl.enabled");
  if (!wanted && reader.is_set("server.ssl.enabled") && reader.flag("server.ssl.enabled")) {
    reader.error("server.ssl.enabled",
                 "needs server.ssl.certificate and .certificate-private-key, or .key-store");
  }
  if (!options.enabled) {
    return options;
  }
  options.certificate = read_location(reader, "server.ssl.certificate");
  const base::Secret key = reader.secret("server.ssl.certificate-private-key");
  options.key = base::Secret(
      location_of(reader, "server.ssl.certificate-private-key", std::string(key.reveal())));
  options.key_password = reader.secret("server.ssl.key-password");
  options.key_store = read_location(reader, "server.ssl.key-store");
  options.key_store_password = reader.secret("server.ssl.key-store-password");
  options.key_alias = reader.text("server.ssl.key-alias");
  options.client = client_of(reader.choice("server.ssl.client-auth"));
  options.trust_certificate = read_location(reader, "server.ssl.trust-certificate");
  options.trust_store = read_location(reader, "server.ssl.trust-store");
  options.trust_store_password = reader.secret("server.ssl.trust-store-password");
  read_versions(reader, options);
  options.ciphers = reader.list("server.ssl.ciphers");
  options.reload_interval = reader.duration("cairn.tls.reload-interval");
  const std::string_view first =
      options.certificate.empty() ? "server.ssl.key-store" : "server.ssl.certificate";
  if (const auto usable = http::TlsContext::make(options); !usable) {
    reader.error(first, usable.error().message);
  }
  return options;
}

}  // namespace cairn::app

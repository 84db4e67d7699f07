// cairn encrypt, cairn decrypt: one value, with keys of this machine or through a server.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/cipher_keys.hpp"
#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/questioning.hpp"
#include "cli/value_place.hpp"
#include "cli/verbs.hpp"
#include "crypto/bound_cipher.hpp"
#include "crypto/cipher_prefix.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view marker = "{cipher}";

struct CipherOptions {
  std::string file;
  std::string key;
  PlaceOptions place;
  std::string key_id;
  bool raw = false;
  CipherKeys keys;
  Connection connection;
  Output output;
};

// Where the value stands; without a key, nowhere, which is enough for Spring's formats.
struct Place {
  std::string application;
  std::string key;
  [[nodiscard]] bool known() const { return !key.empty(); }
};

Result<Place> place_of(const CipherOptions& options) {
  Place place;
  if (options.key.empty()) {
    if (!options.file.empty() || !options.place.application.empty()) {
      return fail(ErrorCode::invalid_argument,
                  "a place is a --file (or --application) and a --key");
    }
    return place;
  }
  if (options.file.empty() && options.place.application.empty()) {
    return fail(ErrorCode::invalid_argument, "beside --key there must be --file or --application");
  }
  auto application = options.file.empty() ? Result<std::string>(options.place.application)
                                          : application_of_file(options.file, options.place);
  if (!application) {
    return fail(std::move(application).error());
  }
  place.application = *std::move(application);
  place.key = options.key;
  return place;
}

// The first server that answers counts.
Result<base::Secret> ask_server(const CipherOptions& options, std::string_view verb,
                                const Place& place, const base::Secret& text) {
  const auto fetch_options = fetch_options_of(options.connection);
  if (!fetch_options) {
    return fail(fetch_options.error());
  }
  std::string path = "/" + std::string(verb);
  if (place.known()) {
    path += "?application=" + query_value(place.application) + "&key=" + query_value(place.key);
  }
  Error last{ErrorCode::unavailable, "no server was named", {}};
  for (const std::string& server : fetch_options->uris) {
    const auto questioning = Questioning::make(*fetch_options, server);
    if (!questioning) {
      return fail(questioning.error());
    }
    const auto answer = questioning->post(path, text);
    if (answer && answer->status == 200) {
      return base::Secret(std::string_view(answer->body));
    }
    if (answer) {
      return fail(error_of_status(*answer, questioning->server(), verb));
    }
    last = error_of(answer.error(), questioning->server());
  }
  return fail(std::move(last));
}

Result<std::string> encrypt_here(const CipherOptions& options, const LoadedKeys& keys,
                                 const Place& place, const base::Secret& text) {
  const bool bound = !options.keys.ring_file.empty();
  if (bound && options.keys.spring.given()) {
    return fail(ErrorCode::invalid_argument,
                "either --keys-file (Cairn's own format) or a key of Spring's, not both");
  }
  if (bound) {
    if (!place.known()) {
      return fail(ErrorCode::invalid_argument,
                  "Cairn's own format needs --key and --file (or --application)");
    }
    if (keys.ring.active() == nullptr) {
      return fail(ErrorCode::invalid_argument, "there are several keys: say which with --key-id");
    }
    return crypto::seal_value(keys.ring, {place.application, place.key}, text.reveal());
  }
  return keys.spring->usual()->encrypt(text.reveal());
}

// The value as it is, or as the one member of an object.
Exit write_value(const CipherOptions& options, std::string value, std::string_view end) {
  return finish(options.output.json ? json_text(Json{{"value", value}})
                                    : std::move(value).append(end));
}

Exit encrypt(const CipherOptions& options) {
  const auto place = place_of(options);
  if (!place) {
    return refuse(place.error());
  }
  const auto keys = load_keys(options.keys, options.key_id);
  if (!keys) {
    return refuse(keys.error());
  }
  const auto text = read_standard_input("The value: ", options.raw);
  if (!text) {
    return refuse(text.error());
  }
  if (options.keys.given()) {
    const auto made = encrypt_here(options, *keys, *place, *text);
    return made ? write_value(options, std::string(marker) + *made, "\n") : refuse(made.error());
  }
  const auto made = ask_server(options, "encrypt", *place, *text);
  return made ? write_value(options, std::string(marker).append(made->reveal()), "\n")
              : refuse(made.error());
}

Result<base::Secret> decrypt_here(const LoadedKeys& keys, const Place& place,
                                  std::string_view text) {
  if (crypto::claims_to_be_bound(text)) {
    return crypto::open_value(keys.ring, {place.application, place.key}, text);
  }
  if (keys.spring == nullptr) {
    return fail(ErrorCode::failed_precondition, "not of Cairn's own format");
  }
  const auto cipher = keys.spring->locate(crypto::CipherPairs::parse(text));
  return cipher ? (*cipher)->decrypt(crypto::without_pairs(text)) : fail(cipher.error());
}

Exit decrypt(const CipherOptions& options) {
  const auto place = place_of(options);
  if (!place) {
    return refuse(place.error());
  }
  const auto keys = load_keys(options.keys, "");
  if (!keys) {
    return refuse(keys.error());
  }
  const auto input = read_standard_input("The cipher text: ", false);
  if (!input) {
    return refuse(input.error());
  }
  std::string_view text = base::trim(input->reveal());
  if (text.substr(0, marker.size()) == marker) {
    text.remove_prefix(marker.size());
  }
  if (crypto::claims_to_be_bound(text) && !place->known()) {
    return refuse({ErrorCode::invalid_argument,
                   "Cairn's own format needs --key and --file (or --application)",
                   {}});
  }
  const auto opened = options.keys.given()
                          ? decrypt_here(*keys, *place, text)
                          : ask_server(options, "decrypt", *place, base::Secret(text));
  if (!opened) {
    problem(opened.error().text());
    return options.keys.given() ? Exit::bad_content : exit_of(opened.error().code);
  }
  return write_value(options, std::string(opened->reveal()), options.raw ? "" : "\n");
}

void add_place(CLI::App& verb, CipherOptions& options) {
  add_text(verb, "-f,--file", options.file, "FILE", "The file in which the value stands");
  add_text(verb, "-k,--key", options.key, "KEY", "Its key there: db.password");
  add_text(verb, "--application", options.place.application, "NAME",
           "Whose file it is; else its name tells");
  add_texts(verb, "--profile", options.place.profiles, "NAME",
            "A profile: shop-NAME.yml is a file of shop");
}

CLI::App* add_verb(CLI::App& app, Chosen& chosen, const char* name, const char* description,
                   Exit (*act)(const CipherOptions&), bool writes) {
  const auto options = std::make_shared<CipherOptions>();
  CLI::App* verb = app.add_subcommand(name, description);
  add_place(*verb, *options);
  if (writes) {
    add_text(*verb, "--key-id", options->key_id, "ID", "The key of --keys-file that writes");
  }
  verb->add_flag("--raw", options->raw,
                 writes ? "Keep a line end at the end" : "Write no line end behind the value");
  add_cipher_keys(*verb, options->keys);
  add_output(*verb, options->output);
  add_connection(*verb, options->connection, "--cert-key");
  verb->callback(
      [options, act, &chosen] { chosen.run = [options, act] { return act(*options); }; });
  return verb;
}

}  // namespace

void add_encrypt(CLI::App& app, Chosen& chosen) {
  CLI::App* verb =
      add_verb(app, chosen, "encrypt", "Encrypt a value from standard input", encrypt, true);
  verb->footer(
      "With a file of keys it is done on this machine, else by the server. What is written goes "
      "into the file as it is, with quotes around it in YAML.\n\n"
      "Examples:\n"
      "  cairn encrypt < secret\n"
      "  cairn encrypt --key-file spring.key < secret\n"
      "  cairn encrypt --keys-file keys --file shop.yml --key db.password < secret");
}

void add_decrypt(CLI::App& app, Chosen& chosen) {
  CLI::App* verb =
      add_verb(app, chosen, "decrypt", "Decrypt a cipher text from standard input", decrypt, false);
  verb->footer(
      "With a file of keys it is done on this machine, else by the server. A value of Cairn's own "
      "format opens at its own place alone. Exit code 6: it cannot be opened.\n\n"
      "Examples:\n"
      "  cairn decrypt --keys-file keys --file shop.yml --key db.password < cipher\n"
      "  echo '{cipher}6f1d...' | cairn decrypt --key-file spring.key");
}

}  // namespace cairn::cli

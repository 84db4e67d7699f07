// What the tests of keys share: a key that is used nowhere else, texts that other implementations
// encrypted with it, and key stores made on the spot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::crypto::test {

// An RSA key of 1024 bits, for tests only.
inline constexpr std::string_view key_pem =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXAIBAAKBgQDFtKx8zmwsz2RWZwV1l5OROLpXSOvMAtLWd44JmZkfNyMSHj6g\n"
    "MLdxl7+2H+61YxWFkssvkV8kqJtRphLZGiR1HSd7f5phRRybbBCqlDJ0oHbq/nvU\n"
    "V0vEuPfYB8mwrLq9XiheJi3zVK4Q+ANAjX58eXuHtpHTxaB3D1rYAopCMwIDAQAB\n"
    "AoGAfwJgxRT/XZImTXOFiFPGE0c0Ppq0EK3HsMvBTd2FBw6u0xbm+JYTY0Avgtrk\n"
    "yVZMHzF8oqRrUOuYTE26Ugp/XDJC4m4HTad2s8Ismj/bdSeFaZvwYoYPJW/5YUB4\n"
    "L7djnezddDa6/mmZSPOvW/rzwAXWRjFIvwfscHLwNydSj6ECQQD85rtoeyh5pvKy\n"
    "n0W00QSo1yHHav25cbEpNQgY89b/u/Hts9khAD3xgVAWul8UAEmLtkrViFTXvrlg\n"
    "NBGaS4dZAkEAyCDPv4EFp0EareNKdMqvJkteucWI9EHioZu4MhnXS3f1VK7vKOmH\n"
    "AIC1kH9mehcqXrgwXj2ODalcTZrA3VgwawJAS33olXCmDWJbchx/J1F5bZkCWU/D\n"
    "u1aHxsAw0ZoAJMiKmCUmfGZhFzU9nfs2JHdNfOoGfqU6hkhFd8UzN/axyQJAFYHJ\n"
    "Mbho5h+OAW/yuXhquD/TTz2WSUGnXFzCv8edJoQevloKY6gtFPXADWZTmf1RVVqQ\n"
    "ACC3Wmp/++sMnPz0PwJBAPtoDAV7Z4e/biC9CIgJPyKeAPesviPStLOpwxi5PPMt\n"
    "6Murbg2mzznZ0QprltDOasmVoLe763TQ3xm7eRop65g=\n"
    "-----END RSA PRIVATE KEY-----\n";

inline constexpr std::string_view public_line =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDFtKx8zmwsz2RWZwV1l5OROLpXSOvMAtLWd44JmZkfNyMSHj6gML"
    "dxl7+2H+61YxWFkssvkV8kqJtRphLZGiR1HSd7f5phRRybbBCqlDJ0oHbq/nvUV0vEuPfYB8mwrLq9XiheJi3zVK4Q"
    "+ANAjX58eXuHtpHTxaB3D1rYAopCMw== application";

// "mysecret" with that key and the salt "deadbeef".
inline constexpr std::string_view pkcs1_cbc =
    "AICzlzGy95izBdTGqQrqt5gMPrzkrBgikNrWY6jcN3XkM02hoYGUrQIBIu5p+2yYFi1VGdBLuWyv2FbOdU889Dz9Qg"
    "XD2lRtM8Q6vJ1GxNlmiWAVOqrrf9e8JQso8/pdc1BtTOV2l5Q3ozQH2weufqH889n1Zjr1j3Dk0T9RMk2z1gABAgME"
    "BQYHCAkKCwwNDg8Orisv4pzwHtUJ3flcDd2L";
inline constexpr std::string_view pkcs1_gcm =
    "AIBPW1sQiw1Fs7xMaF4ynC2qhZPP2rClP4CzGG0TBbO4HFvQS+qriqlzue23U4mSkYwV6igPmLCju6oXqPP7ZBbCIT"
    "5TInyCM7u7EsSGFw1s4sF9oMz3KSbK/j7oqkkN3ghRgQr9Wu+m+Z6zikJ70mOK3xlJjAiUMPb7Amj5IaVnmAABAgME"
    "BQYHCAkKCwwNDg+L14iDIj8zcQGVIAHhir/nbs3pbahCpaM=";
inline constexpr std::string_view oaep_cbc =
    "AIBiTFnzOn/6EgrJfrBGJ90mKhoyDa21rAlYwwVZuau2ftlMnFcmQcHiXc6n9WN9ykBxJ2TQ/9ktAQRn48joUH8gtp"
    "9v8MZfUtX8JkrJks3b4HtLpAaSnup5jmmp8LII/m8SfzPxNxfNTjI9yk7TaHCIrYAooYHNTzVMgGan8J9fgQABAgME"
    "BQYHCAkKCwwNDg8Orisv4pzwHtUJ3flcDd2L";
inline constexpr std::string_view oaep_gcm =
    "AIAmNsKz/pKx3Nj2wylar25mTfQbaSE21eSm1Gb3Ekhfp9ah9W1jiOyeUlFJHKJ5L8UXmfMXUgDGwpR5OAs7AoYDfB"
    "6Eiwr/NybY2gj2kmikVeswVcATARysEbYVgP1VY9UrB6WTAbJClN1p9QG/Pxjd+EwEM8icCr0R4YscDQwp1wABAgME"
    "BQYHCAkKCwwNDg+L14iDIj8zcQGVIAHhir/nbs3pbahCpaM=";

struct StoredKey {
  std::string alias;
  std::string secret;  // "" for the certificate alone
};

// A JKS of these entries, all with the key above; as Java would write it.
[[nodiscard]] std::string make_jks(const std::vector<StoredKey>& entries,
                                   std::string_view password);

// A PKCS#12 of that key and its certificate under one name.
[[nodiscard]] std::string make_pkcs12(const char* alias, const char* password);

// A file of a recorded suite, which the reference's own tools made: "keys/server.jks".
[[nodiscard]] std::string recorded_file(const std::string& suite, const std::string& name);

// A text of a recorded suite: the first string behind `marker`.
[[nodiscard]] std::string recorded_text(const std::string& suite, const std::string& marker);

}  // namespace cairn::crypto::test

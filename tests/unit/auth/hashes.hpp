// Hashes of the password "correct horse", as mkpasswd writes them.
#pragma once

namespace cairn {

inline constexpr const char* horse = "correct horse";
inline constexpr const char* bcrypt_of_horse =
    "$2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu";
inline constexpr const char* yescrypt_of_horse =
    "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79";
inline constexpr const char* scrypt_of_horse =
    "$7$BU..../....F5Jx5fExrKuPp53xLKQ..1$fgDxBr2iu.uD5/PmzKwcQrXQNxtbsMSl3BvzdPsK.7B";

}  // namespace cairn

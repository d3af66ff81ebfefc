// Passwords (argon2id) and random tokens, by libsodium.
#pragma once

#include <string>
#include <string_view>

namespace gaoxin {

/// argon2id with libsodium's interactive limits; the result carries salt and parameters. At most
/// two run at once, so a flood of logins cannot take all memory.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view password, const std::string& hash);
/// 32 random bytes as 64 hexadecimal characters.
std::string random_token();
/// 20 characters that are hard to confuse when read aloud.
std::string one_time_password();

}  // namespace gaoxin

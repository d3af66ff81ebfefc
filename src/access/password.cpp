#include "access/password.h"

#include <sodium.h>

#include <semaphore>

#include "base/check.h"
#include "base/text.h"

namespace gaoxin {
namespace {

std::counting_semaphore<2>& hashing_slots() {
  static std::counting_semaphore<2> slots(2);
  return slots;
}

struct Slot {
  Slot() { hashing_slots().acquire(); }
  ~Slot() { hashing_slots().release(); }
};

void start_sodium() {
  static const bool ready = sodium_init() >= 0;
  CHECK(ready);
}

}  // namespace

std::string hash_password(std::string_view password) {
  start_sodium();
  const Slot slot;
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  CHECK(crypto_pwhash_str(hash.data(), password.data(), password.size(),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0);
  hash.resize(hash.find('\0'));
  return hash;
}

bool verify_password(std::string_view password, const std::string& hash) {
  start_sodium();
  const Slot slot;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string random_token() {
  start_sodium();
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

std::string one_time_password() {
  start_sodium();
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";
  std::string password;
  for (int i = 0; i < 20; ++i)
    password += kLetters[randombytes_uniform(static_cast<uint32_t>(kLetters.size()))];
  return password;
}

}  // namespace gaoxin

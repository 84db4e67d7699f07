// Digits by exact arithmetic on big integers (Steele and White), with the stopping rule that Java
// used up to version 18: a digit string is long enough when it lies strictly less than half a unit
// in the last place away from the value. Checked against Java 17 over some millions of doubles.
#include "values/java_number.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cairn::values {
namespace {

constexpr int fraction_bits = 52;

// A non-negative integer of any size; only what the digit loop needs.
class BigUnsigned {
 public:
  explicit BigUnsigned(std::uint64_t value) {
    for (; value != 0; value >>= 32U) {
      words_.push_back(static_cast<std::uint32_t>(value));
    }
  }

  void multiply(std::uint32_t factor) {
    std::uint64_t carry = 0;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    if (carry != 0) {
      words_.push_back(static_cast<std::uint32_t>(carry));
    }
  }

  void multiply_by_power_of_5(int exponent) {
    constexpr std::uint32_t five_to_13 = 1'220'703'125;
    for (; exponent >= 13; exponent -= 13) {
      multiply(five_to_13);
    }
    for (; exponent > 0; --exponent) {
      multiply(5);
    }
  }

  void shift_left(int bits) {
    if (words_.empty()) {
      return;
    }
    multiply(std::uint32_t{1} << static_cast<unsigned>(bits % 32));
    words_.insert(words_.begin(), static_cast<std::size_t>(bits / 32), 0);
  }

  void add(const BigUnsigned& other) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < std::max(words_.size(), other.words_.size()) || carry != 0; ++i) {
      if (i >= words_.size()) {
        words_.push_back(0);
      }
      carry += words_[i];
      carry += i < other.words_.size() ? other.words_[i] : 0;
      words_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
  }

  // Requires *this >= other.
  void subtract(const BigUnsigned& other) {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::uint64_t taken = borrow + (i < other.words_.size() ? other.words_[i] : 0);
      const std::uint64_t before = words_[i];
      words_[i] = static_cast<std::uint32_t>(before - taken);
      borrow = before < taken ? 1 : 0;
    }
    while (!words_.empty() && words_.back() == 0) {
      words_.pop_back();
    }
  }

  [[nodiscard]] int compare(const BigUnsigned& other) const {
    if (words_.size() != other.words_.size()) {
      return words_.size() < other.words_.size() ? -1 : 1;
    }
    for (std::size_t i = words_.size(); i-- > 0;) {
      if (words_[i] != other.words_[i]) {
        return words_[i] < other.words_[i] ? -1 : 1;
      }
    }
    return 0;
  }

 private:
  std::vector<std::uint32_t> words_;  // the lowest first, no leading zeros
};

// A finite positive double: mantissa * 2^(exponent - 52), the mantissa's highest bit being bit 52.
struct Binary64 {
  std::uint64_t mantissa = 0;
  int exponent = 0;
  int significant_bits = fraction_bits + 1;  // fewer for subnormal numbers

  [[nodiscard]] int used_bits() const { return fraction_bits + 1 - std::countr_zero(mantissa); }
  [[nodiscard]] bool is_integer() const { return used_bits() <= exponent + 1; }
};

// 0.d1d2d3... * 10^exponent.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

Binary64 take_apart(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << fraction_bits) - 1);
  const int biased = static_cast<int>((bits >> fraction_bits) & 0x7FFU);
  if (biased != 0) {
    return {fraction | (std::uint64_t{1} << fraction_bits), biased - 1023, fraction_bits + 1};
  }
  const int shift = std::countl_zero(fraction) - 11;
  return {fraction << static_cast<unsigned>(shift), -1022 - shift, fraction_bits + 1 - shift};
}

// Integers below 2^63: all their digits, but for those beyond the precision of a double.
Decimal integer_digits(const Binary64& number) {
  std::uint64_t integer = number.exponent >= fraction_bits
                              ? number.mantissa << static_cast<unsigned>(number.exponent - 52)
                              : number.mantissa >> static_cast<unsigned>(52 - number.exponent);
  const int spare_bits = std::max(0, number.exponent - number.significant_bits - 1);
  const int spare_digits = static_cast<int>(spare_bits * 0.30103);
  std::uint64_t unit = 1;
  for (int i = 0; i < spare_digits; ++i) {
    unit *= 10;
  }
  const bool up = spare_digits > 0 && integer % unit >= unit / 2;
  integer = integer / unit + (up ? 1 : 0);

  Decimal out{std::to_string(integer), 0};
  out.exponent = static_cast<int>(out.digits.size()) + spare_digits;
  out.digits.erase(out.digits.find_last_not_of('0') + 1);
  return out;
}

void round_up(Decimal& decimal) {
  std::size_t at = decimal.digits.size();
  while (at > 0 && decimal.digits[at - 1] == '9') {
    decimal.digits[--at] = '0';
  }
  if (at == 0) {
    decimal.digits[0] = '1';
    ++decimal.exponent;
  } else {
    ++decimal.digits[at - 1];
  }
}

// rest / scale is what is left of the number, in units of the digit before; half_unit / scale is
// half a unit in the last place of the double.
class DigitLoop {
 public:
  DigitLoop(const Binary64& number, int exponent10) : rest_(0), half_unit_(0), scale_(0) {
    const int used = number.used_bits();
    const int tiny = std::max(0, used - number.exponent - 1);
    const int fives = std::max(0, -exponent10);
    const int scale_fives = std::max(0, exponent10);
    int rest_twos = fives + tiny + number.exponent - (used - 1);
    int scale_twos = scale_fives + tiny;
    int half_twos = fives + tiny + number.exponent - number.significant_bits;
    const int common = std::min(rest_twos, scale_twos);
    rest_twos -= common;
    scale_twos -= common;
    // The neighbour below a power of two is only half as far away.
    half_twos -= common + (used == 1 ? 1 : 0);
    if (half_twos < 0) {
      rest_twos -= half_twos;
      scale_twos -= half_twos;
      half_twos = 0;
    }
    rest_ = product(number.mantissa >> static_cast<unsigned>(std::countr_zero(number.mantissa)),
                    fives, rest_twos);
    half_unit_ = product(1, fives, half_twos);
    scale_ = product(1, scale_fives, scale_twos);
    ten_ = scale_;
    ten_.multiply(10);
  }

  // The next digit; afterwards low() and high() say whether the text may end here.
  int next() {
    int digit = 0;
    for (; rest_.compare(scale_) >= 0; ++digit) {
      rest_.subtract(scale_);
    }
    rest_.multiply(10);
    half_unit_.multiply(10);
    return digit;
  }

  [[nodiscard]] bool low() const { return rest_.compare(half_unit_) < 0; }
  [[nodiscard]] bool high() const {
    BigUnsigned sum = rest_;
    sum.add(half_unit_);
    return sum.compare(ten_) > 0;
  }
  // Sign of rest - 1/2.
  [[nodiscard]] int beyond_half() const {
    BigUnsigned twice = rest_;
    twice.add(rest_);
    return twice.compare(ten_);
  }

 private:
  static BigUnsigned product(std::uint64_t factor, int fives, int twos) {
    BigUnsigned out(factor);
    out.multiply_by_power_of_5(fives);
    out.shift_left(twos);
    return out;
  }

  BigUnsigned rest_;
  BigUnsigned half_unit_;
  BigUnsigned scale_;
  BigUnsigned ten_ = BigUnsigned(0);
};

// The decimal exponent of the first digit, or one more: a tangent to the logarithm at 1.5.
int estimated_exponent(const Binary64& number) {
  const double fraction = std::ldexp(static_cast<double>(number.mantissa), -fraction_bits);
  return static_cast<int>(std::floor((fraction - 1.5) * 0.289529654 + 0.176091259 +
                                     number.exponent * 0.301029995663981));
}

Decimal general_digits(const Binary64& number) {
  int exponent = estimated_exponent(number);
  DigitLoop loop(number, exponent);
  Decimal out;
  const auto append = [&out](int digit) { out.digits += static_cast<char>('0' + digit); };

  const int first = loop.next();
  bool low = loop.low();
  bool high = loop.high();
  if (first == 0 && !high) {
    --exponent;
  } else {
    append(first);
  }
  if (exponent < -3 || exponent >= 8) {
    low = high = false;  // the scientific form has two digits at least
  }
  while (!low && !high) {
    append(loop.next());
    low = loop.low();
    high = loop.high();
  }

  out.exponent = exponent + 1;
  bool up = high;
  if (high && low) {
    const int half = loop.beyond_half();
    up = half > 0 || (half == 0 && (out.digits.back() - '0') % 2 == 1);
  }
  if (up) {
    round_up(out);
  }
  return out;
}

std::string laid_out(const Decimal& decimal) {
  const std::string& digits = decimal.digits;
  const int count = static_cast<int>(digits.size());
  const int exponent = decimal.exponent;
  if (exponent > 0 && exponent < 8) {
    if (count <= exponent) {
      return digits + std::string(static_cast<std::size_t>(exponent - count), '0') + ".0";
    }
    const auto point = static_cast<std::size_t>(exponent);
    return digits.substr(0, point) + '.' + digits.substr(point);
  }
  if (exponent <= 0 && exponent > -3) {
    return "0." + std::string(static_cast<std::size_t>(-exponent), '0') + digits;
  }
  return digits.substr(0, 1) + '.' + (count > 1 ? digits.substr(1) : "0") + 'E' +
         std::to_string(exponent - 1);
}

}  // namespace

std::string java_double_text(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) {
    return sign + "Infinity";
  }
  if (value == 0) {
    return sign + "0.0";
  }
  const Binary64 number = take_apart(std::fabs(value));
  const bool small_integer = number.is_integer() && number.exponent <= 62;
  return sign + laid_out(small_integer ? integer_digits(number) : general_digits(number));
}

}  // namespace cairn::values

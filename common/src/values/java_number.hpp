// java_number: a double as Java writes it (Double.toString), so that answers equal the reference's.
//
// Plain decimals from 0.001 up to, not including, 10^7 ("1234567.0", "0.001"), otherwise scientific
// ("1.0E8", "1.2345678E7"); always at least one digit after the point. The digits are those of Java
// 17, the oldest Java that the reference runs on: enough to read the same double back, and now and
// then one or two more than needed ("9.999999999999999E22"), which Java 19 and later leave out.
//
// Thread-safety: pure function.
#pragma once

#include <string>

namespace cairn::values {

// "NaN", "Infinity", "-Infinity" and "-0.0" included.
[[nodiscard]] std::string java_double_text(double value);

}  // namespace cairn::values

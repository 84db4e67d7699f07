// CAIRN_API: marks what the shared library shows. Everything else in it is hidden, so that no name
// of Cairn's insides, or of a library that it was built with, can meet one of the program's.
#pragma once

#if defined(__GNUC__)
#define CAIRN_API __attribute__((visibility("default")))
#else
#define CAIRN_API
#endif

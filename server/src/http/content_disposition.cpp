// The list of harmless extensions.
#include "http/content_disposition.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "base/text.hpp"

namespace cairn::http {
namespace {

// Text, data, pictures, sound, films and "+xml" types, as the reference's tables of media types
// have them. Sorted.
constexpr std::array<std::string_view, 292> harmless{
    "3ds",        "3g2",     "3gp",       "aac",       "abs",       "adp",      "aif",
    "aifc",       "aiff",    "art",       "asf",       "asx",       "atom",     "atomcat",
    "atomsvc",    "au",      "avi",       "avif",      "avx",       "axa",      "axv",
    "bmp",        "btif",    "caf",       "ccxml",     "cdxml",     "cgm",      "cmx",
    "csv",        "dae",     "davmount",  "dbk",       "dd2",       "dib",      "djv",
    "djvu",       "dra",     "dtb",       "dts",       "dtshd",     "dv",       "dvb",
    "dwg",        "dxf",     "ecelp4800", "ecelp7470", "ecelp9600", "emma",     "eol",
    "es3",        "et3",     "f4v",       "fbs",       "fh",        "fh4",      "fh5",
    "fh7",        "fhc",     "flac",      "fli",       "flv",       "fpx",      "fst",
    "fvt",        "g3",      "gif",       "gml",       "gpx",       "grxml",    "h261",
    "h263",       "h264",    "hal",       "ico",       "ief",       "ink",      "inkml",
    "irp",        "jpe",     "jpeg",      "jpg",       "jpgm",      "jpgv",     "jpm",
    "json",       "jxl",     "kar",       "kml",       "ktx",       "lasxml",   "lbe",
    "link66",     "lostxml", "lvp",       "m1v",       "m2a",       "m2t",      "m2ts",
    "m2v",        "m3a",     "m3u",       "m4a",       "m4b",       "m4r",      "m4u",
    "m4v",        "mac",     "mads",      "mathml",    "mdi",       "meta4",    "metalink",
    "mets",       "mid",     "midi",      "mj2",       "mjp2",      "mk3d",     "mka",
    "mks",        "mkv",     "mmr",       "mng",       "mods",      "mov",      "movie",
    "mp1",        "mp2",     "mp2a",      "mp3",       "mp4",       "mp4a",     "mp4v",
    "mpa",        "mpe",     "mpeg",      "mpega",     "mpg",       "mpg4",     "mpga",
    "mpkg",       "mpv2",    "mrcx",      "mscml",     "mts",       "musicxml", "mxml",
    "mxu",        "ncx",     "npx",       "oga",       "ogg",       "ogv",      "omdoc",
    "opf",        "opus",    "osfpvg",    "pbm",       "pct",       "pcx",      "pgm",
    "pic",        "pict",    "pls",       "png",       "pnm",       "pnt",      "ppm",
    "properties", "psd",     "pskcxml",   "pya",       "pyv",       "qt",       "qti",
    "qtif",       "ra",      "ram",       "ras",       "rdf",       "res",      "rgb",
    "rif",        "rip",     "rl",        "rlc",       "rld",       "rmi",      "rmp",
    "rs",         "rsd",     "rss",       "s3m",       "sbml",      "sdkd",     "sdkm",
    "sgi",        "shf",     "sid",       "sil",       "smi",       "smil",     "smv",
    "snd",        "spx",     "sru",       "srx",       "ssdl",      "ssml",     "svg",
    "svgz",       "tei",     "teicorpus", "text",      "tfi",       "tga",      "tif",
    "tiff",       "ts",      "txt",       "ulw",       "uoml",      "uva",      "uvg",
    "uvh",        "uvi",     "uvm",       "uvp",       "uvs",       "uvt",      "uvu",
    "uvv",        "uvva",    "uvvg",      "uvvh",      "uvvi",      "uvvm",     "uvvp",
    "uvvs",       "uvvt",    "uvvu",      "uvvv",      "viv",       "vob",      "vxml",
    "wav",        "wax",     "wbmp",      "wbs",       "wdp",       "weba",     "webm",
    "webp",       "wm",      "wma",       "wmv",       "wmx",       "wsdl",     "wspolicy",
    "wvx",        "x3d",     "x3dz",      "xaml",      "xbm",       "xdf",      "xdm",
    "xdp",        "xdssc",   "xenc",      "xer",       "xht",       "xhtml",    "xhvml",
    "xif",        "xlf",     "xm",        "xml",       "xop",       "xpl",      "xpm",
    "xslt",       "xsm",     "xspf",      "xul",       "xvm",       "xvml",     "xwd",
    "yaml",       "yin",     "yml",       "zaz",       "zmm"};

bool is_harmless(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos) {
    return true;
  }
  const std::string extension = base::to_lower(text.substr(dot + 1));
  return base::trim(extension).empty() ||
         std::binary_search(harmless.begin(), harmless.end(), std::string_view(extension));
}

bool decoded_is_harmless(std::string_view text) {
  if (text.find('%') == std::string_view::npos) {
    return is_harmless(text);
  }
  const std::optional<std::string> decoded = base::percent_decode(text);
  if (!decoded) {
    return true;
  }
  // A slash behind the last dot makes it a part of no file's name.
  return is_harmless(std::string_view(*decoded).substr(decoded->rfind('/') + 1));
}

}  // namespace

bool needs_disposition(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.find_first_of(".%") == std::string_view::npos) {
    return false;
  }
  const std::size_t semicolon = name.find(';');
  const std::string_view parameters =
      semicolon == std::string_view::npos ? std::string_view() : name.substr(semicolon);
  return !decoded_is_harmless(name.substr(0, semicolon)) || !decoded_is_harmless(parameters);
}

}  // namespace cairn::http

# The Debian packages that building and testing need, and install_missing, which installs those
# that are not there. Sourced by scripts/run and scripts/test.

packages_build="g++ cmake ninja-build pkg-config git ca-certificates libgit2-dev nlohmann-json3-dev libexpat1-dev
  libboost1.81-dev libcrypt-dev libssl-dev libspdlog-dev libfmt-dev libexpected-dev libcpp-httplib-dev libcli11-dev
  librabbitmq-dev librdkafka-dev libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc"
packages_test="doctest-dev python3 clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev ccache strace curl procps
  libyaml-dev openssh-client openssh-server lighttpd lighttpd-mod-openssl openssl python3-yaml nginx-light wrk
  mandoc systemd rabbitmq-server python3-pika gdb python3-grpcio"
packages_long="default-jdk-headless maven debootstrap systemd-container lintian"
packages_package="dpkg-dev binutils file python3"

# install_missing build|test|long|package: quiet when nothing is missing. Needs root or sudo otherwise.
install_missing() {
  local wanted=$packages_build package missing=() as_root=()
  case $1 in
    test) wanted="$packages_build $packages_test" ;;
    long) wanted="$packages_long $packages_package" ;;
    package) wanted=$packages_package ;;
  esac
  for package in $wanted; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
  fi
  echo "installing ${#missing[@]} packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

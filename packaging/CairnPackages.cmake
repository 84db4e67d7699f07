# Four Debian packages out of four components. Included by packaging/CMakeLists.txt.
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  message(FATAL_ERROR "packages are made with CMAKE_INSTALL_PREFIX=/usr: use the preset 'package'")
endif()

set(here "${CMAKE_CURRENT_LIST_DIR}")
set(CAIRN_SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
# From the first line of the changelog, so that it cannot say another version: "cairn (0.1.0-1) ...".
file(STRINGS "${here}/debian/changelog" line LIMIT_COUNT 1)
if(NOT line MATCHES "^cairn \\(${PROJECT_VERSION}-([0-9a-z+~.]+)\\) ")
  message(FATAL_ERROR "packaging/debian/changelog does not begin with version ${PROJECT_VERSION}: ${line}")
endif()
set(revision "${CMAKE_MATCH_1}")
set(version "${PROJECT_VERSION}-${revision}")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME cairn)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
# cpack's default, which it takes for none: otherwise every description would begin with the project's.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${CMAKE_PROJECT_NAME} built using CMake")
set(CPACK_DEBIAN_PACKAGE_RELEASE "${revision}")
set(CPACK_PACKAGE_CONTACT "Cairn maintainers <maintainers@cairn.invalid>")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL server cli client development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SOURCE cairn)

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME cairn-server)
set(CPACK_COMPONENT_SERVER_DESCRIPTION "Git-backed configuration server, for clients of Spring Cloud Config
It answers over HTTP which configuration an application has, with the URLs,
the settings file and the answers of Spring Cloud Config Server. Repositories
are watched in the background; a broken commit is not felt by who reads.
.
The service starts on the loopback address with an example; say in
/etc/cairn/application.yml what to serve.")
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "adduser, git, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "ca-certificates, openssh-client")
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS "cairn")
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
    "${here}/debian/server/conffiles;${here}/debian/server/postinst;${here}/debian/server/prerm;${here}/debian/server/postrm")

set(CPACK_DEBIAN_CLI_PACKAGE_NAME cairn)
set(CPACK_COMPONENT_CLI_DESCRIPTION "reads configuration from a Cairn or Spring Cloud Config server
Values with file, line and commit; programs that are started with their
configuration as environment and started again when it changes; templates;
comparison of two servers.")
set(CPACK_DEBIAN_CLI_PACKAGE_RECOMMENDS "ca-certificates")

set(CPACK_DEBIAN_CLIENT_PACKAGE_NAME libcairn-client${CAIRN_SOVERSION})
set(CPACK_COMPONENT_CLIENT_DESCRIPTION "client library for Cairn and Spring Cloud Config servers
Layers of configuration with Spring's rules, from servers and local files,
typed reads, and changes while a program runs.
.
This package holds the shared library.")
set(CPACK_DEBIAN_CLIENT_PACKAGE_SECTION libs)
# Written by ourselves: cpack's own are scripts that call ldconfig, and no shlibs for a library that is not executable.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/shlibs"
     "libcairn-client ${CAIRN_SOVERSION} libcairn-client${CAIRN_SOVERSION} (>= ${PROJECT_VERSION})\n")
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_CLIENT_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_BINARY_DIR}/shlibs;${CMAKE_CURRENT_BINARY_DIR}/triggers")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libcairn-dev)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "client library for Cairn and Spring Cloud Config servers: development files
Layers of configuration with Spring's rules, from servers and local files,
typed reads, and changes while a program runs.
.
This package holds the headers, the static library, and what CMake and
pkg-config need to find them.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# The static library is found by pkg-config only where what it needs is.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libcairn-client${CAIRN_SOVERSION} (= ${version}), libcpp-httplib-dev, libexpat1-dev, libexpected-dev, libssl-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)

# Compressed manuals, the bill of materials, times that do not depend on when it was built.
set(CPACK_PRE_BUILD_SCRIPTS "${here}/finish.cmake")
set(CPACK_CAIRN_FINISH "${here}/finish.py")
set(CPACK_CAIRN_BUILD "${PROJECT_BINARY_DIR}")
set(CPACK_CAIRN_VERSION "${version}")
include(CPack)

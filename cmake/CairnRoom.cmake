# cairn_room(NAME [IN_CLIENT] [HEADERS ...] [SOURCES ...] [DEPENDS ...] [PRIVATE ...])
#
# One CMake target per room of the house: cairn_<name>, alias cairn::<name>. DEPENDS are rooms or
# libraries that its headers show, PRIVATE those that only its sources use. A room's headers are
# included as "<room>/<file>.hpp". IN_CLIENT rooms go into the client library as well: see
# cairn_for_client below.
function(cairn_room name)
  cmake_parse_arguments(ROOM "IN_CLIENT" "" "HEADERS;SOURCES;DEPENDS;PRIVATE" ${ARGN})
  set(target cairn_${name})
  get_filename_component(include_root "${CMAKE_CURRENT_SOURCE_DIR}/.." ABSOLUTE)
  if(ROOM_SOURCES)
    add_library(${target} STATIC ${ROOM_SOURCES} ${ROOM_HEADERS})
    target_include_directories(${target} PUBLIC "${include_root}")
    target_link_libraries(${target} PUBLIC ${ROOM_DEPENDS} PRIVATE ${ROOM_PRIVATE} cairn_warnings)
    target_compile_features(${target} PUBLIC cxx_std_20)
    if(ROOM_IN_CLIENT)
      cairn_for_client(${target})
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE "${include_root}")
    target_link_libraries(${target} INTERFACE ${ROOM_DEPENDS} ${ROOM_PRIVATE})
    target_compile_features(${target} INTERFACE cxx_std_20)
  endif()
  add_library(cairn::${name} ALIAS ${target})
endfunction()

# Makes the objects of a target fit for the client library: they can be part of a shared library, and
# show nothing of themselves there but what says CAIRN_API.
function(cairn_for_client target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

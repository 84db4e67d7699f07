# Run by cpack between installing and packing: hands over to finish.py.
execute_process(
  COMMAND python3 "${CPACK_CAIRN_FINISH}" --build "${CPACK_CAIRN_BUILD}" --version "${CPACK_CAIRN_VERSION}"
          --packages "${CPACK_PACKAGE_DIRECTORY}" "${CPACK_TEMPORARY_DIRECTORY}"
  COMMAND_ERROR_IS_FATAL ANY)

-- Asks for an application that nobody has asked for before, each time another one.
local round, count = "", 0

function init(arguments)
  round = arguments[1]
end

function request()
  count = count + 1
  return "GET /random-" .. round .. "-" .. count .. "/default HTTP/1.1\r\nHost: h\r\n\r\n"
end

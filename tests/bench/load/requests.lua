-- Asks for the targets of a file in turn, each with the tag that stands behind it, if any, and with the
-- header fields of another file.
--   wrk -s requests.lua URL -- TARGETS FIELDS
local requests = {}
local at = 0

function init(args)
  local fields = {}
  for line in io.lines(args[2]) do
    local name, value = line:match("^([^:]+): (.*)$")
    fields[name] = value
  end
  for line in io.lines(args[1]) do
    local target, tag = line:match("^(%S+)%s*(.*)$")
    fields["If-None-Match"] = tag ~= "" and tag or nil
    table.insert(requests, wrk.format("GET", target, fields))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

-- wrk's side of every row: the host asked for, rotating client addresses where the row wants them,
-- and one line of figures at the end.  Arguments: HOST [rotate]
local requests = {}
local index = 0

-- 4096 public IPv4 addresses, the same in every run and for every proxy.
local function addresses()
  local state, list = 20241105, {}
  while #list < 4096 do
    state = (state * 1103515245 + 12345) % 2147483648
    local a = 1 + math.floor(state / 128) % 222
    state = (state * 1103515245 + 12345) % 2147483648
    local bits = math.floor(state / 128)
    if a ~= 10 and a ~= 127 and a ~= 172 and a ~= 192 then
      list[#list + 1] = string.format("%d.%d.%d.%d", a, bits % 256, math.floor(bits / 256) % 256,
        math.floor(bits / 65536) % 256)
    end
  end
  return list
end

function init(args)
  wrk.headers["Host"] = args[1]
  if args[2] ~= "rotate" then return end
  for _, address in ipairs(addresses()) do
    wrk.headers["X-Forwarded-For"] = address
    requests[#requests + 1] = wrk.format("GET", "/small")
  end
  -- Only now: rows without rotation keep wrk's own, faster way of sending one fixed request.
  request = function()
    index = index % #requests + 1
    return requests[index]
  end
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end

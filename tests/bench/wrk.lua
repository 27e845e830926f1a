-- Sends the requests of a file in turn and prints one line of JSON at the end. The file holds whole
-- requests, one after the other. Each thread begins at another of them.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    local file = assert(io.open(args[1], "rb"))
    requests = {}
    for one in file:read("*a"):gmatch("(.-\r\n\r\n)") do
        requests[#requests + 1] = one
    end
    file:close()
    at = math.floor(number * #requests / 2)
    if #requests > 1 then return end
    -- Then wrk sends it by itself: calling a function here for each would be a tenth of its work.
    wrk.format = function() return requests[1] end
    request = nil
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"seconds":%.6f,"p50":%.1f,"p99":%.1f,"refused":%d,"broken":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end

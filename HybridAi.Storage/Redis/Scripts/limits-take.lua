-- Takes from all scopes at once, or from none. The arithmetic is that of Core's TokenBucket, SlidingWindow and LimitCounter, step by step.
-- KEYS: the epoch; then of each charge its counter, of a sliding window its log, and, if something was counted elsewhere, what remembers that it was told.
-- ARGV: the moment in µs (0: the server's own), the epoch that the call is for, the ticket, how long it counts as under way in µs; then of each charge its
--       kind, amount, capacity, rate per µs, window in µs, and 0 or what was counted elsewhere: the most of it that is not known here, by which counter, and
--       what that ever owed.
-- Answers: whether it was admitted, the epoch, the moment; then of each charge what is used, µs until there is room, µs until all is there again.
-- A call for another epoch changes nothing and is answered with -1 and the epoch: what it leaves out as known is not known any more.
local CHARGE = 6
-- In ms: longer than a call can be under way.
local REMEMBERED = 60000
local TOLERANCE = 1e-6
local time = redis.call('TIME')
local now = tonumber(ARGV[1])
if now == 0 then now = time[1] * 1000000 + time[2] end
local epoch = redis.call('GET', KEYS[1])
if not epoch then
  epoch = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('SET', KEYS[1], epoch)
end
if epoch ~= ARGV[2] then return { -1, epoch } end

local function read_bucket(c)
  local state = redis.call('GET', c.key)
  c.used, c.at, c.emptied = 0, 0, 0
  if state then
    local used, at, emptied = string.match(state, '^(%S+) (%S+) (%S+)$')
    c.used, c.at, c.emptied = tonumber(used), tonumber(at), tonumber(emptied)
  end
  if now > c.at then
    c.used = c.used - (now - c.at) * c.rate
    c.at = now
  end
  if c.used <= 0 then c.used, c.emptied = 0, c.at end
end

-- The hash holds the amount of each tick and their sum, the list the ticks in their order.
local function read_window(c)
  c.tick = math.ceil(c.window / 1024)
  local oldest = math.floor((now - c.window) / c.tick)
  c.used = tonumber(redis.call('HGET', c.key, 'used') or 0)
  local before = c.used
  local first = redis.call('LINDEX', c.log, 0)
  while first and tonumber(first) < oldest do
    redis.call('LPOP', c.log)
    c.used = c.used - tonumber(redis.call('HGET', c.key, first))
    redis.call('HDEL', c.key, first)
    first = redis.call('LINDEX', c.log, 0)
  end
  if c.used ~= before then redis.call('HSET', c.key, 'used', c.used) end
end

local function read_places(c)
  redis.call('ZREMRANGEBYSCORE', c.key, '-inf', now)
  c.used = redis.call('ZCARD', c.key)
end

local function end_of(c, tick) return (tick + 1) * c.tick + c.window - now end

-- How long until enough is over that the excess is gone.
local function until_freed(c, excess)
  local at, wait = 0, c.window
  while true do
    local ticks = redis.call('LRANGE', c.log, at, at + 31)
    if #ticks == 0 then return wait end
    for _, tick in ipairs(ticks) do
      excess = excess - tonumber(redis.call('HGET', c.key, tick))
      wait = end_of(c, tonumber(tick))
      if excess <= 0 then return wait end
    end
    at = at + 32
  end
end

local function wait_of(c, excess)
  if c.kind == 'b' then return math.ceil(excess / c.rate) end
  if c.kind == 's' then return until_freed(c, excess) end
  return 1000000
end

local function take(c, amount)
  if amount == 0 then return end
  if c.kind == 'b' then
    c.used = c.used + amount
    redis.call('SET', c.key, string.format('%.17g %.0f %.0f', c.used, c.at, c.emptied), 'PX', math.ceil(c.used / c.rate / 1000) + 1000)
  elseif c.kind == 's' then
    local tick = math.floor(now / c.tick)
    local last = tonumber(redis.call('LINDEX', c.log, -1) or -1)
    local taken = 0
    if last >= tick then
      tick = last
      taken = tonumber(redis.call('HGET', c.key, string.format('%.0f', tick)))
    else
      redis.call('RPUSH', c.log, string.format('%.0f', tick))
    end
    c.used = c.used + amount
    redis.call('HSET', c.key, string.format('%.0f', tick), taken + amount, 'used', c.used)
    local life = math.ceil((c.window + 2 * c.tick) / 1000) + 1000
    redis.call('PEXPIRE', c.key, life)
    redis.call('PEXPIRE', c.log, life)
  else
    redis.call('ZADD', c.key, now + tonumber(ARGV[4]), ARGV[3])
    c.used = redis.call('ZCARD', c.key)
    redis.call('PEXPIRE', c.key, math.ceil(tonumber(ARGV[4]) / 1000) + 1000)
  end
end

-- What is beyond the last that was told, so that it counts once, whichever calls come late or again.
local function take_told(c, debt, told)
  local most, counter, owed = string.match(debt, '^(%S+) (%S+) (%S+)$')
  local known = 0
  local last = redis.call('GET', told)
  if last then
    local by, total = string.match(last, '^(%S+) (%S+)$')
    if tonumber(by) > tonumber(counter) then return end
    if by == counter then known = tonumber(total) end
  end
  if tonumber(owed) <= known then return end
  -- A bucket may take longer to empty than its window is.
  local counts = c.kind == 'b' and math.max(c.window, c.capacity / c.rate) or c.window
  redis.call('SET', told, counter .. ' ' .. owed, 'PX', math.ceil(counts / 1000) + REMEMBERED)
  take(c, math.min(tonumber(most), tonumber(owed) - known))
end

local function reset_of(c)
  if c.kind == 'b' then return math.ceil(c.used / c.rate) end
  if c.kind == 'c' then return 0 end
  local last = redis.call('LINDEX', c.log, -1)
  if not last then return 0 end
  return end_of(c, tonumber(last))
end

local charges, fits, key = {}, true, 2
for i = 5, #ARGV, CHARGE do
  local c = {
    kind = ARGV[i], amount = tonumber(ARGV[i + 1]), capacity = tonumber(ARGV[i + 2]), rate = tonumber(ARGV[i + 3]), window = tonumber(ARGV[i + 4]),
    key = KEYS[key], wait = 0,
  }
  key = key + 1
  if c.kind == 'b' then
    read_bucket(c)
  elseif c.kind == 's' then
    c.log = KEYS[key]
    key = key + 1
    read_window(c)
  else
    read_places(c)
  end
  if ARGV[i + 5] ~= '0' then
    take_told(c, ARGV[i + 5], KEYS[key])
    key = key + 1
  end
  local excess = c.used + math.min(c.amount, c.capacity) - c.capacity
  if excess > TOLERANCE then
    c.wait = math.max(1, wait_of(c, excess))
    fits = false
  end
  charges[#charges + 1] = c
end

local answer = { fits and 1 or 0, epoch, string.format('%.0f', now) }
for _, c in ipairs(charges) do
  if fits then take(c, c.amount) end
  answer[#answer + 1] = string.format('%.17g', c.used)
  answer[#answer + 1] = string.format('%.0f', c.wait)
  answer[#answer + 1] = string.format('%.0f', reset_of(c))
end
return answer

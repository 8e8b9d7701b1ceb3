-- Corrects what a ticket took to what was used, and ends its being under way. Once: a second time does nothing.
-- KEYS: the ticket's mark; then of each charge its counter, and of a sliding window its log.
-- ARGV: the moment in µs (0: the server's own), the ticket, how long it is remembered in ms; then of each charge its kind, the truth less what was
--       taken, when it was taken, the rate per µs, the window in µs.
local CHARGE = 5
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
if not redis.call('SET', KEYS[1], 1, 'NX', 'PX', ARGV[3]) then return 0 end

local function correct_bucket(key, difference, taken, rate)
  local state = redis.call('GET', key)
  local used, at, emptied = 0, 0, 0
  if state then
    local a, b, c = string.match(state, '^(%S+) (%S+) (%S+)$')
    used, at, emptied = tonumber(a), tonumber(b), tonumber(c)
  end
  if now > at then
    used = used - (now - at) * rate
    at = now
  end
  if used <= 0 then used, emptied = 0, at end
  -- A bucket that was full since has nothing left of the reservation; one that is forgotten had been.
  if difference > 0 or (state and emptied <= taken) then used = math.max(0, used + difference) end
  redis.call('SET', key, string.format('%.17g %.0f %.0f', used, at, emptied), 'PX', math.ceil(used / rate / 1000) + 1000)
end

local function correct_window(key, log, difference, taken, window)
  local length = math.ceil(window / 1024)
  local tick = math.floor(taken / length)
  local field = string.format('%.0f', tick)
  local amount = tonumber(redis.call('HGET', key, field) or 0)
  local known = tick >= math.floor((now - window) / length) and redis.call('HEXISTS', key, field) == 1
  if not known then
    if difference <= 0 then return end
    tick = math.max(math.floor(now / length), tonumber(redis.call('LINDEX', log, -1) or -1))
    field = string.format('%.0f', tick)
    amount = tonumber(redis.call('HGET', key, field) or 0)
    if redis.call('HEXISTS', key, field) == 0 then redis.call('RPUSH', log, field) end
  end
  local corrected = math.max(0, amount + difference)
  local used = tonumber(redis.call('HGET', key, 'used') or 0) + corrected - amount
  redis.call('HSET', key, field, corrected, 'used', used)
  local life = math.ceil((window + 2 * length) / 1000) + 1000
  redis.call('PEXPIRE', key, life)
  redis.call('PEXPIRE', log, life)
end

local key = 2
for i = 4, #ARGV, CHARGE do
  local difference, taken, rate, window = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4])
  if ARGV[i] == 'b' then
    correct_bucket(KEYS[key], difference, taken, rate)
  elseif ARGV[i] == 's' then
    correct_window(KEYS[key], KEYS[key + 1], difference, taken, window)
    key = key + 1
  else
    redis.call('ZREM', KEYS[key], ARGV[2])
  end
  key = key + 1
end
return 1

-- Reserves in all counters or in none; or raises what the request has reserved. KEYS[1]: the request's settlement; then for each entry its window's
-- hash, its window's holds, and since when its line is counted. ARGV: request, nano-dollars, lease in ms; then for each entry subject, limit (-1: none),
-- the window's start and when it can go ('': never). Answers a verdict (0 done, 1 exhausted, 2 unknown), then spent and reserved of each entry (-1: unknown).
-- The hash: 's:' + subject: spent; 'r:' + subject: reserved; 'h:' + request + subject: what a request holds; 'known': nothing is missing; 'mark': see budget-mark.
-- Amounts are added by HINCRBY, exactly; Lua's own numbers only compare them.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local settled = redis.call('EXISTS', KEYS[1]) == 1
local request, amount, entries = ARGV[1], tonumber(ARGV[2]), (#KEYS - 1) / 3
local holding, unknown, exhausted = false, false, false
local known = {}
for i = 0, entries - 1 do
  local hash, holds, line = KEYS[2 + i * 3], KEYS[3 + i * 3], KEYS[4 + i * 3]
  local subject, limit, start = ARGV[4 + i * 4], tonumber(ARGV[5 + i * 4]), tonumber(ARGV[6 + i * 4])
  known[i] = redis.call('HEXISTS', hash, 'known') == 1
  if not known[i] then
    redis.call('SET', line, string.format('%.0f', now), 'NX', 'PX', 5184000000)
    if start >= tonumber(redis.call('GET', line)) then
      -- It began while its line was counted, so that nothing of it is missing.
      redis.call('HSET', hash, 'known', 1)
      known[i] = true
    end
  end
  for _, hold in ipairs(redis.call('ZRANGEBYSCORE', holds, '-inf', now, 'LIMIT', 0, 1000)) do
    local held = redis.call('HGET', hash, 'h:' .. hold)
    if held and held ~= '0' then redis.call('HINCRBY', hash, 'r:' .. string.sub(hold, 37), '-' .. held) end
    redis.call('HDEL', hash, 'h:' .. hold)
    redis.call('ZREM', holds, hold)
  end
  holding = holding or redis.call('HEXISTS', hash, 'h:' .. request .. subject) == 1
  unknown = unknown or not known[i]
  if limit >= 0 then
    local spent, reserved = redis.call('HGET', hash, 's:' .. subject) or '0', redis.call('HGET', hash, 'r:' .. subject) or '0'
    exhausted = exhausted or tonumber(spent) + tonumber(reserved) >= limit
  end
end
local verdict = 0
if not holding and not settled then verdict = unknown and 2 or (exhausted and 1 or 0) end
local answer = { verdict }
for i = 0, entries - 1 do
  local hash, holds = KEYS[2 + i * 3], KEYS[3 + i * 3]
  local subject, gone = ARGV[4 + i * 4], ARGV[7 + i * 4]
  if verdict == 0 and not settled then
    local held = redis.call('HGET', hash, 'h:' .. request .. subject)
    if not held or tonumber(held) < amount then
      redis.call('HINCRBY', hash, 'r:' .. subject, string.format('%.0f', amount - tonumber(held or '0')))
      redis.call('HSET', hash, 'h:' .. request .. subject, ARGV[2])
    end
    redis.call('ZADD', holds, now + tonumber(ARGV[3]), request .. subject)
    if gone ~= '' then
      if redis.call('PTTL', hash) < 0 then redis.call('PEXPIREAT', hash, gone) end
      if redis.call('PTTL', holds) < 0 then redis.call('PEXPIREAT', holds, gone) end
    end
  end
  answer[#answer + 1] = known[i] and (redis.call('HGET', hash, 's:' .. subject) or '0') or '-1'
  answer[#answer + 1] = redis.call('HGET', hash, 'r:' .. subject) or '0'
end
return answer

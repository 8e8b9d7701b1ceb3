-- Reads a window, and marks it if it is given a mark. KEYS[1]: since when its line is counted; KEYS[2]: the window's hash; KEYS[3]: its holds.
-- ARGV: a mark or '', the window's start, when it can go ('': never). Answers whether it is known (1 or 0), then the hash's fields and values.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HEXISTS', KEYS[2], 'known') == 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', now), 'NX', 'PX', 5184000000)
  if tonumber(ARGV[2]) >= tonumber(redis.call('GET', KEYS[1])) then redis.call('HSET', KEYS[2], 'known', 1) end
end
for _, hold in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1000)) do
  local held = redis.call('HGET', KEYS[2], 'h:' .. hold)
  if held and held ~= '0' then redis.call('HINCRBY', KEYS[2], 'r:' .. string.sub(hold, 37), '-' .. held) end
  redis.call('HDEL', KEYS[2], 'h:' .. hold)
  redis.call('ZREM', KEYS[3], hold)
end
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[2], 'mark', ARGV[1])
  if ARGV[3] ~= '' and redis.call('PTTL', KEYS[2]) < 0 then redis.call('PEXPIREAT', KEYS[2], ARGV[3]) end
end
local answer = redis.call('HGETALL', KEYS[2])
table.insert(answer, 1, redis.call('HEXISTS', KEYS[2], 'known'))
return answer

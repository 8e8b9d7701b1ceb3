-- Says that this gateway lives, and that its requests are still under way.
-- KEYS: the gateways; then of each place the counter. ARGV: this gateway, how long it counts as living in µs, how long a place is held in µs,
-- the moment in µs (0: the server's own); then of each place its ticket. Answers how many gateways live.
local now = tonumber(ARGV[4])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
for i = 2, #KEYS do
  redis.call('ZADD', KEYS[i], now + tonumber(ARGV[3]), ARGV[3 + i])
  redis.call('PEXPIRE', KEYS[i], math.ceil(tonumber(ARGV[3]) / 1000) + 1000)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.ceil(tonumber(ARGV[2]) / 1000) + 1000)
return redis.call('ZCARD', KEYS[1])

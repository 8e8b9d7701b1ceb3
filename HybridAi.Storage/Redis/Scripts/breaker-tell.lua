-- Tells all gateways that a breaker opened or closed. KEYS[1]: hash of all breakers, field '#': their version. ARGV: deployment, ms that it stays open (0: closed), ms that
-- nobody needs the hash longer, the most fields. A value is the version of its change and until when it is open, in the server's time.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[4]) then redis.call('DEL', KEYS[1]) end
local version = redis.call('HINCRBY', KEYS[1], '#', 1)
local till = tonumber(ARGV[2]) > 0 and now + tonumber(ARGV[2]) or 0
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f', version, till))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return version

-- Reads all breakers if any has changed. KEYS[1]: hash of all breakers. ARGV[1]: the version that is known. Answers nothing, or the server's time in ms and the hash.
local version = redis.call('HGET', KEYS[1], '#') or ''
if version == ARGV[1] then return {} end
local time = redis.call('TIME')
local all = redis.call('HGETALL', KEYS[1])
table.insert(all, 1, string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
return all

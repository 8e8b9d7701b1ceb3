-- Does what other scripts do, so that it fails as they would: it runs, and writes. KEYS[1]: a key that nobody reads. Answers the server's time in ms.
redis.call('SET', KEYS[1], 1, 'PX', 60000)
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)

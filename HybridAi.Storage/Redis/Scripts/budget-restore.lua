-- Changes what was spent by differences, if the window still has the mark. KEYS[1]: the window's hash. ARGV: the mark; then subjects, each with its difference.
-- Answers 1 if it was done.
if redis.call('HGET', KEYS[1], 'mark') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'mark')
for i = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], 's:' .. ARGV[i], ARGV[i + 1]) end
redis.call('HSET', KEYS[1], 'known', 1)
return 1

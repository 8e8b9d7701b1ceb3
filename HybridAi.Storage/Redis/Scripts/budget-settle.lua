-- Ends what a request holds and adds what it spent, once. KEYS[1]: the request's settlement; then for each entry its window's hash and its window's holds.
-- ARGV: request, how long the settlement is remembered in ms; then for each entry subject, nano-dollars and when the window can go ('': never).
-- Answers as budget-reserve.
local first = redis.call('SET', KEYS[1], 1, 'NX', 'PX', ARGV[2])
local answer = { 0 }
for i = 0, (#KEYS - 1) / 2 - 1 do
  local hash, holds = KEYS[2 + i * 2], KEYS[3 + i * 2]
  local subject, amount, gone = ARGV[3 + i * 3], ARGV[4 + i * 3], ARGV[5 + i * 3]
  if first then
    local hold = ARGV[1] .. subject
    local held = redis.call('HGET', hash, 'h:' .. hold)
    if held then
      if held ~= '0' then redis.call('HINCRBY', hash, 'r:' .. subject, '-' .. held) end
      redis.call('HDEL', hash, 'h:' .. hold)
      redis.call('ZREM', holds, hold)
    end
    redis.call('HINCRBY', hash, 's:' .. subject, amount)
    if gone ~= '' and redis.call('PTTL', hash) < 0 then redis.call('PEXPIREAT', hash, gone) end
  end
  answer[#answer + 1] = redis.call('HEXISTS', hash, 'known') == 1 and (redis.call('HGET', hash, 's:' .. subject) or '0') or '-1'
  answer[#answer + 1] = redis.call('HGET', hash, 'r:' .. subject) or '0'
end
return answer

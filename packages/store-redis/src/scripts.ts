// What runs inside Redis. Each operation is one script: atomic, on the server's clock, in one round trip.
//
// Keys (after the prefix): `v:` values and counters · `w:` windows, a hash of slot → amount · `m:` totals and levels, a hash
// of `used`, `held` and the leases (`l:<id>` live, `g:<id>` lapsed; a `!` after the amount: charged when it lapses) ·
// `x:` a sorted set of the leases by when they lapse, or are forgotten.
import { LAPSED_KEPT_MS, WINDOW_SLOTS } from '@kit/store';

/** The first lines of every script: the clock, and what they share. */
const shared = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local SLOTS, KEPT_MS = ${WINDOW_SLOTS}, ${LAPSED_KEPT_MS}

local function number(value) return tonumber(value or 0) or 0 end

-- Amounts are answered as text: not every client reads integers of 16 digits right.
local function text(value) return string.format('%.0f', value) end

-- Never shortens a life.
local function keep(key, ms)
  if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, ms) end
end

-- Nothing is not added: less nothing would be written as -0, which is no integer.
local function add(meter, field, amount)
  if amount ~= 0 then redis.call('HINCRBY', meter, field, amount) end
end

local function slot_at(ms, span) return math.floor(ms * SLOTS / span) end

-- Forgets what is past; answers the sum and the slots that count.
local function window(key, span)
  local oldest, sum, slots = slot_at(now, span) - SLOTS, 0, {}
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local slot, amount = tonumber(all[i]), tonumber(all[i + 1])
    if slot < oldest then
      redis.call('HDEL', key, all[i])
    else
      sum = sum + amount
      slots[#slots + 1] = { slot, amount }
    end
  end
  return sum, slots
end

-- Milliseconds until the amount fits; -1 if it never does.
local function window_wait(sum, slots, take)
  if take.amount > take.limit then return -1 end
  local over = sum + take.amount - take.limit
  table.sort(slots, function(a, b) return a[1] < b[1] end)
  for _, entry in ipairs(slots) do
    over = over - entry[2]
    if over <= 0 then return math.max(1, math.ceil((entry[1] + SLOTS + 1) * take.span / SLOTS) - now) end
  end
  return -1
end

local function add_to_window(key, span, slot, amount)
  add(key, slot, amount)
  if redis.call('HGET', key, slot) == '0' then redis.call('HDEL', key, slot) end
  keep(key, math.ceil(span + span / SLOTS))
end

local function parts(value) return tonumber((string.gsub(value, '!', ''))), string.find(value, '!', 1, true) ~= nil end

-- Leases whose time is over no longer count. Those of totals may still be settled for a while.
local function lapse(meter, leases, kind)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
    local live = redis.call('HGET', meter, 'l:' .. id)
    redis.call('HDEL', meter, 'l:' .. id, 'g:' .. id)
    redis.call('ZREM', leases, id)
    if live then
      local amount, charge = parts(live)
      add(meter, 'held', -amount)
      if kind == 'total' then
        if charge then add(meter, 'used', amount) end
        redis.call('HSET', meter, 'g:' .. id, live)
        redis.call('ZADD', leases, now + KEPT_MS, id)
        keep(leases, KEPT_MS)
        keep(meter, KEPT_MS)
      end
    end
  end
end

local function tidy(meter, leases)
  local state = redis.call('HMGET', meter, 'used', 'held')
  if number(state[1]) == 0 and number(state[2]) == 0 and redis.call('EXISTS', leases) == 0 then redis.call('DEL', meter) end
end

local function measure(take, key, leases)
  if take.kind == 'window' then return (window(key, take.span)), 0 end
  lapse(key, leases, take.kind)
  local state = redis.call('HMGET', key, 'used', 'held')
  return number(state[1]), number(state[2])
end

-- Calls visit(take, key, leases, index) for each take; its keys follow one another.
local function each(takes, first, visit)
  local at = first
  for index, take in ipairs(takes) do
    if take.kind == 'window' then
      visit(take, KEYS[at], nil, index)
      at = at + 1
    else
      visit(take, KEYS[at], KEYS[at + 1], index)
      at = at + 2
    end
  end
end
`;

/** KEYS: gates, then those of the takes. Answers {1, now} or {0, index of the take or gate, wait or -1, used, held}. */
export const reserveScript = `${shared}
local p = cjson.decode(ARGV[1])
local worst
local function refuse(index, wait, used, held)
  if not worst or wait > worst[3] then worst = { 0, index, wait, text(used), text(held) } end
end
if not p.force then
  for i = 1, p.gates do
    local left = redis.call('PTTL', KEYS[i])
    if left > 0 then refuse(-i, left, 0, 0) end
  end
end
local known = false
each(p.takes, p.gates + 1, function(take, key, leases, index)
  local used, held = measure(take, key, leases)
  if leases and (redis.call('HEXISTS', key, 'l:' .. p.id) == 1 or redis.call('HEXISTS', key, 'g:' .. p.id) == 1) then
    known = true
  end
  if p.force or used + held + take.amount <= take.limit then return end
  local wait = -1
  if take.kind == 'total' then wait = take.span end
  if take.kind == 'window' then
    local sum, slots = window(key, take.span)
    wait = window_wait(sum, slots, take)
  end
  refuse(index, wait, used, held)
end)
if known then return { 1, now } end
if worst then return worst end
each(p.takes, p.gates + 1, function(take, key, leases)
  if take.kind == 'window' then return add_to_window(key, take.span, slot_at(now, take.span), take.amount) end
  add(key, 'held', take.amount)
  redis.call('HSET', key, 'l:' .. p.id, text(take.amount) .. (p.charge and '!' or ''))
  redis.call('ZADD', leases, now + p.lease, p.id)
  local life = p.lease
  if take.kind == 'total' then life = math.max(p.lease, take.span) + KEPT_MS end
  keep(key, life)
  keep(leases, life)
end)
return { 1, now }`;

/** KEYS: those of the takes. Answers 1, or 0 if a reservation with leases was settled before. */
export const settleScript = `${shared}
local p = cjson.decode(ARGV[1])
local leased, known = false, false
each(p.takes, 1, function(take, key, leases)
  if not leases then return end
  leased = true
  lapse(key, leases, take.kind)
  if redis.call('HEXISTS', key, 'l:' .. p.id) == 1 or redis.call('HEXISTS', key, 'g:' .. p.id) == 1 then known = true end
end)
if leased and not known then return 0 end
each(p.takes, 1, function(take, key, leases, index)
  local used = p.actual[index]
  if take.kind == 'window' then
    window(key, take.span)
    local slot = slot_at(p.at, take.span)
    if used > take.amount then
      add_to_window(key, take.span, slot_at(now, take.span), used - take.amount)
    else
      local there = number(redis.call('HGET', key, slot))
      local back = math.min(there, take.amount - used)
      if back > 0 then add_to_window(key, take.span, slot, -back) end
    end
    return
  end
  local live, lapsed = redis.call('HGET', key, 'l:' .. p.id), redis.call('HGET', key, 'g:' .. p.id)
  if live then add(key, 'held', -(parts(live))) end
  if lapsed then
    local amount, charge = parts(lapsed)
    if charge then add(key, 'used', -amount) end
  end
  redis.call('HDEL', key, 'l:' .. p.id, 'g:' .. p.id)
  redis.call('ZREM', leases, p.id)
  if take.kind == 'total' and (live or lapsed) then add(key, 'used', used) end
  tidy(key, leases)
end)
return 1`;

/** KEYS: those of the takes of one lease. A lapsed lease lives again: its holder was only cut off. */
export const renewScript = `${shared}
local p = cjson.decode(ARGV[1])
each(p.takes, 1, function(take, key, leases)
  if not leases then return end
  lapse(key, leases, take.kind)
  local lapsed = redis.call('HGET', key, 'g:' .. p.id)
  if lapsed then
    local amount, charge = parts(lapsed)
    add(key, 'held', amount)
    if charge then add(key, 'used', -amount) end
    redis.call('HDEL', key, 'g:' .. p.id)
    redis.call('HSET', key, 'l:' .. p.id, lapsed)
  elseif redis.call('HEXISTS', key, 'l:' .. p.id) == 0 then
    return
  end
  redis.call('ZADD', leases, now + p.lease, p.id)
  keep(key, p.lease)
  keep(leases, p.lease)
end)
return 1`;

/** KEYS: those of one meter. Answers {used, held}. */
export const measureScript = `${shared}
local take = cjson.decode(ARGV[1])
local used, held = measure(take, KEYS[1], KEYS[2])
if KEYS[2] then tidy(KEYS[1], KEYS[2]) end
return { text(used), text(held) }`;

/** KEYS: a value. ARGV: amount, life in milliseconds. A counter's life begins with its first addition. */
export const addScript = `
redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return redis.call('GET', KEYS[1])`;

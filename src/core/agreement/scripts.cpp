#include "meridian/core/agreement/scripts.hpp"

namespace meridian::agreement {

namespace {

// What the hashes have:
//   state     epoch, number, run, reported, quiet: times in milliseconds
//   members   edge -> run sequence digest format topology shared overrides epoch number reported
//             silent(0|1)
//   opinions  edge -> its rows as in a report
//   tallies   "upstream m|u|p|a" -> members, fresh votes up, down by path, down by answer
//   counts    "topology" and "topology shared" -> fresh edges
//   formats   format -> members that read up to it
//   verdicts  upstream -> as a row of an answer
// fresh and silent are sorted by the time of the last report.
constexpr std::string_view kReportScript = R"lua(
local state, members, opinions, tallies, counts, formats, verdicts, fresh, silent, events =
  unpack(KEYS)
local CLOCK_STEP_MAX, EXPIRIES, MEMBERS_MAX, EVENTS_MAX, VERDICTS_MAX = 1000, 4, 4096, 1000, 4096
local NEED_FULL, YES, STALE, REFUSED = 'send_full', 'yes', 'stale', 'refused'

local call = redis.call
local function whole(number) return string.format('%.0f', number) end

local text = ARGV[1]
local head, rows = string.match(text, '^([^\n]*)\n(.*)$')
local word = {}
for one in string.gmatch(head or '', '[^ ]+') do word[#word + 1] = one end
if word[1] ~= 'report' or word[2] ~= '1' or #word < 16 then
  return redis.error_reply('MERIDIAN a report of another format')
end
local edge, run, sequence, extent = word[3], word[4], tonumber(word[5]), word[6]
local lease, member_ttl = tonumber(word[7]), tonumber(word[8])
local base, digest, topology, shared = word[9], word[10], word[11], word[12]
local overrides, format, known = word[13], word[14], word[15] .. ' ' .. word[16]
local full, leaving = extent == 'full', extent == 'leaving'

local now, store_run = tonumber(ARGV[3]), ARGV[4]
if not now then
  local time = call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  store_run = string.match(call('INFO', 'server'), 'run_id:(%x+)')
end

local function votes_of(text_of)
  return string.gmatch(text_of, '([^ \n]+) (%a+) (%d+)[^\n]*\n')
end

local COLUMN = {up = 'u', path = 'p', answer = 'a'}
local function count_vote(name, vote, by)
  if COLUMN[vote] then call('HINCRBY', tallies, name .. ' ' .. COLUMN[vote], by) end
end

local function count(key, field, by)
  if call('HINCRBY', key, field, by) == 0 then call('HDEL', key, field) end
end

local function count_digests(member, by)
  count(counts, member.topology, by)
  count(counts, member.topology .. ' ' .. member.shared, by)
end

local function read_member(name)
  local packed = call('HGET', members, name)
  if not packed then return nil end
  local member = {}
  member.run, member.sequence, member.digest, member.format, member.topology, member.shared,
    member.overrides, member.known, member.reported, member.silent =
    string.match(packed, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+ %S+) (%S+) (%S+)$')
  member.sequence = tonumber(member.sequence)
  member.silent = member.silent == '1'
  return member
end

local function write_member(name, member)
  call('HSET', members, name, table.concat({member.run, whole(member.sequence), member.digest,
    member.format, member.topology, member.shared, member.overrides, member.known,
    member.reported, member.silent and '1' or '0'}, ' '))
end

local function tell(kind, by, upstream)
  call('XADD', events, 'MAXLEN', '~', EVENTS_MAX, '*', 'e',
    table.concat({whole(now), kind, by, upstream or '-'}, ' '))
end

-- False: nobody has the upstream any more.
local function drop_opinion(name, vote, was_fresh)
  if was_fresh then count_vote(name, vote, -1) end
  if call('HINCRBY', tallies, name .. ' m', -1) > 0 then return true end
  call('HDEL', tallies, name .. ' m', name .. ' u', name .. ' p', name .. ' a')
  return false
end

local function remove(name, why)
  local member = read_member(name)
  for upstream, vote in votes_of(call('HGET', opinions, name) or '') do
    drop_opinion(upstream, vote, not member.silent)
  end
  count(formats, member.format, -1)
  if not member.silent then count_digests(member, -1) end
  call('ZREM', member.silent and silent or fresh, name)
  call('HDEL', members, name)
  call('HDEL', opinions, name)
  tell(why, name)
end

local epoch, number, run_before, reported, quiet_until =
  unpack(call('HMGET', state, 'epoch', 'number', 'run', 'reported', 'quiet'))
number, reported, quiet_until = tonumber(number) or 0, tonumber(reported) or 0,
  tonumber(quiet_until) or 0
local number_before = number

-- A gap?
local other = not epoch or run_before ~= store_run
if other then
  epoch = string.sub(store_run, 1, 16) .. '-' .. whole(now)
  number = number + 1
end
if other or now - reported > math.floor(lease / 2) or now + CLOCK_STEP_MAX < reported then
  quiet_until = now + lease
  reported = now
end
local quiet = now < quiet_until

-- Edges that were silent for too long; a few, so that no report pays for many.
if not quiet then
  local left = EXPIRIES
  for _, name in ipairs(call('ZRANGEBYSCORE', fresh, '-inf', '(' .. whole(now - lease),
      'LIMIT', 0, left)) do
    left = left - 1
    local member = read_member(name)
    call('ZADD', silent, call('ZSCORE', fresh, name), name)
    call('ZREM', fresh, name)
    for upstream, vote in votes_of(call('HGET', opinions, name) or '') do
      count_vote(upstream, vote, -1)
    end
    count_digests(member, -1)
    member.silent = true
    write_member(name, member)
  end
  if left > 0 then
    for _, name in ipairs(call('ZRANGEBYSCORE', silent, '-inf', '(' .. whole(now - member_ttl),
        'LIMIT', 0, left)) do
      remove(name, 'gone')
    end
  end
end

-- Is it taken?
local member = read_member(edge)
local taken = YES
if not member then
  if not full then taken = leaving and STALE or NEED_FULL
  elseif call('HLEN', members) >= MEMBERS_MAX then taken = REFUSED end
elseif member.run == run and sequence <= member.sequence then taken = STALE
elseif full then taken = YES
elseif member.run ~= run then taken = leaving and STALE or NEED_FULL
elseif not leaving and member.digest ~= base then taken = NEED_FULL end

if taken == YES then reported = now end
if taken == YES and leaving then remove(edge, 'left') end
if taken == YES and not leaving then
  local held = {}
  local before = call('HGET', opinions, edge) or ''
  if not member then
    member = {}
    tell('joined', edge)
  else
    count(formats, member.format, -1)
    if member.silent then
      for upstream, vote in votes_of(before) do count_vote(upstream, vote, 1) end
      call('ZREM', silent, edge)
    else
      count_digests(member, -1)
    end
  end
  call('ZADD', fresh, whole(now), edge)
  member.run, member.sequence, member.digest, member.format = run, sequence, digest, format
  member.topology, member.shared, member.overrides, member.known = topology, shared, overrides,
    known
  member.reported, member.silent = whole(now), false
  count(formats, format, 1)
  count_digests(member, 1)
  write_member(edge, member)

  if rows ~= '' or full then
    local carried = {}
    for upstream, vote, quorum in votes_of(rows) do carried[upstream] = {vote, quorum} end
    local after = {}
    for upstream, vote, quorum in votes_of(before) do
      held[upstream] = vote
      if not carried[upstream] then
        if not full then
          after[#after + 1] = upstream .. ' ' .. vote .. ' ' .. quorum .. '\n'
        elseif not drop_opinion(upstream, vote, true) and
            call('HDEL', verdicts, upstream) == 1 then
          number = number + 1
        end
      end
    end
    for upstream, opinion in pairs(carried) do
      if not held[upstream] then
        call('HINCRBY', tallies, upstream .. ' m', 1)
      else
        count_vote(upstream, held[upstream], -1)
      end
      count_vote(upstream, opinion[1], 1)
      after[#after + 1] = upstream .. ' ' .. opinion[1] .. ' ' .. opinion[2] .. '\n'
    end
    call('HSET', opinions, edge, table.concat(after))
  end

  -- Only votes that are carried decide.
  if not quiet then
    for upstream, vote, quorum in votes_of(rows) do
      local tally = call('HMGET', tallies, upstream .. ' m', upstream .. ' u', upstream .. ' p',
        upstream .. ' a')
      local all, up = tonumber(tally[1]) or 0, tonumber(tally[2]) or 0
      local by_path, by_answer = tonumber(tally[3]) or 0, tonumber(tally[4]) or 0
      local down = by_path + by_answer
      local needed = math.floor(all / 2) + 1
      if tonumber(quorum) > 0 then needed = math.min(tonumber(quorum), all) end
      local was, was_kind, since = string.match(call('HGET', verdicts, upstream) or '',
        '^(%S+) (%S+) (%S+)')
      local out = was == 'out'
      local becomes, kind = nil, was_kind
      if COLUMN[vote] == 'u' then
        if out and down < needed and up > down then becomes = 'in' end
      elseif COLUMN[vote] and down >= needed then
        kind = by_answer >= needed and 'answer' or 'path'
        if not out or was_kind ~= kind then becomes = 'out' end
      end
      if becomes then
        if (becomes == 'out') ~= out then
          since = whole(now)
          tell(becomes, edge, upstream)
        end
        call('HSET', verdicts, upstream, table.concat({becomes, kind, since, whole(down),
          whole(all), edge}, ' '))
        number = number + 1
      end
    end
    if call('HLEN', verdicts) > VERDICTS_MAX then
      for _, upstream in ipairs(call('HKEYS', verdicts)) do
        if call('HEXISTS', tallies, upstream .. ' m') == 0 then
          call('HDEL', verdicts, upstream)
        end
      end
    end
  end
end

call('HSET', state, 'epoch', epoch, 'number', whole(number), 'run', store_run,
  'reported', whole(reported), 'quiet', whole(quiet_until))
local version = epoch .. ' ' .. whole(number)
if number ~= number_before and ARGV[2] ~= '' then call('PUBLISH', ARGV[2], version) end

local lowest
for _, one in ipairs(call('HKEYS', formats)) do
  if not lowest or tonumber(one) < tonumber(lowest) then lowest = one end
end
local news = version ~= known
local answer = {table.concat({'answer 1', taken, whole(now), version,
  whole(call('ZCARD', fresh)), call('HGET', counts, topology) or '0',
  call('HGET', counts, topology .. ' ' .. shared) or '0', lowest or '1',
  news and 'verdicts' or 'same'}, ' ') .. '\n'}
if news then
  local all = call('HGETALL', verdicts)
  for i = 1, #all, 2 do answer[#answer + 1] = all[i] .. ' ' .. all[i + 1] .. '\n' end
end
return table.concat(answer)
)lua";

constexpr std::string_view kEdgesScript = R"lua(
local text = {'edges 1\n'}
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local format, topology, shared, overrides, known, reported, silent = string.match(all[i + 1],
    '^%S+ %S+ %S+ (%S+) (%S+) (%S+) (%S+) (%S+ %S+) (%S+) (%S+)$')
  text[#text + 1] = table.concat({all[i], reported, silent == '1' and 'silent' or 'fresh',
    topology, shared, overrides, format, known}, ' ') .. '\n'
end
return table.concat(text)
)lua";

constexpr std::string_view kEventsScript = R"lua(
local text = {}
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[10], '+', '-', 'COUNT', ARGV[1])) do
  table.insert(text, 1, entry[2][2] .. '\n')
end
return 'events 1\n' .. table.concat(text)
)lua";

}  // namespace

std::string_view report_script() {
  return kReportScript;
}

std::string_view edges_script() {
  return kEdgesScript;
}

std::string_view events_script() {
  return kEventsScript;
}

std::vector<std::string> keys_of(std::string_view cluster) {
  std::vector<std::string> keys;
  for (const char* name : {"state", "members", "opinions", "tallies", "counts", "formats",
                           "verdicts", "fresh", "silent", "events"})
    keys.push_back("{meridian:" + std::string(cluster) + "}:agreement:" + name);
  return keys;
}

std::string channel_of(std::string_view cluster) {
  return "{meridian:" + std::string(cluster) + "}:changes";
}

}  // namespace meridian::agreement

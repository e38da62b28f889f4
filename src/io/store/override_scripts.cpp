#include "io/store/override_scripts.hpp"

namespace meridian::store {

namespace {

// Numbers stay text: they have 64 bits, and those of Lua 53.
constexpr const char* kCompareAndSet = R"lua(
local stands = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'digest', 'text')
local epoch, version = stands[1] or '0', stands[2] or '0'
if epoch ~= ARGV[1] or version ~= ARGV[2] then
  return {0, epoch, version, stands[3] or '', stands[4] or ''}
end
redis.call('HSET', KEYS[1], 'format', '1', 'epoch', ARGV[3], 'version', ARGV[4],
           'digest', ARGV[5], 'text', ARGV[6])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'kind', 'overrides', 'edge', ARGV[9],
           'epoch', ARGV[3], 'version', ARGV[4])
redis.call('PUBLISH', ARGV[7], ARGV[8])
return {1}
)lua";

constexpr const char* kKeepConflict = R"lua(
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  if entry[2][2] == ARGV[1] then return 0 end
end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[4], '*', 'id', ARGV[1], 'edge', ARGV[2], 'text', ARGV[3])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'kind', 'override_conflict', 'edge', ARGV[2],
           'id', ARGV[1])
return 1
)lua";

}  // namespace

const redis::Script& compare_and_set() {
  static const redis::Script script(kCompareAndSet);
  return script;
}

const redis::Script& keep_one_conflict() {
  static const redis::Script script(kKeepConflict);
  return script;
}

}  // namespace meridian::store

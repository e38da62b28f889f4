#include "app/privileges.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "meridian/core/base/check.hpp"

namespace meridian::app {

namespace {

Error refused(const std::string& key, const std::string& text) {
  return {ErrorCode::invalid, ErrorSource::system, false, key + ": " + text};
}

struct Identity {
  uid_t user = 0;
  gid_t group = 0;
};

Result<Identity> find(const std::string& user, const std::string& group) {
  std::array<char, 16 * 1024> room;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(user.c_str(), &entry, room.data(), room.size(), &found) != 0 || found == nullptr)
    return refused("edge.user", "there is no user `" + user + "`; make it with `useradd --system`");
  Identity identity{entry.pw_uid, entry.pw_gid};
  if (group.empty()) return identity;
  ::group group_entry{};
  ::group* group_found = nullptr;
  if (::getgrnam_r(group.c_str(), &group_entry, room.data(), room.size(), &group_found) != 0 ||
      group_found == nullptr)
    return refused("edge.group", "there is no group `" + group + "`");
  identity.group = group_entry.gr_gid;
  return identity;
}

}  // namespace

Result<bool> become(const std::string& user, const std::string& group) {
  if (user.empty()) return true;
  auto identity = find(user, group);
  if (identity.has_error()) return identity.error();
  if (::geteuid() == identity->user) return true;  // a process that was started by one that had
  if (::geteuid() != 0)
    return refused("edge.user", "only root can become `" + user + "`; start as root or remove it");
  const bool changed = ::initgroups(user.c_str(), identity->group) == 0 &&
                       ::setresgid(identity->group, identity->group, identity->group) == 0 &&
                       ::setresuid(identity->user, identity->user, identity->user) == 0;
  if (!changed)
    return refused("edge.user", "cannot become it: " + std::string(std::strerror(errno)));
  MERIDIAN_CHECK(identity->user == 0 || ::setresuid(0, 0, 0) != 0);
  return true;
}

}  // namespace meridian::app

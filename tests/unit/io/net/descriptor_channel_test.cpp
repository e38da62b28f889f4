#include "meridian/io/net/descriptor_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace meridian::net {
namespace {

using ::testing::HasSubstr;

TEST(DescriptorChannel, CarriesTextAndOpenDescriptors) {
  auto ends = *DescriptorChannel::make();
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  ASSERT_TRUE(ends.first.send("a pipe", pipe));
  ::close(pipe[0]);
  ::close(pipe[1]);
  const auto received = *ends.second.receive();
  EXPECT_EQ(received.text, "a pipe");
  ASSERT_EQ(received.descriptors.size(), 2U);
  EXPECT_EQ(::write(received.descriptors[1], "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(::read(received.descriptors[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
  for (const int fd : received.descriptors) ::close(fd);
}

TEST(DescriptorChannel, KeepsMessagesApart) {
  auto ends = *DescriptorChannel::make();
  ASSERT_TRUE(ends.first.send("one") && ends.first.send("two"));
  EXPECT_EQ(ends.second.receive()->text, "one");
  EXPECT_EQ(ends.second.receive()->text, "two");
}

TEST(DescriptorChannel, TellsThatTheOtherEndIsGone) {
  auto ends = *DescriptorChannel::make();
  { const DescriptorChannel gone = std::move(ends.first); }
  EXPECT_THAT(ends.second.receive().error().context, HasSubstr("the other process has ended"));
  EXPECT_THAT(ends.second.send("x").error().context, HasSubstr("the other process has ended"));
}

TEST(DescriptorChannel, DoesNotWaitForEver) {
  auto ends = *DescriptorChannel::make();
  ends.second.set_patience(10);
  EXPECT_THAT(ends.second.receive().error().context, HasSubstr("does not answer"));
}

}  // namespace
}  // namespace meridian::net

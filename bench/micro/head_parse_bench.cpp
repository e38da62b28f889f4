// What one request costs in the HTTP/1.1 core: the head of a browser, 13 fields, 640 bytes.
#include <benchmark/benchmark.h>

#include "meridian/core/http/admission.hpp"
#include "meridian/core/http/rewrite.hpp"

namespace {

using namespace meridian;
using namespace meridian::http;

constexpr std::string_view kBrowserHead =
    "GET /products/list?category=lamps&page=3 HTTP/1.1\r\n"
    "Host: shop.example.com\r\n"
    "Connection: keep-alive\r\n"
    "sec-ch-ua: \"Chromium\";v=\"118\", \"Not=A?Brand\";v=\"99\"\r\n"
    "sec-ch-ua-mobile: ?0\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/118.0.0.0 Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Referer: https://shop.example.com/products\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\n"
    "Cookie: session=9f8c2f0e4b7d4c6a8e1d2b3c4d5e6f70; theme=dark; consent=1\r\n"
    "\r\n";

constexpr std::string_view kOriginHead =
    "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    "Content-Type: text/html; charset=utf-8\r\nContent-Length: 100\r\nETag: \"5f3\"\r\n"
    "Cache-Control: private, max-age=0\r\nVary: Accept-Encoding\r\n\r\n";

ForwardFacts facts() {
  ForwardFacts facts;
  facts.client = facts.peer = IpAddress::v4(0xc6336407);
  facts.tls = true;
  facts.listener_port = 443;
  facts.edge_id = "edge-fra-1";
  facts.request_id = "01HF3Z8Q5N6W7X8Y9Z0A1B2C3D";
  return facts;
}

void BM_ParseRequestHead(benchmark::State& state) {
  static RequestHead head;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parse_request_head(kBrowserHead, limits::kHeadBytesMax, head));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_ParseRequestHead);

void BM_AdmitRequest(benchmark::State& state) {
  static RequestHead head;
  parse_request_head(kBrowserHead, limits::kHeadBytesMax, head);
  for (auto _ : state) benchmark::DoNotOptimize(admit_request(head));
}
BENCHMARK(BM_AdmitRequest);

void BM_WriteUpstreamHead(benchmark::State& state) {
  static RequestHead head;
  parse_request_head(kBrowserHead, limits::kHeadBytesMax, head);
  const ForwardFacts forward = facts();
  char area[4096];
  for (auto _ : state) {
    Output out(area, sizeof area);
    benchmark::DoNotOptimize(write_upstream_head(head, Framing{}, forward, out));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_WriteUpstreamHead);

void BM_RequestThroughTheCore(benchmark::State& state) {
  static RequestHead head;
  const ForwardFacts forward = facts();
  char area[4096];
  for (auto _ : state) {
    parse_request_head(kBrowserHead, limits::kHeadBytesMax, head);
    const RequestVerdict verdict = admit_request(head);
    Output out(area, sizeof area);
    benchmark::DoNotOptimize(write_upstream_head(head, verdict.framing, forward, out));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_RequestThroughTheCore);

void BM_ResponseThroughTheCore(benchmark::State& state) {
  static ResponseHead head;
  std::string in(kOriginHead);
  ResponseFacts response;
  response.edge_id = "edge-fra-1";
  response.request_id = "01HF3Z8Q5N6W7X8Y9Z0A1B2C3D";
  char area[4096];
  for (auto _ : state) {
    parse_response_head(in, limits::kHeadBytesMax, head);
    const FramingVerdict verdict = judge_response(head, Method::get);
    Output out(area, sizeof area);
    benchmark::DoNotOptimize(write_client_head(head, verdict.framing, response, out));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_ResponseThroughTheCore);

}  // namespace

BENCHMARK_MAIN();

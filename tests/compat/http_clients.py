"""http_clients.py BASE_URL CA: requests, httpx (over HTTP/1.1 and HTTP/2) and aiohttp echo 1 MiB and follow an event stream."""

import asyncio
import os
import ssl
import sys

import aiohttp
import httpx
import requests

BASE, CA = sys.argv[1:]
SCHEME = BASE.split(":")[0]
BODY = os.urandom(1 << 20)
EVENT_BYTES = 128 << 10
TIMEOUT = 60


def pieces():
    for at in range(0, len(BODY), 50_000):
        yield BODY[at : at + 50_000]


async def pieces_async():
    for piece in pieces():
        yield piece


def expect_echo(client, framing, answer):
    assert answer == BODY, f"{client}: the {framing} echo differs, {len(answer)} bytes"


def event_text(line):
    """The data of an event's line; None for the others."""
    return line[6:] if line.startswith("data: ") else None


def check_events(client, count):
    assert count == 8, f"{client}: {count} events before the last one"


def with_requests():
    session = requests.Session()
    session.trust_env = False  # nothing but CA is trusted
    session.verify = CA
    fixed = session.post(f"{BASE}/echo", data=BODY, timeout=TIMEOUT)
    expect_echo("requests", "fixed", fixed.content)
    chunked = session.post(f"{BASE}/echo", data=pieces(), timeout=TIMEOUT)
    assert chunked.headers["Transfer-Encoding"] == "chunked"
    expect_echo("requests", "chunked", chunked.content)
    url = f"{BASE}/events?id=requests-{SCHEME}&bytes={EVENT_BYTES}"
    count = 0
    with session.get(url, stream=True, timeout=TIMEOUT) as stream:
        # What is there, not what fills a buffer.
        for line in stream.iter_lines(chunk_size=None, decode_unicode=True):
            text = event_text(line)
            if text == "done" or text is None:
                continue
            session.post(f"{BASE}/ack?id=requests-{SCHEME}", data=text, timeout=TIMEOUT).raise_for_status()
            count += 1
    check_events("requests", count)


def with_httpx(http2):
    """Without TLS, httpx speaks HTTP/2 by prior knowledge where HTTP/1.1 is off."""
    name = f"httpx-{2 if http2 else 1}-{SCHEME}"
    with httpx.Client(verify=CA, timeout=TIMEOUT, trust_env=False, http1=not http2, http2=http2) as client:
        fixed = client.post(f"{BASE}/echo", content=BODY)
        assert fixed.http_version == ("HTTP/2" if http2 else "HTTP/1.1"), fixed.http_version
        expect_echo(name, "fixed", fixed.content)
        expect_echo(name, "chunked", client.post(f"{BASE}/echo", content=pieces()).content)
        count = 0
        with client.stream("GET", f"{BASE}/events?id={name}&bytes={EVENT_BYTES}") as stream:
            for line in stream.iter_lines():
                text = event_text(line.rstrip("\n"))
                if text == "done" or text is None:
                    continue
                client.post(f"{BASE}/ack?id={name}", content=text).raise_for_status()
                count += 1
        check_events(name, count)


async def with_aiohttp():
    context = ssl.create_default_context(cafile=CA)
    timeout = aiohttp.ClientTimeout(total=None, sock_read=TIMEOUT)
    connector = aiohttp.TCPConnector(ssl=context)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        for framing, body in (("fixed", BODY), ("chunked", pieces_async())):
            async with session.post(f"{BASE}/echo", data=body) as answer:
                expect_echo("aiohttp", framing, await answer.read())
        count = 0
        url = f"{BASE}/events?id=aiohttp-{SCHEME}&bytes={EVENT_BYTES}"
        async with session.get(url, read_bufsize=1 << 20) as stream:
            async for line in stream.content:
                text = event_text(line.decode().rstrip("\n"))
                if text == "done" or text is None:
                    continue
                async with session.post(f"{BASE}/ack?id=aiohttp-{SCHEME}", data=text) as answer:
                    answer.raise_for_status()
                count += 1
        check_events("aiohttp", count)


with_requests()
with_httpx(http2=False)
with_httpx(http2=True)
asyncio.run(with_aiohttp())

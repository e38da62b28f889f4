// node http_clients.cjs BASE_URL CA: undici echoes 1 MiB and follows an event stream.
const assert = require('node:assert')
const crypto = require('node:crypto')
const fs = require('node:fs')
const readline = require('node:readline')
const { Readable } = require('node:stream')
const { Agent, fetch, request, setGlobalDispatcher } = require('undici')

const [base, ca] = process.argv.slice(2)
const id = `undici-${new URL(base).protocol.slice(0, -1)}`
const body = crypto.randomBytes(1 << 20)
const eventBytes = 128 << 10
setGlobalDispatcher(new Agent({
  connect: { ca: fs.readFileSync(ca) },
  pipelining: 1,
  headersTimeout: 60_000,
  bodyTimeout: 60_000,
}))

function* pieces() {
  for (let at = 0; at < body.length; at += 50_000) yield body.subarray(at, at + 50_000)
}

async function echo() {
  const fixed = await request(`${base}/echo`, { method: 'POST', body })
  assert.strictEqual(fixed.headers['content-length'], String(body.length))
  assert(body.equals(Buffer.from(await fixed.body.arrayBuffer())), 'the fixed echo differs')
  const chunked = await request(`${base}/echo`, { method: 'POST', body: Readable.from(pieces()) })
  assert.strictEqual(chunked.headers['transfer-encoding'], 'chunked')
  assert(body.equals(Buffer.from(await chunked.body.arrayBuffer())), 'the chunked echo differs')
  const fetched = await fetch(`${base}/echo`, { method: 'POST', body })
  assert(body.equals(Buffer.from(await fetched.arrayBuffer())), 'the fetched echo differs')
}

async function followEvents() {
  const stream = await request(`${base}/events?id=${id}&bytes=${eventBytes}`)
  let count = 0
  for await (const line of readline.createInterface({ input: stream.body })) {
    if (!line.startsWith('data: ') || line === 'data: done') continue
    const answer = await request(`${base}/ack?id=${id}`, { method: 'POST', body: line.slice(6) })
    assert.strictEqual(answer.statusCode, 200, await answer.body.text())
    count += 1
  }
  assert.strictEqual(count, 8, 'events before the last one')
}

echo().then(followEvents).then(() => process.exit(0))

// node http2_clients.cjs BASE_URL CA: over HTTP/2, undici (where there is TLS) and node's own client
// echo 1 MiB, with and without an announced length, follow an event stream and, by ws, talk through a
// WebSocket on one connection.
const assert = require('node:assert')
const crypto = require('node:crypto')
const { once } = require('node:events')
const fs = require('node:fs')
const http2 = require('node:http2')
const readline = require('node:readline')
const { Agent, request } = require('undici')
const WebSocket = require('ws')

const [base, ca] = process.argv.slice(2)
const scheme = new URL(base).protocol.slice(0, -1)
const body = crypto.randomBytes(1 << 20)
const eventBytes = 32 << 10 // less than a window, or the stream that follows would stop the others

async function withUndici() {
  const dispatcher = new Agent({ allowH2: true, connect: { ca: fs.readFileSync(ca) } })
  const answer = await request(`${base}/echo`, { method: 'POST', body, dispatcher })
  assert.strictEqual(answer.headers.connection, undefined, 'this was not HTTP/2')
  assert(body.equals(Buffer.from(await answer.body.arrayBuffer())), 'the echo to undici differs')
  await dispatcher.close()
}

function ask(session, path, method, content, headers = {}) {
  const stream = session.request({ ':method': method, ':path': path, ...headers })
  stream.end(content)
  return new Promise((resolve, reject) => {
    const chunks = []
    let status
    stream.on('response', (fields) => { status = fields[':status'] })
    stream.on('data', (chunk) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('end', () => resolve({ status, content: Buffer.concat(chunks) }))
  })
}

async function echo(session) {
  const length = { 'content-length': body.length }
  const asked = [length, {}, length, {}].map((fields) => ask(session, '/echo', 'POST', body, fields))
  for (const answer of await Promise.all(asked)) {
    assert.strictEqual(answer.status, 200)
    assert(body.equals(answer.content), 'the echo differs')
  }
}

async function followEvents(session) {
  const id = `http2-${scheme}`
  const stream = session.request({ ':path': `/events?id=${id}&bytes=${eventBytes}` })
  let count = 0
  for await (const line of readline.createInterface({ input: stream })) {
    if (!line.startsWith('data: ') || line === 'data: done') continue
    const answer = await ask(session, `/ack?id=${id}`, 'POST', line.slice(6))
    assert.strictEqual(answer.status, 200, answer.content.toString())
    count += 1
  }
  assert.strictEqual(count, 8, 'events before the last one')
}

// RFC 8441. ws has no client for it, but speaks on any stream that is open.
async function talk(session) {
  if (!session.remoteSettings?.enableConnectProtocol) await once(session, 'remoteSettings')
  assert(session.remoteSettings.enableConnectProtocol, 'WebSocket is not offered')
  const stream = session.request({
    ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/ws', 'sec-websocket-version': 13
  })
  const [fields] = await once(stream, 'response')
  assert.strictEqual(fields[':status'], 200)
  const socket = new WebSocket(null, undefined, { autoPong: true })
  socket._isServer = false // it masks, as clients do
  socket.setSocket(stream, Buffer.alloc(0), { maxPayload: 2 << 20, skipUTF8Validation: false })
  socket.send(body)
  const [message] = await once(socket, 'message')
  assert(body.equals(message), 'the echo of the WebSocket differs')
  socket.terminate()
}

async function main() {
  if (scheme === 'https') await withUndici()
  const session = http2.connect(base, { ca: fs.readFileSync(ca) })
  await echo(session)
  await followEvents(session)
  await talk(session)
  session.close()
}

main().then(() => process.exit(0))

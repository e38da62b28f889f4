// node socket_clients.cjs BASE_URL CA: ws and socket.io echo 1 MiB through upgraded connections.
const assert = require('node:assert')
const crypto = require('node:crypto')
const { once } = require('node:events')
const fs = require('node:fs')
const { io } = require('socket.io-client')
const WebSocket = require('ws')

const [base, caFile] = process.argv.slice(2)
const ca = fs.readFileSync(caFile)
const body = crypto.randomBytes(1 << 20)

async function withWs() {
  const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws`, { ca })
  await once(socket, 'open')
  const echoed = async (send, what) => {
    const answer = once(socket, 'message')
    send()
    const [message] = await answer
    assert(body.equals(message), `ws: ${what} differs`)
  }
  await echoed(() => socket.send(body), 'one message')
  await echoed(() => {
    for (let at = 0; at < body.length; at += 10_000)
      socket.send(body.subarray(at, at + 10_000), { fin: at + 10_000 >= body.length })
  }, 'a message in fragments')
  socket.ping()
  await once(socket, 'pong')
  socket.close(1000, 'done')
  const [code, reason] = await once(socket, 'close')
  assert.strictEqual(`${code} ${reason}`, '1000 done')
}

async function withSocketIo(transports, last) {
  const socket = io(base, { ca, transports, forceNew: true, reconnection: false })
  socket.on('connect_error', (error) => { throw error })
  await once(socket, 'connect')
  if (socket.io.engine.transport.name !== last) await once(socket.io.engine, 'upgrade')
  const answer = await socket.timeout(60_000).emitWithAck('echo', body)
  assert(body.equals(answer), `socket.io by ${transports}: the echo differs`)
  assert.strictEqual(socket.io.engine.transport.name, last)
  socket.disconnect()
}

async function main() {
  await withWs()
  await withSocketIo(['polling'], 'polling')
  await withSocketIo(['websocket'], 'websocket')
  await withSocketIo(['polling', 'websocket'], 'websocket')
}

main().then(() => process.exit(0))

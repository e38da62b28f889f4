// node origin.cjs PORT: what the clients here talk to through the edge. Prints "listening" once.
//
//   POST /echo               the request's body, framed as it came
//   GET  /events?id=I&bytes=N  server-sent events: eight of N random bytes in base64, each sent only
//                            when the one before was acknowledged, then the event `done`
//   POST /ack?id=I           acknowledges with the same text; 409 if it is another
//   /ws, /socket.io          echo of every message
// Whoever holds an event back until there is more of the stream waits for ever.
const crypto = require('node:crypto')
const http = require('node:http')
const { Server } = require('socket.io')
const { WebSocketServer } = require('ws')

const port = Number(process.argv[2])
const eventsMax = 8
const messageBytesMax = 4 << 20
const streams = new Map() // by id: {response, bytes, sent, text}

function echo(request, response) {
  const length = request.headers['content-length']
  response.writeHead(200, length === undefined ? {} : { 'Content-Length': length })
  request.pipe(response)
}

function sendEvent(id) {
  const stream = streams.get(id)
  if (stream.sent === eventsMax) {
    streams.delete(id)
    return stream.response.end('event: done\ndata: done\n\n')
  }
  stream.sent += 1
  stream.text = crypto.randomBytes(stream.bytes).toString('base64')
  stream.response.write(`data: ${stream.text}\n\n`)
}

function events(url, response) {
  const id = url.searchParams.get('id')
  const bytes = Number(url.searchParams.get('bytes'))
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  streams.set(id, { response, bytes, sent: 0, text: '' })
  sendEvent(id)
}

function acknowledge(url, request, response) {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    const id = url.searchParams.get('id')
    const same = streams.get(id)?.text === Buffer.concat(pieces).toString('latin1')
    response.writeHead(same ? 200 : 409).end(same ? 'next\n' : 'that is not what was sent\n')
    if (same) sendEvent(id)
  })
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://origin')
  if (url.pathname === '/echo') return echo(request, response)
  if (url.pathname === '/events') return events(url, response)
  if (url.pathname === '/ack') return acknowledge(url, request, response)
  response.writeHead(404).end()
})

new Server(server, { maxHttpBufferSize: messageBytesMax, destroyUpgrade: false }).on(
  'connection', (socket) => socket.on('echo', (message, answer) => answer(message)))

const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax })
sockets.on('connection', (socket) => {
  socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }))
})
server.on('upgrade', (request, socket, head) => {
  if (request.url !== '/ws') return
  sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened))
})

// A connection that waited for a busy machine is not closed just as a POST is sent on it.
server.keepAliveTimeout = 0
server.listen(port, '127.0.0.1', () => console.log('listening'))

// node web_sockets.cjs URL COUNT: so many WebSocket connections, each of which sends a number four times a
// second and wants it back. One that is closed with 1001 is opened again; any other end, and an answer
// that does not come or is another, is an error. Prints "open" once all are, and at SIGTERM
// {"echoes": .., "moved": .., "errors": ..}: exit 0 without errors, 1 with some.
const WebSocket = require('ws')

const [url, count] = [process.argv[2], Number(process.argv[3])]
const intervalMs = 250
const answerMaxMs = 20_000
const totals = { echoes: 0, moved: 0, errors: 0 }
let opened = 0
let ending = false

function complain(text) {
  totals.errors += 1
  console.error(text)
}

class Echo {
  constructor() { this.open(true) }

  open(first) {
    this.sent = 0
    this.waiting = null
    this.next = null
    this.socket = new WebSocket(url, { rejectUnauthorized: false, handshakeTimeout: answerMaxMs })
    this.socket.on('open', () => {
      if (first && ++opened === count) console.log('open')
      this.send()
    })
    this.socket.on('message', (message) => this.take(String(message)))
    this.socket.on('error', (error) => complain(`error: ${error.message}`))
    this.socket.on('close', (code) => this.ended(code))
  }

  send() {
    if (ending || this.socket.readyState !== WebSocket.OPEN) return
    this.waiting = setTimeout(() => complain('an answer did not come'), answerMaxMs)
    this.socket.send(String(this.sent))
  }

  take(message) {
    clearTimeout(this.waiting)
    this.waiting = null
    if (message !== String(this.sent)) return complain(`${message} came instead of ${this.sent}`)
    this.sent += 1
    totals.echoes += 1
    this.next = setTimeout(() => this.send(), intervalMs)
  }

  ended(code) {
    clearTimeout(this.waiting)
    clearTimeout(this.next)
    if (ending) return
    if (code !== 1001) return complain(`closed with ${code}`)
    totals.moved += 1
    this.open(false)
  }
}

for (let i = 0; i < count; ++i) new Echo()
process.on('SIGTERM', () => {
  ending = true
  console.log(JSON.stringify(totals))
  process.exit(totals.errors === 0 ? 0 : 1)
})

// node cache_verdicts.mjs BASE_URL OUT: runs http-cache-tests against its own server at BASE_URL and
// writes one line per test, sorted: id, a tab, the verdict. NODE_MODULES names the folder with the
// package.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(`${process.env.NODE_MODULES}/`)
const part = (name) => import(require.resolve(`http-cache-tests/${name}`))

const { runTests, getResults } = await part('client/runner.mjs')
const { default: suites } = await part('tests/index.mjs')
const { default: surrogate } = await part('tests/surrogate-control.mjs')
const fetch = require('node-fetch')

// Tokens, dates and clock readings differ from run to run.
const lasting = (text) =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'TOKEN')
    .replace(/\w{3,9}, \d\d[ -]\w{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT/g, 'DATE')
    .replace(/\b\d{13}\b/g, 'NOW')
    .replace(/http:\/\/[^/ ]*/g, 'BASE')

// Some stale-* tests have the server drop the connection and ask what a cache does then. Without a
// cache that is a broken connection directly, and a 502 through a proxy.
const drops = (test) => test.requests.some((request) => request.disconnect)
const asked = [...suites, surrogate].map((suite) => {
  return { ...suite, tests: suite.tests.filter((test) => !drops(test)) }
})

const [base, out] = process.argv.slice(2)
// Many at once, because what takes time in them is pauses for a cache to go stale; but few enough for
// two runs of this to fit into the 511 connections that wait to be accepted by Node.
await runTests(asked, fetch, false, base, 150)
const lines = Object.entries(getResults()).map(
  ([id, result]) => `${id}\t${result === true ? 'pass' : lasting(result.join(': '))}\n`)
writeFileSync(out, lines.join(''))

// usage: lint.cjs FILE: what redocly (recommended) and spectral (oas) have to say about an OpenAPI
// document in JSON, one line each, warnings and hints too. Exit code 1 where there is anything.
'use strict';
const { readFileSync } = require('node:fs');
const redocly = require('@redocly/openapi-core');
const { Spectral } = require('@stoplight/spectral-core');
const { oas } = require('@stoplight/spectral-rulesets');

const file = process.argv[2];
const source = readFileSync(file, 'utf8');

async function byRedocly() {
  const config = await redocly.createConfig({ extends: ['recommended'] });
  const problems = await redocly.lintFromString({ source, absoluteRef: file, config });
  return problems.map((one) => `redocly: ${one.ruleId}: ${one.message} ${one.location[0].pointer}`);
}

async function bySpectral() {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [oas] });
  const problems = await spectral.run(JSON.parse(source));
  return problems.map((one) => `spectral: ${one.code}: ${one.message} ${one.path.join('/')}`);
}

Promise.all([byRedocly(), bySpectral()]).then((both) => {
  const lines = both.flat();
  for (const line of lines) console.log(line);
  process.exitCode = lines.length === 0 ? 0 : 1;
});

// Runs in a Job with LibreChat's packages and environment: `node smoke_test.cjs URL`, URL being LibreChat's Service.
// Has the doctor's script look until all is well, and fails with what is wrong if that takes too long.
'use strict';

const fs = require('fs');
const path = require('path');
const { randomBytes } = require('crypto');
const { spawnSync } = require('child_process');

const WITHIN_SECONDS = Number(process.env.SMOKE_TEST_SECONDS ?? 300);
const PAUSE_SECONDS = Number(process.env.SMOKE_TEST_PAUSE ?? 10);
const DOCTOR = fs.readFileSync(path.join(__dirname, 'doctor.cjs'), 'utf8');
const DIGITS = { CREDS_KEY: 64, CREDS_IV: 32 };
const LEAST_LENGTH = { JWT_SECRET: 32, JWT_REFRESH_SECRET: 32, MEILI_MASTER_KEY: 16, METRICS_SECRET: 16 };

/** The doctor's checks of these names, as far as an update may not leave them failed: a section, and its problems. */
const CHECKS = {
  keys: ['variables', keys],
  strategies: ['server', ({ signIn }) => Object.entries(signIn).map(([name, status]) => status >= 400 && status !== 429 && `${name}: ${status}`)],
  metrics: ['server', metrics],
  'document-database': ['database', ({ writable, version }) => [!writable && `${version} is read-only`]],
  indexes: ['database', ({ missing, total }) => [missing.length > 0 && `${missing.length} of ${total} missing: ${missing.slice(0, 5).join(', ')}`]],
  'valkey-password': ['redis', ({ ping, open }) => [ping !== 'PONG' ? `PING: ${ping}` : open === 'PONG' && 'PONG without a password']],
  'valkey-eviction': ['redis', ({ policy }) => [policy !== null && policy !== 'noeviction' && policy]],
  'valkey-persistence': ['redis', ({ appendonly, info }) => [appendonly !== null && (info.aof_last_write_status ?? 'ok') !== 'ok' && 'the last write to the append-only file failed']],
  meilisearch: ['meilisearch', meilisearch],
  'rag-api': ['ragApi', ({ health, healthStatus, withToken }) => [health !== 'UP' && `/health: ${healthStatus} ${health ?? ''}`.trim(), withToken !== 200 && `${withToken} with LibreChat's token`]],
  'rag-api-closed': ['ragApi', ({ open }) => [![401, 403].includes(open) && `GET /documents: ${open}`]],
  searxng: ['searxng', ({ status, json }) => [!(status === 200 && json) && `${status}, no JSON`]],
};

function keys({ secrets, sameTokens }) {
  const needed = [...Object.keys(DIGITS), 'JWT_SECRET', 'JWT_REFRESH_SECRET'];
  const wrong = ([name, { length, hex, blank }]) =>
    (name in DIGITS && !(hex && length === DIGITS[name]) && `${name} has not ${DIGITS[name]} hexadecimal digits`) ||
    (length < (LEAST_LENGTH[name] ?? 0) && `${name} has fewer than ${LEAST_LENGTH[name]} characters`) ||
    (blank && `${name} begins or ends with white space`);
  return [
    ...needed.map((name) => !(name in secrets) && `${name} is missing`),
    ...Object.entries(secrets).map(wrong),
    sameTokens && 'JWT_SECRET and JWT_REFRESH_SECRET are the same',
  ];
}

function metrics({ metrics: status, series, wrongBearer }) {
  if (wrongBearer === 200) {
    return ['200 with a wrong bearer'];
  }
  return [status !== null && !(status === 200 && series) && `${status} with METRICS_SECRET`];
}

function meilisearch({ health, status, open, indexes }) {
  const needed = status === 200 ? ['messages', 'convos'] : [];
  return [
    health !== 'available' && `health: ${health}`,
    status !== 200 && `${status} with LibreChat's key`,
    open === 200 && 'open without a key',
    ...needed.map((name) => !indexes.includes(name) && `no index ${name}`),
  ];
}

/** What the doctor's script sees, which loads LibreChat's models, in a process of its own. */
function look(server) {
  const mark = `homelab-${randomBytes(8).toString('hex')} `;
  const input = `const REQUEST = ${JSON.stringify({ connections: [], server, mark })};\n${DOCTOR}`;
  const run = spawnSync(process.execPath, ['--max-old-space-size=384', '-'], { input, encoding: 'utf8', timeout: 90000 });
  const line = (run.stdout ?? '').split('\n').findLast((each) => each.startsWith(mark));
  return line ? JSON.parse(line.slice(mark.length)) : null;
}

/** Lines of the checks, and whether one of them has failed. */
function judge(seen) {
  if (seen === null) {
    return { failed: true, lines: ['failed  doctor: its script printed nothing'] };
  }
  const lines = Object.entries(CHECKS).map(([name, [section, problems]]) => {
    const part = seen[section];
    if (part === undefined) {
      return `skipped ${name}: not used`;
    }
    const found = part.error ? [part.error] : problems(part).filter(Boolean);
    return found.length ? `failed  ${name}: ${found.join('; ')}` : `ok      ${name}`;
  });
  return { failed: lines.some((line) => line.startsWith('failed')), lines };
}

async function main(server) {
  const until = Date.now() + WITHIN_SECONDS * 1000;
  for (;;) {
    const { failed, lines } = judge(look(server));
    const isLast = Date.now() + PAUSE_SECONDS * 1000 > until;
    if (!failed || isLast) {
      console.log(lines.join('\n'));
      console.log(failed ? 'smoke test: failed; docs/doctor.md says what to do' : 'smoke test: passed');
      return failed ? 1 : 0;
    }
    console.log(`not yet: ${lines.filter((line) => line.startsWith('failed')).join(' | ')}`);
    await new Promise((done) => setTimeout(done, PAUSE_SECONDS * 1000));
  }
}

main(process.argv[2]).then((code) => process.exit(code));

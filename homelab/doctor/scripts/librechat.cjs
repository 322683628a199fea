// Runs in LibreChat's container, or in a Job beside it, with LibreChat's own packages and environment, and changes nothing.
// Prints one line: what it has seen of the servers that LibreChat uses, without secrets.
'use strict';

const fs = require('fs');
const net = require('net');
const { createRequire } = require('module');

const SECONDS = 8;
const env = { ...process.env };
const load = createRequire(`${process.cwd()}/api/`);
const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

const isOn = (name) => (env[name] || '').trim().toLowerCase() === 'true';
const clean = (text) => String(text).split('\n')[0].slice(0, 200);

function within(promise, seconds = SECONDS) {
  let timer;
  const end = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, end]).finally(() => clearTimeout(timer));
}

/** What a function sees, or why it could not. */
async function look(seen) {
  try {
    return await within(seen(), 3 * SECONDS);
  } catch (error) {
    return { error: clean((error.cause && error.cause.code) || error.message || error) };
  }
}

async function get(url, headers = {}) {
  const answer = await fetch(url, {
    headers: { 'User-Agent': agent, ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  return { status: answer.status, text: (await answer.text()).slice(0, 2_000_000), headers: answer.headers };
}

async function json(url, headers) {
  const { status, text } = await get(url, headers);
  let content = null;
  try {
    content = JSON.parse(text);
  } catch {
    // The status says enough.
  }
  return { status, content };
}

function variables() {
  const plain = ['TRUST_PROXY', 'NODE_ENV', 'DOMAIN_SERVER', 'DOMAIN_CLIENT', 'SESSION_COOKIE_SECURE'];
  const secret = ['CREDS_KEY', 'CREDS_IV', 'JWT_SECRET', 'JWT_REFRESH_SECRET', 'MEILI_MASTER_KEY', 'METRICS_SECRET'];
  const shape = (value) => ({
    length: value.length,
    hex: /^[0-9a-fA-F]*$/.test(value),
    blank: value !== value.trim(),
  });
  return {
    plain: Object.fromEntries(plain.filter((name) => name in env).map((name) => [name, env[name]])),
    secrets: Object.fromEntries(secret.filter((name) => env[name]).map((name) => [name, shape(env[name])])),
    sameTokens: Boolean(env.JWT_SECRET) && env.JWT_SECRET === env.JWT_REFRESH_SECRET,
  };
}

function models(mongoose) {
  // With these, the models would set up Meilisearch's indexes.
  delete process.env.MEILI_HOST;
  delete process.env.MEILI_MASTER_KEY;
  process.env.LOG_TO_FILE = 'false';
  load('@librechat/data-schemas').createModels(mongoose);
  return mongoose.modelNames().map((name) => mongoose.model(name));
}

/** The models, or why there are none. Loading them takes seconds in which nothing else runs: it comes first. */
function loadModels() {
  try {
    const mongoose = load('mongoose');
    mongoose.set('autoIndex', false);
    mongoose.set('autoCreate', false);
    return { mongoose, wanted: models(mongoose) };
  } catch (error) {
    return { error };
  }
}

async function database({ mongoose, wanted, error }) {
  if (error) {
    throw error;
  }
  await mongoose.connect(env.MONGO_URI, {
    serverSelectionTimeoutMS: SECONDS * 1000,
    maxPoolSize: 2,
    bufferCommands: false,
  });
  try {
    const db = mongoose.connection.db;
    await db.command({ ping: 1 });
    const { version, ferretdb } = await db.command({ buildInfo: 1 });
    const hello = await db.command({ hello: 1 });
    const seen = { version, ferretdb: Boolean(ferretdb), writable: hello.isWritablePrimary !== false };
    return { ...seen, ...(await indexes(db, wanted)) };
  } finally {
    await mongoose.disconnect();
  }
}

async function indexes(db, wanted) {
  const missing = [];
  const overdue = [];
  let total = 0;
  for (const model of wanted) {
    const collection = db.collection(model.collection.collectionName);
    const there = await collection
      .listIndexes()
      .toArray()
      .catch((error) => (error.code === 26 ? [] : Promise.reject(error)));
    const found = there.map(({ key, expireAfterSeconds }) => JSON.stringify([key, expireAfterSeconds ?? null]));
    for (const [key, options] of model.schema.indexes()) {
      const seconds = options.expireAfterSeconds ?? null;
      total += 1;
      if (!found.includes(JSON.stringify([key, seconds]))) {
        missing.push(`${collection.collectionName}.${Object.keys(key).join('+')}${seconds === null ? '' : ' (expiry)'}`);
      }
      if (seconds !== null && there.length) {
        // Whoever deletes expired documents does so every minute.
        const end = new Date(Date.now() - seconds * 1000 - 15 * 60 * 1000);
        const [field] = Object.keys(key);
        const filter = { ...(options.partialFilterExpression || {}), [field]: { $lt: end, $type: 'date' } };
        if (await collection.findOne(filter, { projection: { _id: 1 } })) {
          overdue.push(collection.collectionName);
        }
      }
    }
  }
  return { total, missing, overdue };
}

async function redis() {
  const Redis = load('ioredis');
  const urls = env.REDIS_URI.split(',').map((uri) => new URL(uri));
  const account = {
    username: urls[0].username || env.REDIS_USERNAME || undefined,
    password: urls[0].password ? decodeURIComponent(urls[0].password) : env.REDIS_PASSWORD || undefined,
  };
  const ca = env.REDIS_CA && fs.existsSync(env.REDIS_CA) ? fs.readFileSync(env.REDIS_CA) : undefined;
  const isTls = urls[0].protocol === 'rediss:' || Boolean(ca);
  const options = {
    tls: isTls ? { ca } : undefined,
    lazyConnect: true,
    connectTimeout: SECONDS * 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
  };
  const connect = (credentials) =>
    new Redis({ host: urls[0].hostname.replace(/^\[|\]$/g, ''), port: Number(urls[0].port) || 6379, ...options, ...credentials });
  const use = async (credentials, command) => {
    const client = connect(credentials);
    client.on('error', () => {});
    try {
      return await within(command(client));
    } finally {
      client.disconnect();
    }
  };
  const text = (promise) => promise.then(String, (error) => clean(error.message));
  const setting = async (client, name) => {
    const [, value] = await client.config('GET', name).catch(() => []);
    return value ?? null;
  };
  return {
    open: await use({}, (client) => text(client.ping())).catch((error) => clean(error.message)),
    ...(await use(account, async (client) => ({
      ping: await text(client.ping()),
      policy: await setting(client, 'maxmemory-policy'),
      appendonly: await setting(client, 'appendonly'),
      info: Object.fromEntries(
        (await client.info().catch(() => ''))
          .split('\r\n')
          .map((line) => line.split(':'))
          .filter(([name]) =>
            ['evicted_keys', 'aof_last_write_status', 'maxmemory', 'used_memory', 'rejected_connections'].includes(name),
          ),
      ),
      clients: await clients(client),
    }))),
  };
}

/** How many addresses have a limit of sign-in attempts, without naming them. */
async function clients(client) {
  const addresses = new Set();
  const pattern = `${env.REDIS_KEY_PREFIX ? `${env.REDIS_KEY_PREFIX}::` : ''}login_limiter:*`;
  let cursor = '0';
  for (let round = 0; round < 200; round += 1) {
    const [next, keys] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', 1000).catch(() => ['0', []]);
    keys.forEach((key) => addresses.add(key.split('login_limiter:')[1]));
    cursor = next;
    if (cursor === '0') {
      break;
    }
  }
  const isPrivate = (address) =>
    /^(::ffff:)?(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(::1$|f[cd]|fe80)/i.test(
      address,
    );
  const all = [...addresses];
  return { total: all.length, private: all.filter(isPrivate).length };
}

async function meilisearch() {
  const host = env.MEILI_HOST.replace(/\/+$/, '');
  const authorization = { Authorization: `Bearer ${env.MEILI_MASTER_KEY}` };
  const health = await json(`${host}/health`);
  const version = await json(`${host}/version`, authorization);
  const open = await json(`${host}/version`);
  const stats = await json(`${host}/stats`, authorization);
  const tasks = await json(`${host}/tasks?statuses=failed&limit=1`, authorization);
  return {
    health: health.content && health.content.status,
    status: version.status,
    version: version.content && version.content.pkgVersion,
    open: open.status,
    indexes: stats.content && stats.content.indexes ? Object.keys(stats.content.indexes) : [],
    failed: tasks.content ? tasks.content.total : null,
  };
}

function token() {
  const { createHmac, randomUUID } = require('crypto');
  const part = (content) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ id: `doctor-${randomUUID()}`, iat: now, exp: now + 300 })}`;
  return `${text}.${createHmac('sha256', env.JWT_SECRET).update(text).digest('base64url')}`;
}

async function ragApi() {
  const host = env.RAG_API_URL.replace(/\/+$/, '');
  const health = await json(`${host}/health`);
  return {
    health: health.content && health.content.status,
    healthStatus: health.status,
    open: (await get(`${host}/documents`)).status,
    withToken: env.JWT_SECRET ? (await get(`${host}/documents`, { Authorization: `Bearer ${token()}` })).status : null,
  };
}

async function server() {
  const own = REQUEST.server || `http://127.0.0.1:${env.PORT || 3080}`;
  const metrics = async (bearer) => get(`${own}/metrics`, { Authorization: `Bearer ${bearer}` });
  const right = env.METRICS_SECRET ? await metrics(env.METRICS_SECRET) : { status: null, text: '' };
  const config = (await json(`${own}/api/config`)).content || {};
  return {
    metrics: right.status,
    series: right.text.includes('http_requests_total'),
    wrongBearer: (await metrics('wrong')).status,
    signIn: await signIn(own, config),
  };
}

async function signIn(own, config) {
  const names = ['openid', 'saml', 'google', 'github', 'discord', 'facebook', 'apple'];
  const enabled = config.socialLoginEnabled === false ? [] : names.filter((name) => config[`${name}LoginEnabled`]);
  const answers = {};
  for (const name of enabled) {
    answers[name] = (await get(`${own}/oauth/${name}`)).status;
  }
  return answers;
}

async function searxng() {
  const host = env.SEARXNG_INSTANCE_URL.replace(/\/+$/, '');
  const { status, content } = await json(`${host}/search?q=kubernetes&format=json`);
  return { status, json: content !== null };
}

/** Whether a TCP connection opens: `open`, or why not. */
function connection({ host, port }) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 4000 });
    const end = (outcome) => {
      socket.destroy();
      resolve({ host, port, outcome });
    };
    socket.on('connect', () => end('open'));
    socket.on('timeout', () => end('timeout'));
    socket.on('error', (error) => end(error.code || 'error'));
  });
}

/** The text without the value of any variable that may be secret. */
function masked(text) {
  const secret = /KEY|SECRET|PASS|TOKEN|URI|CREDS/;
  const values = Object.entries(env)
    .filter(([name, value]) => secret.test(name) && value.length >= 6)
    .flatMap(([, value]) => [value, ...(/:\/\/[^/]*:([^@/]+)@/.exec(value) || []).slice(1)])
    .filter((value) => !/^\w+:\/\/[^@]*$/.test(value) && value !== 'user_provided');
  return values.reduce((result, value) => result.replaceAll(JSON.stringify(value).slice(1, -1), '[secret]'), text);
}

async function main() {
  const loaded = env.MONGO_URI ? loadModels() : {};
  const connections = await Promise.all(REQUEST.connections.map(connection));
  const used = {
    server: true,
    database: env.MONGO_URI,
    redis: isOn('USE_REDIS') && env.REDIS_URI,
    meilisearch: isOn('SEARCH') && env.MEILI_HOST,
    ragApi: env.RAG_API_URL,
    searxng: env.SEARXNG_INSTANCE_URL,
  };
  const looks = { server, database: () => database(loaded), redis, meilisearch, ragApi, searxng };
  const names = Object.keys(looks).filter((name) => used[name]);
  // All at once: together they may take no longer than kubectl waits.
  const parts = await Promise.all(names.map((name) => look(looks[name])));
  const seen = { variables: variables(), connections };
  names.forEach((name, number) => {
    seen[name] = parts[number];
  });
  // The line stands apart from what LibreChat's packages log.
  process.stdout.write(`\n${REQUEST.mark}${masked(JSON.stringify(seen))}\n`, () => process.exit(0));
}

main();

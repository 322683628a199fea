// Runs in LibreChat's container after a restore, with LibreChat's own packages and environment: has LibreChat index every
// message again at its next start, and forgets what it has cached of the data before. Prints one line: how much.
'use strict';

const fs = require('fs');
const { createRequire } = require('module');

const SECONDS = 20;
const env = process.env;
const load = createRequire(`${process.cwd()}/api/`);

const isOn = (name) => (env[name] || '').trim().toLowerCase() === 'true';

async function search() {
  const mongoose = load('mongoose');
  await mongoose.connect(env.MONGO_URI, { serverSelectionTimeoutMS: SECONDS * 1000, maxPoolSize: 2 });
  try {
    let count = 0;
    for (const name of ['messages', 'conversations']) {
      const outcome = await mongoose.connection.db
        .collection(name)
        .updateMany({ _meiliIndex: true }, { $set: { _meiliIndex: false } });
      count += outcome.modifiedCount;
    }
    return count;
  } finally {
    await mongoose.disconnect();
  }
}

/** Number of keys that are gone; null without a server, or without a prefix that tells LibreChat's keys from others. */
async function cache() {
  const prefix = env[env.REDIS_KEY_PREFIX_VAR] || env.REDIS_KEY_PREFIX;
  if (!isOn('USE_REDIS') || !env.REDIS_URI || !prefix) {
    return null;
  }
  const client = connect();
  let failure = null;
  client.on('error', (error) => {
    failure = error;
  });
  try {
    await client.connect();
    let count = 0;
    for (const node of client.nodes ? client.nodes('master') : [client]) {
      const match = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
      for await (const keys of node.scanStream({ match, count: 500 })) {
        const gone = await Promise.all(keys.map((key) => node.unlink(key)));
        count += gone.reduce((sum, each) => sum + each, 0);
      }
    }
    return count;
  } catch (error) {
    throw failure || error;
  } finally {
    client.disconnect();
  }
}

function connect() {
  const Redis = load('ioredis');
  const urls = env.REDIS_URI.split(',').map((uri) => new URL(uri));
  const ca = env.REDIS_CA && fs.existsSync(env.REDIS_CA) ? fs.readFileSync(env.REDIS_CA) : undefined;
  const options = {
    username: urls[0].username || env.REDIS_USERNAME || undefined,
    password: urls[0].password ? decodeURIComponent(urls[0].password) : env.REDIS_PASSWORD || undefined,
    tls: urls[0].protocol === 'rediss:' || ca ? { ca } : undefined,
    connectTimeout: SECONDS * 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  };
  const nodes = urls.map((url) => ({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || 6379,
  }));
  if (urls.length === 1 && !isOn('USE_REDIS_CLUSTER')) {
    return new Redis({ ...nodes[0], ...options, lazyConnect: true });
  }
  const lookup = isOn('REDIS_USE_ALTERNATIVE_DNS_LOOKUP')
    ? { dnsLookup: (address, callback) => callback(null, address) }
    : {};
  return new Redis.Cluster(nodes, {
    redisOptions: options,
    clusterRetryStrategy: () => null,
    lazyConnect: true,
    ...lookup,
  });
}

(async () => {
  const seen = { search: await search(), cache: await cache() };
  console.log(`\n${REQUEST.mark}${JSON.stringify(seen)}`);
  process.exit(0);
})().catch((error) => {
  // Messages of drivers may hold addresses with passwords.
  console.error(String(error.message || error).split('\n')[0].replace(/\/\/[^@\s]*@/g, '//'));
  process.exit(1);
});

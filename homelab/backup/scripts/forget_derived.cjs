// Runs in LibreChat's container after a restore, with LibreChat's own packages and environment: has LibreChat index every
// message again at its next start, and forgets what it has cached of the data before. Prints one line: how much.
'use strict';

const fs = require('fs');
const { createRequire } = require('module');

const SECONDS = 20;
const env = process.env;
const load = createRequire(`${process.cwd()}/api/`);

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
  if (!prefix) {
    return null;
  }
  const match = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  return withRedis(async (_, nodes) => {
    let count = 0;
    for (const node of nodes) {
      for await (const keys of node.scanStream({ match, count: 500 })) {
        const gone = await Promise.all(keys.map((key) => node.unlink(key)));
        count += gone.reduce((sum, each) => sum + each, 0);
      }
    }
    return count;
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

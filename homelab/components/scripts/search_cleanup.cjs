// Deletes from Meilisearch what the document database has let expire: of that, neither of them tells LibreChat.
'use strict';

const mongoose = require('mongoose');

const BATCH = 1000;
const INDEXES = [
  ['messages', 'messages', 'messageId'],
  ['convos', 'conversations', 'conversationId'],
];

async function meilisearch(method, target, body) {
  const reply = await fetch(`${process.env.MEILI_HOST.replace(/\/+$/, '')}${target}`, {
    method,
    headers: { Authorization: `Bearer ${process.env.MEILI_MASTER_KEY}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const content = await reply.json().catch(() => ({}));
  // Before the first message there is no index.
  if (!reply.ok && content.code !== 'index_not_found') {
    throw new Error(`Meilisearch: ${method} ${target} answers ${reply.status} ${content.code || ''}`);
  }
  return content;
}

async function orphans(index, collection, key) {
  const found = [];
  for (let offset = 0; ; offset += BATCH) {
    const { results } = await meilisearch('GET', `/indexes/${index}/documents?limit=${BATCH}&offset=${offset}&fields=${key}`);
    if (!results || !results.length) {
      return found;
    }
    // LibreChat writes some characters of very old conversations' ids otherwise in the index.
    const ids = results.map((each) => String(each[key])).filter((id) => !id.includes('--'));
    const there = await collection.find({ [key]: { $in: ids } }, { projection: { [key]: 1 } }).toArray();
    const known = new Set(there.map((each) => each[key]));
    found.push(...ids.filter((id) => !known.has(id)));
  }
}

async function main() {
  await mongoose.connect(process.env.MONGO_URI, { maxPoolSize: 2, serverSelectionTimeoutMS: 30_000 });
  for (const [index, name, key] of INDEXES) {
    const ids = await orphans(index, mongoose.connection.db.collection(name), key);
    for (let start = 0; start < ids.length; start += BATCH) {
      await meilisearch('POST', `/indexes/${index}/documents/delete-batch`, ids.slice(start, start + BATCH));
    }
    console.log(`${index}: ${ids.length} expired documents deleted`);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`search cleanup: ${String(error.message).replace(/\/\/[^@/\s]*@/g, '//')}`);
    process.exit(1);
  },
);

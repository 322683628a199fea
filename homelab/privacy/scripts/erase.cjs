// Erases a person: LibreChat's own deletion first, then whatever is left; and counts what is left in the end.
// May run any number of times. With `dryRun` it only counts.

function token(id) {
  const part = (content) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ id, iat: now, exp: now + 300 })}`;
  return `${text}.${crypto.createHmac('sha256', env.JWT_SECRET).update(text).digest('base64url')}`;
}

// ---- LibreChat's own deletion

/** It also ends what is running: answers, schedules, connections of MCP servers. */
async function deleteAccount(person) {
  if (!person.exists) {
    return 'no account';
  }
  try {
    const { status } = await fetch(`http://127.0.0.1:${env.PORT || 3080}/api/user/delete`, {
      method: 'DELETE',
      headers: {
        Authorization: `Bearer ${token(person.id)}`,
        'Content-Type': 'application/json',
        'User-Agent':
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
      },
      body: '{}',
      signal: AbortSignal.timeout(10 * SECONDS * 1000),
    });
    return status === 200 ? 'done' : `refused with ${status}`;
  } catch (error) {
    return `no answer: ${String((error.cause && error.cause.code) || error.name)}`;
  }
}

// ---- Document database

async function eraseDocuments(connection, person, { own, shared }) {
  const { db, models, there } = connection;
  for (const { model, field, document, owner } of shared) {
    const change = { $set: { [field]: owner }, $unset: { authorName: '' } };
    await db.collection(model.collection).updateOne({ _id: document._id }, change);
  }
  for (const { model, document } of own) {
    await db.collection(model.collection).deleteOne({ _id: document._id });
  }
  for (const batch of batches(own.map(({ document }) => document._id))) {
    await db.collection('aclentries').deleteMany({ resourceId: { $in: batch } });
  }
  for (const { name, filters } of (await others(connection, person)).filter((each) => each.known)) {
    for (const filter of filters) {
      await db.collection(name).deleteMany(filter);
    }
  }
  // The account goes last: by it, an erasure that was interrupted is found again.
  const last = ({ name }) => name === 'User';
  const present = models.filter(({ collection }) => there.has(collection));
  for (const model of [...present.filter((each) => !last(each)), ...present.filter(last)]) {
    const collection = db.collection(model.collection);
    const filter = naming(model, person, OWN);
    if (filter) {
      await collection.deleteMany(filter);
    }
    for (const field of model.fields.member || []) {
      const values = [...person.values, ...(person.sourceId ? [person.sourceId] : [])];
      await collection.updateMany({ [field]: { $in: values } }, { $pullAll: { [field]: values } });
    }
    for (const field of model.fields.mention || []) {
      await collection.updateMany({ [field]: { $in: person.values } }, { $unset: { [field]: '' } });
    }
  }
}

// ---- Files

async function countFiles(stores) {
  const counts = {};
  for (const store of stores) {
    let count = 0;
    for await (const _ of store.list()) {
      count += 1;
    }
    if (count) {
      counts[store.name] = count;
    }
  }
  return counts;
}

async function eraseFiles(stores) {
  for (const store of stores) {
    const names = [];
    for await (const { name } of store.list()) {
      names.push(name);
    }
    await store.remove(names);
    await store.finish();
  }
}

/** Files in stores that only LibreChat's own deletion reaches. */
const ELSEWHERE = ['firebase', 'openai', 'azure', 'execute_code'];

// ---- Vectors

/** The RAG API forgets the files; one that it does not know is as good as forgotten. */
async function eraseVectors(person) {
  if (!env.RAG_API_URL) {
    return;
  }
  const authorization = { Authorization: `Bearer ${token(person.id)}`, 'Content-Type': 'application/json' };
  for (const { file_id: id } of person.files.filter(({ embedded, source }) => embedded || source === 'vectordb')) {
    const { status } = await fetch(`${env.RAG_API_URL.replace(/\/+$/, '')}/documents`, {
      method: 'DELETE',
      headers: authorization,
      body: JSON.stringify([id]),
      signal: AbortSignal.timeout(SECONDS * 1000),
    });
    if (![200, 404].includes(status)) {
      throw new Error(`RAG API: DELETE /documents answers ${status}`);
    }
  }
}

// ---- Search

async function meilisearch(method, target, body) {
  const reply = await fetch(`${env.MEILI_HOST.replace(/\/+$/, '')}${target}`, {
    method,
    headers: { Authorization: `Bearer ${env.MEILI_MASTER_KEY}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  const content = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    throw new Error(`Meilisearch: ${method} ${target} answers ${reply.status} ${content.code || ''}`);
  }
  return content;
}

async function searchIndexes() {
  if (!env.MEILI_HOST) {
    return [];
  }
  return (await meilisearch('GET', '/indexes?limit=1000')).results.map(({ uid }) => uid);
}

const ofPerson = (person) => `user = "${person.id}"`;

async function countSearch(person, indexes) {
  const counts = {};
  for (const index of indexes) {
    const body = { filter: ofPerson(person), limit: 1, fields: ['user'] };
    const { total } = await meilisearch('POST', `/indexes/${index}/documents/fetch`, body);
    if (total) {
      counts[index] = total;
    }
  }
  return counts;
}

async function eraseSearch(person, indexes) {
  for (const index of indexes) {
    const body = { filter: ofPerson(person) };
    const { taskUid } = await meilisearch('POST', `/indexes/${index}/documents/delete`, body);
    const end = Date.now() + 4 * SECONDS * 1000;
    for (;;) {
      const { status, error } = await meilisearch('GET', `/tasks/${taskUid}`);
      if (status === 'succeeded') {
        break;
      }
      if (status === 'failed' || status === 'canceled' || Date.now() > end) {
        throw new Error(`Meilisearch: deletion in ${index}: ${status} ${(error && error.code) || ''}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

// ---- Cache

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Keys that name the person or one of their conversations, and sessions whose content names the person. */
async function keysOf(person, nodes) {
  const conversations = new Set(person.conversations);
  const found = [];
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, keys] = await node.scan(cursor, 'COUNT', 1000);
      cursor = next;
      for (const key of keys) {
        const isNamed = key.includes(person.id) || (key.match(UUID) || []).some((each) => conversations.has(each));
        const isSession = !isNamed && /sess/i.test(key) && (await node.type(key)) === 'string';
        if (isNamed || (isSession && ((await node.get(key)) || '').includes(person.id))) {
          found.push(key);
        }
      }
    } while (cursor !== '0');
  }
  return [...new Set(found)];
}

const countKeys = (person) => withRedis(async (_, nodes) => (await keysOf(person, nodes)).length);

const eraseKeys = (person) =>
  withRedis(async (client, nodes) => {
    for (const key of await keysOf(person, nodes)) {
      await client.unlink(key);
    }
  });

// ---- All of it

async function count(connection, person, stores, indexes) {
  return {
    documents: await countDocuments(connection, person),
    files: await countFiles(stores),
    search: await countSearch(person, indexes),
    cache: (await countKeys(person)) || 0,
  };
}

/** What each step could not do; the others are tried all the same. */
async function attempt(steps) {
  const failures = [];
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
    } catch (error) {
      failures.push(`${name}: ${String(error.message || error).split('\n')[0].slice(0, 200)}`);
    }
  }
  return failures;
}

run(async () => {
  const connection = await connect();
  const person = await describe(connection, REQUEST.id);
  const writing = await authored(connection, person);
  const stores = fileStores(person, await keptFiles(connection, person, writing.own));
  const indexes = await searchIndexes();
  const before = await count(connection, person, stores, indexes);
  const elsewhere = person.files.filter(({ source }) => ELSEWHERE.includes(source)).length;
  const seen = {
    before,
    handedOver: writing.shared.length,
    kept: await countKept(connection, person),
    unknown: await unknown(connection, person),
    fileIds: person.files.map(({ file_id: id }) => id),
  };
  if (REQUEST.dryRun) {
    answer({ ...seen, elsewhere });
    return;
  }
  const account = await deleteAccount(person);
  const failures = await attempt({
    vectors: () => eraseVectors(person),
    files: () => eraseFiles(stores),
    search: () => eraseSearch(person, indexes),
    cache: () => eraseKeys(person),
  });
  // Without its documents, nothing would show whose the files are that could not be deleted.
  if (!failures.length) {
    failures.push(...(await attempt({ documents: () => eraseDocuments(connection, person, writing) })));
  }
  const left = await count(connection, person, stores, indexes);
  answer({ ...seen, account, failures, left, elsewhere: account === 'done' ? 0 : elsewhere });
});

// Writes all that LibreChat has of a person to standard output, part by part, without credentials.
// Each part is one line behind the mark, with its name and size, and then its content.

const write = process.stdout.write.bind(process.stdout);
// What packages log must not get between.
process.stdout.write = process.stderr.write.bind(process.stderr);

const PART = 4 * 1024 * 1024;
const SECRET =
  /password|secret|api_?key|(access|refresh|auth|bearer)_?token|encrypted|(key|token)_?hash|backup_?codes|credential|authorization|private_?key|^(headers|env)$/i;

function send(data) {
  return new Promise((resolve) => (write(data) ? resolve() : process.stdout.once('drain', resolve)));
}

const head = (content) => send(`\n${REQUEST.mark}${JSON.stringify(content)}\n`);

/** A value without what only LibreChat may know. */
function open(value, hidden, prefix = '') {
  if (Array.isArray(value)) {
    return value.map((each) => open(each, hidden, prefix));
  }
  if (!value || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRET.test(name) && !hidden.includes(prefix + name))
      .map(([name, each]) => [name, open(each, hidden, `${prefix}${name}.`)]),
  );
}

/** Documents as JSON lines, in parts that fit into memory. */
async function sendDocuments(name, cursor, shown) {
  let lines = [];
  let size = 0;
  let number = 0;
  const flush = async () => {
    number += 1;
    const content = Buffer.from(lines.join(''));
    await head({ name: `documents/${name}-${String(number).padStart(4, '0')}.jsonl`, size: content.length });
    await send(content);
    lines = [];
    size = 0;
  };
  for await (const document of cursor) {
    const line = `${shown(document)}\n`;
    lines.push(line);
    size += line.length;
    if (size > PART) {
      await flush();
    }
  }
  if (lines.length) {
    await flush();
  }
}

async function documents(connection, person) {
  const { db, models, there, mongoose } = connection;
  const { EJSON } = mongoose.mongo.BSON;
  const text = (document, secrets) => EJSON.stringify(open(document, secrets), { relaxed: true });
  for (const model of models.filter(({ name, collection }) => !CREDENTIALS.includes(name) && there.has(collection))) {
    const filter = naming(model, person, [...OWN, 'author']);
    if (filter) {
      const cursor = db.collection(model.collection).find(filter);
      await sendDocuments(model.collection, cursor, (each) => text(each, model.secrets));
    }
    const membership = naming(model, person, ['member']);
    if (membership) {
      // Who else is a member is not this person's to know.
      const cursor = db.collection(model.collection).find(membership, { projection: { name: 1, description: 1 } });
      await sendDocuments(model.collection, cursor, (each) => text(each, []));
    }
  }
  if (there.has('logs')) {
    const cursor = db.collection('logs').find({ key: { $regex: person.id } });
    await sendDocuments('logs', cursor, (each) => text(each, []));
  }
}

async function files(person) {
  for (const store of fileStores(person, [])) {
    for await (const { name, size, open: opened } of store.list()) {
      await head({ name: `files/${store.name}/${name}`, size });
      for await (const chunk of await opened()) {
        await send(chunk);
      }
    }
  }
}

(async () => {
  const connection = await connect();
  const person = await describe(connection, REQUEST.id);
  await documents(connection, person);
  await files(person);
  await head({ end: true, fileIds: person.files.map(({ file_id: id }) => id) });
})()
  .catch((error) => head({ error: String(error.message || error).split('\n')[0].slice(0, 300).replace(/\/\/[^@/\s]*@/g, '//') }))
  .then(() => write('', () => process.exit(0)));

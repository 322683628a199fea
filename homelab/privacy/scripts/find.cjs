// Finds accounts: by an address, or by hashes of ids wherever an id has left a trace.

async function byEmail({ db }, email) {
  const users = await db.collection('users').find({ email }, { projection: { _id: 1 } }).toArray();
  return users.map(({ _id }) => String(_id));
}

async function byHash(connection, hashes) {
  const { db, models, there } = connection;
  const wanted = new Set(hashes);
  const ids = new Set();
  const look = (value) => {
    const id = String(value);
    if (/^[0-9a-f]{24}$/.test(id) && wanted.has(crypto.createHash('sha256').update(id).digest('hex'))) {
      ids.add(id);
    }
  };
  for (const { collection, fields } of models.filter((each) => there.has(each.collection))) {
    for (const field of ['owner', 'author', 'principal', 'member', 'mention'].flatMap((each) => fields[each] || [])) {
      if (field === '_id') {
        for await (const { _id } of db.collection(collection).find({}, { projection: { _id: 1 } })) {
          look(_id);
        }
      } else {
        (await db.collection(collection).distinct(field)).forEach(look);
      }
    }
  }
  for (const folder of localFolders('').filter((each) => fs.existsSync(each))) {
    fs.readdirSync(folder).forEach(look);
  }
  return [...ids];
}

run(async () => {
  const connection = await connect();
  const ids = REQUEST.email ? await byEmail(connection, REQUEST.email) : await byHash(connection, REQUEST.hashes);
  answer({ ids });
});

// Runs in LibreChat's container, with LibreChat's own packages and environment: where a person's data is.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const SECONDS = 30;
const BATCH = 500;
const OWNER_PERMISSIONS = 15;
const env = { ...process.env };
const load = createRequire(`${process.cwd()}/api/`);

// Models without a person in them, and those whose documents are not a person's own.
const IMPERSONAL = ['AccessRole', 'AgentCategory', 'Banner', 'OpenIDRefreshFlight', 'Role', 'SkillSyncStatus'];
const KEPT = { AuditLog: ['actor.id', 'target.id'] };
// Models whose documents are of use to nobody but LibreChat, which signs in or decrypts with them.
const CREDENTIALS = [
  'AgentApiKey', 'Key', 'OpenIDRefreshFlight', 'PluginAuth', 'RefreshTokenBridge', 'Session', 'SkillSyncCredential', 'Token',
];

function batches(items, size = BATCH) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

// ---- Document database

/** What a field of a model says about a person; null if nothing. */
function meaning(model, field, type) {
  const options = type.options || {};
  const refersToUser = /^user$/i.test(options.ref || (type.caster && type.caster.options && type.caster.options.ref) || '');
  if (field === 'user' || field === 'userId' || (field === '_id' && refersToUser)) {
    return 'owner';
  }
  if (field === 'author' || (model === 'CodeEnvironment' && field === 'createdBy')) {
    return 'author';
  }
  if (field === 'principalId') {
    return 'principal';
  }
  if (field === 'memberIds') {
    return 'member';
  }
  if (['createdBy', 'grantedBy', 'updatedBy'].includes(field)) {
    return 'mention';
  }
  return refersToUser ? 'unknown' : null;
}

/** The models of the running image, with the fields that name a person, by what they mean. */
function catalog(mongoose) {
  // With these, the models would set up Meilisearch's indexes.
  delete process.env.MEILI_HOST;
  delete process.env.MEILI_MASTER_KEY;
  process.env.LOG_TO_FILE = 'false';
  mongoose.set('autoIndex', false);
  mongoose.set('autoCreate', false);
  load('@librechat/data-schemas').createModels(mongoose);
  return mongoose.modelNames().map((name) => {
    const { schema, collection } = mongoose.model(name);
    const fields = {};
    const secrets = [];
    let parent = null;
    schema.eachPath((field, type) => {
      const found = name === 'User' ? (field === '_id' ? 'owner' : null) : meaning(name, field, type);
      if (found) {
        (fields[found] ||= []).push(field);
      }
      if (type.options.select === false) {
        secrets.push(field);
      }
      if (['PromptGroup', 'Skill'].includes(type.options.ref)) {
        parent = { field, model: type.options.ref };
      }
    });
    if (fields.owner && schema.path('email') && name !== 'User') {
      fields.email = ['email'];
    }
    return { name, collection: collection.collectionName, fields, secrets, parent };
  });
}

async function connect() {
  const mongoose = load('mongoose');
  const models = catalog(mongoose);
  await mongoose.connect(env.MONGO_URI, {
    serverSelectionTimeoutMS: SECONDS * 1000,
    maxPoolSize: 4,
    bufferCommands: false,
  });
  const db = mongoose.connection.db;
  const there = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  return { mongoose, db, models, there, ObjectId: mongoose.Types.ObjectId };
}

/** The person with an id, whether or not there is an account. */
async function describe({ db, ObjectId }, id) {
  if (!/^[0-9a-f]{24}$/.test(id)) {
    throw new Error('no id of an account');
  }
  const _id = new ObjectId(id);
  const user = await db.collection('users').findOne({ _id });
  const conversations = await db.collection('conversations').distinct('conversationId', { user: id });
  const files = await db
    .collection('files')
    .find({ user: { $in: [id, _id] } }, { projection: { file_id: 1, source: 1, embedded: 1 } })
    .toArray();
  return {
    id,
    values: [id, _id],
    exists: Boolean(user),
    email: user ? user.email : null,
    sourceId: user ? user.idOnTheSource : null,
    tenantId: user ? user.tenantId : null,
    conversations,
    files,
  };
}

/** Filter of a model's documents that name the person in fields of these meanings; null without such fields. */
function naming(model, person, meanings) {
  const values = [...person.values];
  const parts = meanings.flatMap((each) => {
    const fields = model.fields[each] || [];
    if (each === 'email') {
      return person.email ? fields.map((field) => ({ [field]: person.email })) : [];
    }
    const wanted = each === 'member' && person.sourceId ? [...values, person.sourceId] : values;
    return fields.map((field) => ({ [field]: { $in: wanted } }));
  });
  return parts.length ? (parts.length === 1 ? parts[0] : { $or: parts }) : null;
}

const OWN = ['owner', 'email', 'principal'];

/** Collections without a model: LibreChat's caches and checkpoints, and what nobody knows. */
async function others({ db, models, there }, person) {
  const known = new Set(models.map(({ collection }) => collection));
  const found = [];
  const names = [...new Set(models.flatMap(({ fields }) => Object.values(fields).flat()))].filter((each) => each !== '_id');
  for (const name of [...there].filter((each) => !known.has(each) && !each.startsWith('system.'))) {
    const filters = [
      { key: { $regex: person.id } },
      ...names.map((field) => ({ [field]: { $in: field === 'email' ? [person.email || person.id] : person.values } })),
      ...batches(person.conversations).map((ids) => ({ thread_id: { $in: ids } })),
    ];
    found.push({ name, filters, known: ['logs', 'keyv'].includes(name) || /checkpoint/.test(name) });
  }
  return found;
}

/** How many documents name the person, by collection. */
async function countDocuments(connection, person) {
  const { db, models, there } = connection;
  const counts = {};
  const add = (name, count) => {
    if (count) {
      counts[name] = (counts[name] || 0) + count;
    }
  };
  for (const model of models.filter(({ collection }) => there.has(collection))) {
    const filter = naming(model, person, [...OWN, 'author', 'member', 'mention', 'unknown']);
    if (filter) {
      add(model.collection, await db.collection(model.collection).countDocuments(filter));
    }
  }
  for (const { name, filters } of await others(connection, person)) {
    for (const filter of filters) {
      add(name, await db.collection(name).countDocuments(filter));
    }
  }
  return counts;
}

/** Documents of these models that stay although they name the person, such as a chain of audit entries. */
async function countKept({ db, models, there }, person) {
  const counts = {};
  for (const model of models.filter(({ name, collection }) => KEPT[name] && there.has(collection))) {
    const filter = { $or: KEPT[model.name].map((field) => ({ [field]: { $in: person.values } })) };
    const count = await db.collection(model.collection).countDocuments(filter);
    if (count) {
      counts[model.collection] = count;
    }
  }
  return counts;
}

/** What the image or the database has that is neither known as personal nor known as not. */
async function unknown(connection, person) {
  const models = connection.models.filter(
    ({ name, fields }) => !Object.keys(fields).length && !IMPERSONAL.includes(name) && !KEPT[name],
  );
  const collections = (await others(connection, person)).filter((each) => !each.known);
  return [...models.map(({ name }) => `model ${name}`), ...collections.map(({ name }) => `collection ${name}`)];
}

/** Another owner of a resource, by the resource's id. */
async function otherOwners({ db, there }, person, ids) {
  const owners = new Map();
  if (!there.has('aclentries')) {
    return owners;
  }
  for (const batch of batches(ids)) {
    const entries = db.collection('aclentries').find({ resourceId: { $in: batch }, principalType: 'user' });
    for await (const { resourceId, principalId, permBits } of entries) {
      if ((permBits & OWNER_PERMISSIONS) === OWNER_PERMISSIONS && String(principalId) !== person.id) {
        owners.set(String(resourceId), principalId);
      }
    }
  }
  return owners;
}

/**
 * What the person wrote: documents that are theirs alone, and those that go to another owner.
 * A part, such as a version of a prompt, shares the fate of its whole.
 */
async function authored(connection, person) {
  const { db, models, there } = connection;
  const own = [];
  const shared = [];
  const writing = models.filter(({ fields, collection }) => fields.author && there.has(collection));
  for (const model of writing.filter(({ parent }) => !parent)) {
    const [field] = model.fields.author;
    const documents = await db.collection(model.collection).find({ [field]: { $in: person.values } }).toArray();
    const owners = await otherOwners(connection, person, documents.map(({ _id }) => _id));
    for (const document of documents) {
      const owner = owners.get(String(document._id));
      (owner ? shared : own).push({ model, field, document, owner });
    }
  }
  for (const model of writing.filter(({ parent }) => parent)) {
    const whole = models.find(({ name }) => name === model.parent.name || name === model.parent.model);
    const gone = own.filter((each) => each.model === whole).map(({ document }) => document._id);
    const parts = await db
      .collection(model.collection)
      .find({ $or: [{ author: { $in: person.values } }, { [model.parent.field]: { $in: gone } }] })
      .toArray();
    for (const document of parts) {
      const id = String(document[model.parent.field]);
      const kept = shared.find((each) => each.model === whole && String(each.document._id) === id);
      const of = kept ? null : await db.collection(whole.collection).findOne({ _id: document[model.parent.field] });
      const isGone = gone.some((each) => String(each) === id) || (!kept && !of);
      const owner = isGone ? null : kept ? kept.owner : of.author;
      (owner ? shared : own).push({ model, field: 'author', document, owner });
    }
  }
  return { own, shared };
}

/** Paths of the person's files that belong to what stays, as others own it too, or own it by now. */
async function keptFiles({ db, models, there }, person, own) {
  const gone = new Set(own.map(({ document }) => String(document._id)));
  const kept = [];
  for (const model of models.filter(({ fields, collection }) => fields.author && there.has(collection))) {
    const places = ['storageKey', 'filepath', 'avatar.filepath'].map((field) => ({ [field]: { $regex: person.id } }));
    for await (const document of db.collection(model.collection).find({ $or: places })) {
      if (!gone.has(String(document._id))) {
        kept.push(document.storageKey, document.filepath, document.avatar && document.avatar.filepath);
      }
    }
  }
  return kept.filter(Boolean).map((each) => String(each).split('?')[0].replace(/^\/+/, ''));
}

// ---- Files

const isKept = (kept, name) => kept.some((each) => each.endsWith(name) || name.endsWith(each));

function localFolders(id) {
  return ['uploads', 'uploads/temp', 'client/public/images', 'client/public/uploads'].map((each) => `${each}/${id}`);
}

function* filesBelow(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* filesBelow(name);
    } else {
      yield name;
    }
  }
}

function localFiles(person, kept) {
  const present = () => localFolders(person.id).filter((each) => fs.existsSync(each));
  return {
    name: 'volume',
    async *list() {
      for (const name of present().flatMap((each) => [...filesBelow(each)])) {
        if (!isKept(kept, name.replace('client/public/', ''))) {
          yield { name, size: fs.lstatSync(name).size, open: async () => fs.createReadStream(name) };
        }
      }
    },
    async remove(names) {
      names.forEach((each) => fs.rmSync(each, { force: true }));
    },
    async finish() {
      // Folders that have nothing left in them.
      for (const folder of present().filter((each) => ![...filesBelow(each)].length)) {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Beginnings of a person's keys in a bucket. */
function prefixes(person) {
  const inline = { images: ['', 'i/'], avatars: ['', 'a/'], uploads: [''] };
  const regions = ['', ...(env.AWS_REGION ? [`r/${env.AWS_REGION}/`] : [])];
  const tenants = ['', ...(person.tenantId ? [`t/${person.tenantId}/`] : [])];
  return Object.entries(inline).flatMap(([base, starts]) =>
    starts.flatMap((start) =>
      regions.flatMap((region) => tenants.map((tenant) => `${start}${region}${tenant}${base}/${person.id}/`)),
    ),
  );
}

function s3Files(person, kept) {
  const s3 = load('@aws-sdk/client-s3');
  const client = new s3.S3Client({
    region: env.AWS_REGION,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...(env.AWS_ENDPOINT_URL ? { endpoint: env.AWS_ENDPOINT_URL } : {}),
    forcePathStyle: /^true$/i.test(env.AWS_FORCE_PATH_STYLE || ''),
  });
  const Bucket = env.AWS_BUCKET_NAME;
  return {
    name: 's3',
    async *list() {
      for (const Prefix of prefixes(person)) {
        for await (const page of s3.paginateListObjectsV2({ client }, { Bucket, Prefix })) {
          for (const { Key, Size } of page.Contents || []) {
            if (!isKept(kept, Key)) {
              const open = async () => (await client.send(new s3.GetObjectCommand({ Bucket, Key }))).Body;
              yield { name: Key, size: Size, open };
            }
          }
        }
      }
    },
    async remove(names) {
      // One by one: not every server of S3's protocol can delete several.
      for (const Key of names) {
        await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
      }
    },
    async finish() {},
  };
}

function azureFiles(person, kept) {
  const { BlobServiceClient } = load('@azure/storage-blob');
  const service = env.AZURE_STORAGE_CONNECTION_STRING
    ? BlobServiceClient.fromConnectionString(env.AZURE_STORAGE_CONNECTION_STRING)
    : new BlobServiceClient(
        `https://${env.AZURE_STORAGE_ACCOUNT_NAME}.blob.core.windows.net`,
        new (load('@azure/identity').DefaultAzureCredential)(),
      );
  const container = service.getContainerClient(env.AZURE_CONTAINER_NAME || 'files');
  return {
    name: 'azure',
    async *list() {
      if (!(await container.exists())) {
        return;
      }
      for (const prefix of ['images', 'uploads', 'avatars'].map((each) => `${each}/${person.id}/`)) {
        for await (const { name, properties } of container.listBlobsFlat({ prefix })) {
          if (!isKept(kept, name)) {
            const open = async () => (await container.getBlobClient(name).download()).readableStreamBody;
            yield { name, size: properties.contentLength, open };
          }
        }
      }
    },
    async remove(names) {
      for (const name of names) {
        await container.deleteBlob(name, { deleteSnapshots: 'include' });
      }
    },
    async finish() {},
  };
}

/** Where LibreChat may have stored files of the person. */
function fileStores(person, kept) {
  return [
    localFiles(person, kept),
    ...(env.AWS_BUCKET_NAME ? [s3Files(person, kept)] : []),
    ...(env.AZURE_STORAGE_CONNECTION_STRING || env.AZURE_STORAGE_ACCOUNT_NAME ? [azureFiles(person, kept)] : []),
  ];
}

// ---- Answers

function answer(content) {
  process.stdout.write(`\n${REQUEST.mark}${JSON.stringify(content)}\n`);
}

/** Run, and end: what packages keep open would keep the process alive. */
function run(main) {
  main().then(
    () => process.stdout.write('', () => process.exit(0)),
    (error) => {
      const reason = String(error.message || error.code || error).split('\n')[0].slice(0, 300);
      answer({ error: reason.replace(/\/\/[^@/\s]*@/g, '//') });
      process.stdout.write('', () => process.exit(0));
    },
  );
}

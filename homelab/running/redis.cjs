// Beside a script that runs in LibreChat's container, and defines fs, env, load and SECONDS: LibreChat's own Redis.

function isOn(name) {
  return (env[name] || '').trim().toLowerCase() === 'true';
}

/** What `use` returns of a client and its nodes, each of which has a part of the keys; null if LibreChat uses none. */
async function withRedis(use) {
  if (!isOn('USE_REDIS') || !env.REDIS_URI) {
    return null;
  }
  const client = createClient(env.REDIS_URI.split(',').map((uri) => new URL(uri)));
  let failure = null;
  client.on('error', (error) => {
    failure = error;
  });
  try {
    await client.connect();
    return await use(client, client.nodes ? client.nodes('master') : [client]);
  } catch (error) {
    // That of a command only says that the connection is closed.
    throw failure || error;
  } finally {
    client.disconnect();
  }
}

function createClient(urls) {
  const Redis = load('ioredis');
  const ca = env.REDIS_CA && fs.existsSync(env.REDIS_CA) ? fs.readFileSync(env.REDIS_CA) : undefined;
  const options = {
    username: decodeURIComponent(urls[0].username) || env.REDIS_USERNAME || undefined,
    password: decodeURIComponent(urls[0].password) || env.REDIS_PASSWORD || undefined,
    tls: urls[0].protocol === 'rediss:' || ca ? { ca } : undefined,
    connectTimeout: SECONDS * 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  };
  const nodes = urls.map(({ hostname, port }) => ({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || 6379,
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

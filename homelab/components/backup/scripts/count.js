// Prints the number of documents of each collection of a database.
const database = connect(process.env.MONGO_URI).getSiblingDB(process.env.DATABASE);
for (const name of database.getCollectionNames().sort()) {
  if (!name.startsWith("system.")) print(`${name} ${database.getCollection(name).countDocuments({})}`);
}

// Drops the database of a rehearsal.
const name = process.env.DATABASE;
if (!/^restore_check_[0-9]+$/.test(name)) throw new Error(`${name} is not a rehearsal's database`);
connect(process.env.MONGO_URI).getSiblingDB(name).dropDatabase();

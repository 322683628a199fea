// Lets root apply an oplog, which no built-in role may, and takes it back if REVOKE is set.
const admin = connect(process.env.MONGO_URI).getSiblingDB("admin");
const role = "homelabOplogReplay";
if (!admin.getRole(role)) {
  admin.createRole({ role, privileges: [{ resource: { anyResource: true }, actions: ["anyAction"] }], roles: [] });
}
if (process.env.REVOKE) admin.revokeRolesFromUser("root", [role]);
else admin.grantRolesToUser("root", [role]);

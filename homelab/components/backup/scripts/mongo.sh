# Functions for scripts with mongodump, mongorestore and mongosh. Passwords are in variables and in a file in memory,
# never in an argument list.
# shellcheck shell=sh

# The database that the connection string names, unless DATABASE does. The tools take it apart from the string, where it
# would be a filter; without it, its part in finding the user has to be said.
server=${MONGO_URI%%\?*}
options=${MONGO_URI#"$server"}
options=${options#\?}
address=${server#*://}
case $address in
  */*)
    DATABASE=${DATABASE:-${address#*/}}
    server=${server%"${address#*/}"}
    ;;
  *) server=$server/ ;;
esac
case $MONGO_URI in
  mongodb+srv:* | *authSource=* | *authMechanism=*) ;;
  *@*) options=${options:+$options&}authSource=$DATABASE ;;
esac
if [ -n "${MONGO_CA:-}" ]; then
  options=${options:+$options&}tlsCAFile=$MONGO_CA
fi
MONGO_URI=$server${options:+?$options}
export DATABASE MONGO_URI

# Writes the file from which MongoDB's tools read the connection string, and prints its name.
mongo_config() {
  quoted=$(printf '%s' "$MONGO_URI" | sed "s/'/''/g")
  printf "uri: '%s'\n" "$quoted" > "$PRIVATE/mongo.yaml"
  printf '%s' "$PRIVATE/mongo.yaml"
}

# Runs a script in mongosh, which connects by MONGO_URI.
mongo_script() {
  mongosh --quiet --norc --nodb --file "${0%/*}/$1"
}

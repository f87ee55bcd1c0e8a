// Runs before every test file: no test, and no example that a test starts, may find a vendor's key and talk to the real vendor.
for (const name of Object.keys(process.env)) {
  if (/_API_KEY$|_ACCESS_KEY(_ID)?$|_API_TOKEN$/.test(name)) delete process.env[name];
}

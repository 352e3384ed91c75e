const isAuthDependency = name => /auth$|auth#/.test(name);
const isCommentsDependency = name => /^fyre\.conv(#|$)/.test(name);

function requirePackages(names, callback, errback) {
  queueMicrotask(() => {
    let packages;
    try {
      packages = packagesNamed(names);
    } catch (error) {
      if (!errback) return console.warn(error.message);
      return errback(error);
    }
    if (callback) callback(...packages);
  });
}

// Of several dependencies on auth, only the first is the bundled one.
function packagesNamed(names) {
  const auth = names.findIndex(isAuthDependency);
  return names.map((name, index) => {
    if (index === auth) return Livefyre.auth;
    if (isCommentsDependency(name)) return Conv;
    throw new Error(`The sandbox has no package ${name}`);
  });
}

// A page may have set `userPrivacyOptOut` before this script came.
const Livefyre = window.Livefyre || {};
const auth = new LivefyreAuth();
const events = new Emitter();
Object.assign(Livefyre, {
  _lfjs: true,
  auth,
  'livefyre-auth': auth,
  require: requirePackages,
  on: events.on.bind(events),
});
window.Livefyre = Livefyre;

if (Livefyre.userPrivacyOptOut === true) auth.optOut();
auth.plugin(authPlugin);
adoptOldDelegate(auth);

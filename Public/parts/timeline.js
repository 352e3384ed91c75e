// One entry of a user's timeline in plain words.

const changes = {
  created: 'Created',
  changed: 'Changed',
  erased: 'Erased',
  lifted: 'Version lifted after a restored backup',
  'password-set': 'Password set',
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
};
const actors = { reader: 'by the reader', backend: 'by the site’s backend', service: 'by the service' };

export function sentence({ kind, version, actor, detail, network, status, error, milliseconds, tabs }) {
  const length = typeof milliseconds === 'number' ? ` in ${milliseconds} ms` : '';
  if (kind === 'ping') {
    const outcome = error ? `failed: ${[error, status].filter(Boolean).join(', ')}${length}` : `${status}${length}`;
    return `Ping for version ${version} to ${network}: ${outcome}`;
  }
  if (kind === 'tabs') return `${tabs} ${tabs === 1 ? 'tab' : 'tabs'} told of version ${version}`;
  if (kind === 'pull') return `${network} read version ${version}`;
  const what = [changes[kind] ?? kind, version && `(version ${version})`, actors[actor]].filter(Boolean).join(' ');
  // Names of members, with a blank between two.
  return detail ? `${what}: ${detail.split(' ').map(name => name.replaceAll('_', ' ')).join(', ')}` : what;
}

// A publisher's page. Its options are in its address, and all that happens to it is in `log`.
const options = JSON.parse(new URLSearchParams(location.search).get('options') ?? '{}');

window.log = [];
window.born = Math.random(); // changes with each load
window.note = (what, detail) => {
  log.push({ what, at: performance.timeOrigin + performance.now(), ...detail });
  dispatchEvent(new Event('noted'));
};

addEventListener('pageshow', ({ persisted }) => { if (persisted) note('restored'); });

const load = address => new Promise((resolve, reject) => {
  const script = document.createElement('script');
  Object.assign(script, { src: address, onload: resolve, onerror: () => reject(new Error(`${address} did not load`)) });
  document.head.append(script);
});

const requireLivefyre = names => new Promise(resolve => Livefyre.require(names, (...found) => resolve(found)));

function watchAuth(auth) {
  window.auth = auth;
  for (const name of ['delegate', 'authenticate.livefyre', 'authenticate', 'login', 'login.livefyre', 'logout', 'error']) {
    auth.on(name, value => note(`auth ${name}`, name === 'error' ? { message: value?.message } : undefined));
  }
}

async function watchNameplate() {
  const { Nameplate } = await import(`${options.service}/nameplate.js`);
  const { service, cycle, login } = options;
  const host = () => new Promise((resolve, reject) => { window.hostLogin = { resolve, reject }; note('host login'); });
  window.nameplate = new Nameplate({ service, cycle, login: login === 'host' ? host : login });
  nameplate.on('change', session => {
    document.querySelector('#reader').textContent = session ? session.user.display_name : '';
    note('change', { user: session?.user.id ?? null, name: session?.user.display_name, version: session?.user.version });
  });
  nameplate.on('signed-out', ({ reason }) => note('signed-out', { reason }));
  nameplate.on('error', ({ code, message, retry_in }) => note('error', { code, message, retry_in }));
  if (options.asksBeforeSwitch) {
    nameplate.on('switch', change => {
      window.change = change;
      note('switch', { from: change.from.id, to: change.to.id });
    });
  }
  for (const [button, act] of [['#sign-in', () => nameplate.signIn()], ['#sign-out', () => nameplate.logout()]]) {
    document.querySelector(button).onclick = () => act().catch(problem => note('problem', { code: problem.code }));
  }
}

if (options.livefyre) {
  await load(`${options.livefyre}/Livefyre.js`);
  const [auth] = await requireLivefyre(['auth']);
  watchAuth(auth);
}
if (options.service) await watchNameplate();
if (options.livefyre && options.service && !options.isLoose) nameplate.attach(auth);
if (options.comments) {
  const [Conv] = await requireLivefyre(['fyre.conv#3']);
  new Conv({ network: 'labs.fyre.co' }, [{ siteId: '1', articleId: 'name', el: 'comments' }], () => note('comments'));
}
note('ready');

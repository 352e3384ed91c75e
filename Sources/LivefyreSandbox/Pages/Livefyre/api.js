// The network's auth endpoint, asked the only way it knows: by a script that calls back.
const authAPI = {
  // Asks who the bearer of `lftoken` is; calls back with an error, or with the answer's `data`.
  authenticate(request, callback) {
    requestJSONP(`${authServer(request)}/api/v3.0/auth/${authQuery(request)}`, (error, answer) => {
      if (error) return callback(error);
      if (answer && answer.code === 200) return callback(null, answer.data);
      callback(Object.assign(new Error('Error requesting with JSONP'), { code: answer && answer.code, response: answer }));
    });
  },
};

function authServer({ network, serverUrl, lftoken }) {
  if (network) return networkServer(network);
  if (serverUrl) return serverUrl.replace(/\/$/, '');
  return lftoken ? networkServer(tokenDomain(lftoken)) : 'http://livefyre.com';
}

function networkServer(network) {
  const label = network.split('.')[0];
  return label === 'livefyre' ? `https://admin.${network}` : `https://${label}.admin.fyre.co`;
}

function tokenDomain(token) {
  const segments = token.split('.');
  const error = new Error(`The provided lftoken is not a JWT: ${token}`);
  if (segments.length !== 3) throw error;
  try {
    const { domain } = JSON.parse(atob(segments[1].replace(/-/g, '+').replace(/_/g, '/')));
    if (typeof domain === 'string') return domain;
  } catch (_) {
    // It is no more a JWT than one with too few segments.
  }
  throw error;
}

// The order of the parameters is the endpoint's own.
function authQuery({ lftoken, bpChannel, articleId, siteId }) {
  const parameters = [];
  if (lftoken) parameters.push(['lftoken', lftoken]);
  if (bpChannel) parameters.push(['bp_channel', bpChannel]);
  if (articleId && siteId) parameters.push(['articleId', base64(String(articleId))], ['siteId', siteId]);
  return '?' + parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join('');
}

// Standard Base64 of the text's UTF-8.
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// `url` lacks nothing but its last parameter. A load that failed calls back with the error 'error'.
function requestJSONP(url, callback) {
  const name = unusedCallbackName();
  const script = document.createElement('script');
  const end = (error, answer) => {
    delete window[name];
    script.remove();
    callback(error, answer);
  };
  window[name] = answer => end(null, answer);
  script.onerror = () => end('error');
  script.src = `${url}callback=${name}`;
  document.head.append(script);
}

// The time makes the name; of two requests in one millisecond the later takes the next one.
function unusedCallbackName() {
  let time = Date.now();
  while (`_lfcallback_${time}` in window) time += 1;
  return `_lfcallback_${time}`;
}

// The plain name of a browser, out of the User-Agent header that it sent.

// The first that fits: most browsers also call themselves by the names of others.
const browsers = [
  [/Edg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/(?:OPR|Opera)\/(\d+)/, 'Opera'],
  [/SamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/Chromium\/(\d+)/, 'Chromium'],
  [/(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari\//, 'Safari'],
];
const systems = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** Such as "Firefox 128 on Linux", or the program's own first word where it is no browser that we know. */
export function browserName(userAgent) {
  const [browser] = browsers.flatMap(([pattern, name]) => {
    const found = pattern.exec(userAgent);
    return found ? [`${name} ${found[1]}`] : [];
  });
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  const name = browser ?? (userAgent.split(/[\s/]/)[0] || 'An unnamed program');
  return system ? `${name} on ${system}` : name;
}
